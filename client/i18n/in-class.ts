import { inClassZhCN } from './in-class.zh-CN.ts';
import { addTexts } from './index.ts';

addTexts({ inClass: inClassZhCN }, async () => ({
  inClass: (await import('./in-class.en.ts')).inClassEn,
}));
