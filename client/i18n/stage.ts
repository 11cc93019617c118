import { addTexts } from './index.ts';
import { stageZhCN } from './stage.zh-CN.ts';

addTexts({ stage: stageZhCN }, async () => ({ stage: (await import('./stage.en.ts')).stageEn }));
