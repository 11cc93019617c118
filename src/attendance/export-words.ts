import type {
  AttendanceChange,
  ContradictionKind,
  MarkState,
  ReminderAbout,
  SignInMethod,
  WindowKind,
} from '../contract/attendance.ts';
import type { FileLanguage } from '../contract/records.ts';

/** Headings and words of the exported file. */
export interface ExportWords {
  title: string;
  port: string;
  byItself: string;
  inTime: string;
  elsewhere: string;
  decided: string;
  open: string;
  late(minutes: number): string;
  inOrder: string;
  nobodyThere: string;
  finding: string;
  heads(count: number): string;
  /** By how long a window was extended. */
  longer(minutes: number, seconds: number): string;
  states: Record<MarkState, string>;
  kinds: Record<WindowKind, string>;
  methods: Record<SignInMethod, string>;
  contradictions: Record<ContradictionKind, string>;
  changes: Record<AttendanceChange['what'], string>;
  reminders: Record<ReminderAbout, string>;
  sheets: Record<'evidence' | 'rollCalls' | 'changes', { title: string; columns: string[] }>;
}

const chinese: ExportWords = {
  title: '签到考勤',
  port: '个人端口',
  byItself: '系统',
  inTime: '按时',
  elsewhere: '在其他分课堂',
  decided: '主办方认定',
  open: '待定',
  late: (minutes) => `迟到 ${minutes} 分钟`,
  inOrder: '正常',
  nobodyThere: '无人在线',
  finding: '有巡查记录',
  heads: (count) => `数到 ${count} 人`,
  longer: (minutes, seconds) => `延长 ${minutes} 分 ${seconds} 秒`,
  states: { present: '出勤', late: '迟到', leave: '请假', absent: '缺席' },
  kinds: { start: '签到', again: '再次签到', out: '签退' },
  methods: { code: '扫码', port: '本人页面', liaison: '联络员登记' },
  contradictions: {
    signed_in_called_absent: '已签到，点名缺席',
    called_present_not_signed_in: '点名到场，未签到',
    port_hardly_watched: '端口观看过短',
    branch_never_seen: '巡查未见该分课堂',
    more_sign_ins_than_heads: '签到多于现场人数',
  },
  changes: {
    signedIn: '签到',
    requested: '申请用他人手机签到',
    confirmed: '确认用他人手机签到',
    denied: '未同意用他人手机签到',
    marked: '点名',
    signedOff: '确认点名',
    decided: '认定结论',
    undecided: '撤回认定',
    settled: '保留现状',
    windowAsked: '要求签到',
    windowClosed: '结束签到',
    windowExtended: '线路中断，延长签到',
    reminded: '提醒联络员',
  },
  reminders: { rollCall: '请完成点名', absent: '请联系未签到的学员' },
  sheets: {
    evidence: {
      title: '考勤',
      columns: [
        ...['课程', '号码', '姓名', '单位', '分课堂', '考勤', '计分', '依据', '签到时间', '签到情况'],
        ...['其他签到', '点名', '点名人', '连接分钟', '观看分钟', '页面隐藏分钟', '巡查', '矛盾', '认定理由'],
      ],
    },
    rollCalls: { title: '点名', columns: ['课程', '分课堂', '现场人数', '确认人', '确认时间', '备注'] },
    changes: {
      title: '变更记录',
      columns: ['课程', '时间', '操作人', '操作', '分课堂', '学员', '之前', '之后', '理由'],
    },
  },
};

const english: ExportWords = {
  title: 'attendance',
  port: 'port',
  byItself: 'by itself',
  inTime: 'in time',
  elsewhere: 'in another branch',
  decided: 'decided by the organiser',
  open: 'undecided',
  late: (minutes) => `${minutes} min late`,
  inOrder: 'in order',
  nobodyThere: 'nobody there',
  finding: 'with a finding',
  heads: (count) => `${count} counted`,
  longer: (minutes, seconds) => `${minutes} min ${seconds} s longer`,
  states: { present: 'present', late: 'late', leave: 'leave', absent: 'absent' },
  kinds: { start: 'sign-in', again: 'second sign-in', out: 'sign-out' },
  methods: { code: 'code', port: 'own page', liaison: 'by the liaison' },
  contradictions: {
    signed_in_called_absent: 'signed in, absent in roll call',
    called_present_not_signed_in: 'present in roll call, not signed in',
    port_hardly_watched: 'port hardly watched',
    branch_never_seen: 'branch not seen by patrol',
    more_sign_ins_than_heads: 'more sign-ins than people',
  },
  changes: {
    signedIn: 'signed in',
    requested: 'asked to use another person’s phone',
    confirmed: 'use of another person’s phone confirmed',
    denied: 'use of another person’s phone denied',
    marked: 'roll call',
    signedOff: 'roll call signed off',
    decided: 'verdict decided',
    undecided: 'decision taken back',
    settled: 'left to stand',
    windowAsked: 'sign-in asked for',
    windowClosed: 'sign-in closed',
    windowExtended: 'extended after a network fault',
    reminded: 'liaison reminded',
  },
  reminders: { rollCall: 'about the roll call', absent: 'about people missing' },
  sheets: {
    evidence: {
      title: 'Attendance',
      columns: [
        ...[
          'Lesson',
          'Number',
          'Name',
          'Unit',
          'Branch',
          'Attendance',
          'Worth',
          'By',
          'Signed in at',
          'Sign-in',
        ],
        ...['Other sign-ins', 'Roll call', 'Called by', 'Minutes connected', 'Minutes watching'],
        ...['Minutes hidden', 'Patrol', 'Contradictions', 'Reason of the decision'],
      ],
    },
    rollCalls: {
      title: 'Roll calls',
      columns: ['Lesson', 'Branch', 'Heads', 'Signed off by', 'Signed off at', 'Note'],
    },
    changes: {
      title: 'Changes',
      columns: ['Lesson', 'Time', 'By', 'What', 'Branch', 'Trainee', 'Before', 'After', 'Reason'],
    },
  },
};

export const exportWords: Record<FileLanguage, ExportWords> = { 'zh-CN': chinese, en: english };
