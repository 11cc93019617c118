import { addTexts } from './index.ts';
import { proofZhCN } from './proof.zh-CN.ts';

addTexts({ proof: proofZhCN }, async () => ({ proof: (await import('./proof.en.ts')).proofEn }));
