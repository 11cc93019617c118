import { addTexts } from './index.ts';
import { liaisonZhCN } from './liaison.zh-CN.ts';

addTexts({ liaison: liaisonZhCN }, async () => ({ liaison: (await import('./liaison.en.ts')).liaisonEn }));
