import type { proofZhCN } from './proof.zh-CN.ts';

/** Giving the password again, and setting a new one by a link. */
export const proofEn: typeof proofZhCN = {
  title: 'Please give your password again',
  text: 'Only you yourself can do this. You are not asked again for some minutes.',
  submit: 'Go on',
  newPassword: {
    title: 'Set a new password',
    text: 'A new password for the account “{{name}}”. All devices are signed out then; please sign in with the new one.',
    submit: 'Set the new password',
    done: 'The new password counts now',
    doneText: 'All devices are signed out. Please sign in with the new password.',
    signIn: 'Sign in',
  },
};
