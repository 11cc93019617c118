import { addTexts } from './index.ts';
import { guestZhCN } from './guest.zh-CN.ts';

addTexts({ guest: guestZhCN }, async () => ({ guest: (await import('./guest.en.ts')).guestEn }));
