import { addTexts } from './index.ts';
import { quizDeskZhCN } from './quiz-desk.zh-CN.ts';

addTexts({ quizDesk: quizDeskZhCN }, async () => ({
  quizDesk: (await import('./quiz-desk.en.ts')).quizDeskEn,
}));
