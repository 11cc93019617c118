import { reflectionZhCN } from './reflection.zh-CN.ts';
import { addTexts } from './index.ts';

addTexts({ reflection: reflectionZhCN }, async () => ({
  reflection: (await import('./reflection.en.ts')).reflectionEn,
}));
