import { addTexts } from './index.ts';
import { quizClassZhCN } from './quiz-class.zh-CN.ts';

addTexts({ quizClass: quizClassZhCN }, async () => ({
  quizClass: (await import('./quiz-class.en.ts')).quizClassEn,
}));
