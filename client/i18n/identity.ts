import { addTexts } from './index.ts';
import { identityZhCN } from './identity.zh-CN.ts';

addTexts({ identity: identityZhCN }, async () => ({
  identity: (await import('./identity.en.ts')).identityEn,
}));
