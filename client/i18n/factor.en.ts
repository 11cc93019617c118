import type { factorZhCN } from './factor.zh-CN.ts';

/** The second step of signing in: setting it up, codes, switching it off. */
export const factorEn: typeof factorZhCN = {
  title: 'Signing in in two steps',
  off: 'Off. With it, signing in takes a code from your phone besides the password: whoever learns the password still cannot get in.',
  offRequired: 'Off. An organiser signs in in two steps here. Please set it up now.',
  on: 'On since {{when}}.',
  left: '{{count}} recovery codes are left.',
  leftFew: 'Only {{count}} recovery codes are left. Please make new ones.',
  required:
    'An organiser signs in in two steps here, so it cannot be switched off. For a new phone, ask another organiser to reset it.',
  setUp: 'Set it up',
  newCodes: 'New recovery codes',
  turnOff: 'Switch it off',
  turnOffText: 'Signing in takes only the password then.',
  done: { off: 'The second step is switched off.' },
  step: {
    title: 'Second step: enter the code',
    text: 'Open the authenticator app on your phone and enter the 6 digits under Plenum.',
    code: 'Code',
    codeHint: 'Without your phone, enter a recovery code.',
    submit: 'Sign in',
    back: 'Back',
  },
  app: {
    title: 'Scan with your phone',
    required:
      'An organiser signs in in two steps here. Set it up once; from then on you enter a code from your phone when you sign in.',
    step1:
      'Open an authenticator app on your phone, such as Microsoft Authenticator, Google Authenticator or a password manager.',
    step2: 'Scan this code with the app. If that is not possible, type the key.',
    step3: 'Enter the 6 digits that the app shows.',
    qr: 'QR code for the authenticator app',
    secret: 'Key',
    here: 'Open it on this phone',
    submit: 'Finish',
    loading: 'Preparing the QR code',
    again: 'Make a new one',
  },
  codes: {
    title: 'Please keep the recovery codes',
    text: 'If you lose your phone, a recovery code takes the place of its code, once each. Print them or write them down, and do not keep them with your password. They are shown this one time.',
    copy: 'Copy all',
    copied: 'Copied',
    print: 'Print',
    done: 'I have kept them',
  },
};
