import { addTexts } from './index.ts';
import { recordsZhCN } from './records.zh-CN.ts';

addTexts({ records: recordsZhCN }, async () => ({ records: (await import('./records.en.ts')).recordsEn }));
