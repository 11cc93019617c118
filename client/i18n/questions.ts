import { addTexts } from './index.ts';
import { questionsZhCN } from './questions.zh-CN.ts';

addTexts({ questions: questionsZhCN }, async () => ({
  questions: (await import('./questions.en.ts')).questionsEn,
}));
