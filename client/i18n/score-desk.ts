import { addTexts } from './index.ts';
import { scoreDeskZhCN } from './score-desk.zh-CN.ts';

addTexts({ scoreDesk: scoreDeskZhCN }, async () => ({
  scoreDesk: (await import('./score-desk.en.ts')).scoreDeskEn,
}));
