import type { proofZhCN } from './proof.zh-CN.ts';

/** Giving the password again, and setting a new one by a link. */
export const proofEn: typeof proofZhCN = {
  title: 'Please give your password again',
  text: 'Only you yourself can do this. You are not asked again for some minutes.',
  submit: 'Go on',
};
