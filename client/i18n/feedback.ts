import { feedbackZhCN } from './feedback.zh-CN.ts';
import { addTexts } from './index.ts';

addTexts({ feedback: feedbackZhCN }, async () => ({
  feedback: (await import('./feedback.en.ts')).feedbackEn,
}));
