import { cuesZhCN } from './cues.zh-CN.ts';
import { addTexts } from './index.ts';

addTexts({ cues: cuesZhCN }, async () => ({
  cues: (await import('./cues.en.ts')).cuesEn,
}));
