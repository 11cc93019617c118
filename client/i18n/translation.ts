import type { zhCN } from './zh-CN.ts';

/** Every language has exactly the keys of the Chinese one; a missing key does not compile. */
export type Translation = typeof zhCN;
