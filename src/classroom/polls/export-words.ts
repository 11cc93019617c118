import type { PollKind } from '../../contract/polls.ts';
import type { FileLanguage } from '../../contract/records.ts';

interface SheetWords {
  title: string;
  columns: readonly string[];
}

export interface ExportWords {
  title: string;
  sheets: Record<'answers' | 'polls' | 'rooms' | 'picks', SheetWords>;
  kinds: Record<PollKind, string>;
  pickOf: Record<'trainee' | 'branch', string>;
  yes: string;
  no: string;
  right: string;
  wrong: string;
  port: string;
  counted: string;
  /** The branch was counted by show of hands: this answer is on record and does not count. */
  countedAsRoom: string;
}

export const exportWords: Record<FileLanguage, ExportWords> = {
  'zh-CN': {
    title: '互动答题',
    sheets: {
      answers: {
        title: '答题明细',
        columns: ['课程', '题目', '题型', '编号', '姓名', '单位', '分课堂', '作答', '对错', '时间', '计入'],
      },
      polls: { title: '题目', columns: ['课程', '题目', '题型', '选项', '正确答案', '开始', '结束'] },
      rooms: { title: '现场举手', columns: ['课程', '题目', '分课堂', '人数', '各选项', '填报人', '时间'] },
      picks: {
        title: '随机抽取',
        columns: ['课程', '时间', '抽取', '抽中', '分课堂', '候选数', '轮次', '操作人', '随机种子'],
      },
    },
    kinds: {
      single: '单选',
      multiple: '多选',
      trueFalse: '判断',
      rating: '评分',
      number: '数字',
      text: '简答',
    },
    pickOf: { trainee: '学员', branch: '分课堂' },
    yes: '对',
    no: '错',
    right: '正确',
    wrong: '错误',
    port: '个人端口',
    counted: '个人作答',
    countedAsRoom: '留存，按现场举手统计',
  },
  en: {
    title: 'Polls',
    sheets: {
      answers: {
        title: 'Answers',
        columns: [
          'Lesson',
          'Question',
          'Kind',
          'Number',
          'Name',
          'Unit',
          'Branch',
          'Answer',
          'Right or wrong',
          'Time',
          'Counted as',
        ],
      },
      polls: {
        title: 'Polls',
        columns: ['Lesson', 'Question', 'Kind', 'Options', 'Correct answer', 'Opened', 'Closed'],
      },
      rooms: {
        title: 'Show of hands',
        columns: ['Lesson', 'Question', 'Branch', 'People', 'Options', 'Entered by', 'Time'],
      },
      picks: {
        title: 'Random picks',
        columns: ['Lesson', 'Time', 'Of', 'Picked', 'Branch', 'Among', 'Round', 'Drawn by', 'Seed'],
      },
    },
    kinds: {
      single: 'Single choice',
      multiple: 'Multiple choice',
      trueFalse: 'True or false',
      rating: 'Rating',
      number: 'Number',
      text: 'Short text',
    },
    pickOf: { trainee: 'Trainee', branch: 'Branch' },
    yes: 'True',
    no: 'False',
    right: 'right',
    wrong: 'wrong',
    port: 'Port',
    counted: 'own answer',
    countedAsRoom: 'kept; the branch counts by show of hands',
  },
};
