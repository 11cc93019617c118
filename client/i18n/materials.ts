import { addTexts } from './index.ts';
import { materialsZhCN } from './materials.zh-CN.ts';

addTexts({ materials: materialsZhCN }, async () => ({
  materials: (await import('./materials.en.ts')).materialsEn,
}));
