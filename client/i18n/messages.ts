import { addTexts } from './index.ts';
import { messagesZhCN } from './messages.zh-CN.ts';

addTexts(messagesZhCN, async () => (await import('./messages.en.ts')).messagesEn);
