import type { serverZhCN } from './server.zh-CN.ts';

/** The whole server: its accounts, and the log of what belongs to no course. */
export const serverEn: typeof serverZhCN = {
  title: 'Server',
  tabAccounts: 'Accounts',
  tabAudit: 'Log of changes',
  accountsText:
    'Everybody who signs in with a name and a password. Whose account is removed is signed out on all devices at once.',
  auditText:
    'Accounts, sign-ins, and courses that were made or removed. Changes inside a course are in its own log.',
  auditEmpty: 'Nothing has been written down yet.',
  search: 'Search by name, role or course',
  noMatch: 'No account matches.',
  roles: 'Roles',
  since: 'Created',
  lastSeen: 'Last used',
  never: 'Not signed in',
  noRole: 'No role',
  self: 'you',
  add: 'Add an organiser',
  addTitle: 'Add an organiser of the whole server',
  addText:
    'This makes a link. Whoever opens it sets a name and a password, and can then manage all courses and accounts.',
  label: 'For whom',
  labelHint: 'To tell links apart, for example a name. The person chooses the name to sign in with.',
  make: 'Make the link',
  once: 'Works once, within 7 days. It is not shown again after you close this.',
  remove: 'Remove',
  signOut: 'Sign out everywhere',
  signedOut: '{{name}} is signed out in {{count}} places. Roles and password stay.',
  removeTitle: 'Remove the account “{{name}}”',
  removeText:
    'This person loses all roles, is signed out on all devices at once, and cannot sign in with this account again.',
  removeSelf: 'This is your own account. You will be signed out at once.',
  action: {
    account: {
      created: 'Account created',
      removed: 'Account removed',
      passwordChanged: 'Password changed',
      roleGiven: 'Role added',
      roleTaken: 'Role taken away',
    },
    session: { opened: 'Signed in', ended: 'Signed out' },
    trainee: { identified: 'Trainee identified' },
    invitation: { created: 'Link created', renewed: 'Link replaced' },
    course: { retentionChanged: 'How long it is kept changed', retentionNoticed: 'Notice before deletion' },
  },
  field: {
    role: 'Role',
    courseId: 'Course',
    label: 'Name',
    withAccount: 'Sets a password',
    days: 'Days kept',
  },
};
