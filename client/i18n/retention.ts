import { addTexts } from './index.ts';
import { retentionZhCN } from './retention.zh-CN.ts';

addTexts({ retention: retentionZhCN }, async () => ({
  retention: (await import('./retention.en.ts')).retentionEn,
}));
