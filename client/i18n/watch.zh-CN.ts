/** The inspector’s page. */
export const watchZhCN = {
  inspectorTitle: '云巡查',
  inspectorText: '您可以看到主屏和各课堂的在线情况。',
  branchesOnline: '在线分课堂',
  portsOnline: '在线个人端口',
};
