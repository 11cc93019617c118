import type { FindingKind, FindingState, Sighting } from '../contract/patrol.ts';
import type { FileLanguage } from '../contract/records.ts';
import type { Role } from '../contract/roles.ts';

interface SheetWords {
  title: string;
  columns: readonly string[];
}

export interface ExportWords {
  title: string;
  findings: SheetWords;
  rooms: SheetWords;
  kinds: Record<FindingKind, string>;
  states: Record<FindingState, string>;
  outcomes: Record<Sighting['outcome'] | 'unseen', string>;
  roles: Partial<Record<Role, string>>;
  yes: string;
}

export const exportWords: Record<FileLanguage, ExportWords> = {
  'zh-CN': {
    title: '云巡查',
    findings: {
      title: '巡查记录',
      columns: [
        '课程',
        '轮次',
        '时间',
        '分课堂或端口',
        '问题',
        '人数',
        '说明',
        '画面',
        '巡查人',
        '身份',
        '状态',
        '联络员答复',
        '答复人',
        '答复时间',
        '办结说明',
        '办结人',
        '办结时间',
      ],
    },
    rooms: {
      title: '巡查轮次',
      columns: ['课程', '轮次', '开始', '结束', '分课堂或端口', '结果', '巡查时间', '巡查人', '人数'],
    },
    kinds: {
      emptySeats: '空位较多',
      late: '迟到',
      phone: '使用手机',
      camera: '摄像头关闭或遮挡',
      other: '其他',
    },
    states: { open: '待答复', answered: '已答复', settled: '已办结' },
    outcomes: { inOrder: '正常', finding: '有记录', absent: '无人在线', unseen: '未巡查' },
    roles: { organiser: '主办方', lecturer: '授课老师', inspector: '巡查员' },
    yes: '有',
  },
  en: {
    title: 'Patrol',
    findings: {
      title: 'Findings',
      columns: [
        'Lesson',
        'Round',
        'Time',
        'Branch or port',
        'Finding',
        'Heads',
        'Note',
        'Picture',
        'Filed by',
        'Role',
        'State',
        "Liaison's answer",
        'Answered by',
        'Answered at',
        'Settlement',
        'Settled by',
        'Settled at',
      ],
    },
    rooms: {
      title: 'Rounds',
      columns: [
        'Lesson',
        'Round',
        'Started',
        'Ended',
        'Branch or port',
        'Result',
        'Seen at',
        'Seen by',
        'Heads',
      ],
    },
    kinds: {
      emptySeats: 'Empty seats',
      late: 'Late',
      phone: 'Phone use',
      camera: 'Camera off or covered',
      other: 'Other',
    },
    states: { open: 'To be answered', answered: 'Answered', settled: 'Settled' },
    outcomes: { inOrder: 'In order', finding: 'Finding', absent: 'Nobody there', unseen: 'Not seen' },
    roles: { organiser: 'Organiser', lecturer: 'Lecturer', inspector: 'Inspector' },
    yes: 'Yes',
  },
};
