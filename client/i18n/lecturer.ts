import { addTexts } from './index.ts';
import { lecturerZhCN } from './lecturer.zh-CN.ts';

addTexts({ lecturer: lecturerZhCN }, async () => ({
  lecturer: (await import('./lecturer.en.ts')).lecturerEn,
}));
