import { addTexts } from './index.ts';
import { signOutZhCN } from './sign-out.zh-CN.ts';

addTexts({ signOut: signOutZhCN }, async () => ({ signOut: (await import('./sign-out.en.ts')).signOutEn }));
