import { helpDeskZhCN } from './help-desk.zh-CN.ts';
import { addTexts } from './index.ts';

addTexts({ helpDesk: helpDeskZhCN }, async () => ({
  helpDesk: (await import('./help-desk.en.ts')).helpDeskEn,
}));
