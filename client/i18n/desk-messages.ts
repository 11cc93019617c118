import { deskMessagesZhCN } from './desk-messages.zh-CN.ts';
import { addTexts } from './index.ts';

addTexts(deskMessagesZhCN, async () => (await import('./desk-messages.en.ts')).deskMessagesEn);
