import type { signOutZhCN } from './sign-out.zh-CN.ts';

/** Signing out where a page has no head that leads to the own sign-ins. */
export const signOutEn: typeof signOutZhCN = {
  open: 'Sign out',
  title: { screen: 'Sign this screen out', port: 'Sign out' },
  text: {
    screen:
      'This branch then neither sees nor hears the lesson. To come back, somebody types the screen’s code or opens its link again.',
    port: 'This device then shows the lesson no more. To come back, open your link again, or give your name and number.',
  },
  live: 'The lesson is on. To take a break, there is no need to sign out.',
  submit: 'Sign out',
};
