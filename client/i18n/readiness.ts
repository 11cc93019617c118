import { addTexts } from './index.ts';
import { readinessZhCN } from './readiness.zh-CN.ts';

addTexts({ readiness: readinessZhCN }, async () => ({
  readiness: (await import('./readiness.en.ts')).readinessEn,
}));
