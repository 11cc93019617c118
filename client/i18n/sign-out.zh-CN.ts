/** Signing out where a page has no head that leads to the own sign-ins. */
export const signOutZhCN = {
  open: '退出登录',
  title: { screen: '让这块大屏退出登录', port: '退出登录' },
  text: {
    screen: '退出后，本分课堂看不到也听不到课程。再次进入需要输入大屏短码，或重新打开大屏链接。',
    port: '退出后，这台设备不再显示课程。再次进入需要重新打开您的链接，或填写姓名和号码。',
  },
  live: '正在上课。如果只是想休息一下，不用退出。',
  submit: '退出登录',
};
