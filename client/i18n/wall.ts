import { addTexts } from './index.ts';
import { wallZhCN } from './wall.zh-CN.ts';

addTexts({ wall: wallZhCN }, async () => ({ wall: (await import('./wall.en.ts')).wallEn }));
