import type { Lesson } from '../../contract/course.ts';
import type { exportKinds, FileLanguage } from '../../contract/records.ts';

/** The words of a file, beside those of the columns that an import understands. */
interface Words {
  sheets: Record<Exclude<(typeof exportKinds)[number], 'all'>, string>;
  lessonColumns: readonly string[];
  lessonKinds: Record<Lesson['kind'], string>;
  unitColumns: readonly string[];
  yes: string;
  no: string;
  notes: { sheet: string; template: string; column: string; meaning: string };
  audit: { title: string; columns: readonly string[] };
  /** In front of the title of what is of the whole server. */
  server: string;
}

export const words: Record<FileLanguage, Words> = {
  'zh-CN': {
    sheets: { lessons: '课程', units: '单位', branches: '分课堂', trainees: '学员' },
    lessonColumns: ['课程', '授课老师', '类型', '开始', '结束'],
    lessonKinds: { lecture: '讲课', clip: '视频', discussion: '讨论', exam: '考试' },
    unitColumns: ['单位', '分课堂数', '学员数'],
    yes: '是',
    no: '否',
    notes: { sheet: '填写说明', template: '导入模板', column: '列', meaning: '怎样填写' },
    audit: {
      title: '操作记录',
      columns: ['时间', '操作人', '身份', '操作', '记录编号', '修改前', '修改后'],
    },
    server: '服务器',
  },
  en: {
    sheets: { lessons: 'Lessons', units: 'Units', branches: 'Branches', trainees: 'Trainees' },
    lessonColumns: ['Lesson', 'Lecturer', 'Type', 'Start', 'End'],
    lessonKinds: { lecture: 'Lecture', clip: 'Film', discussion: 'Discussion', exam: 'Exam' },
    unitColumns: ['Unit', 'Branches', 'Trainees'],
    yes: 'yes',
    no: 'no',
    notes: { sheet: 'Notes', template: 'import template', column: 'Column', meaning: 'What to fill in' },
    audit: {
      title: 'Changes',
      columns: ['Time', 'Who', 'Role', 'What', 'Record', 'Before', 'After'],
    },
    server: 'Server',
  },
};
