/** Raised hands: the button, and the queue. */
export const handsZhCN = {
  title: '举手',
  empty: '现在没有人举手。学员和联络员举手后，会按顺序出现在这里。',
  call: '连线',
  dismiss: '移除',
  fair: '今天没发过言的优先',
  heard: '今天已发言 {{count}} 次',
  unreachable: '大屏不在线',
  since: '已等 {{time}}',
  more: '还有 {{count}} 个',
  raise: '举手',
  raised: '已举手 · 第 {{place}} 位',
  next: '已举手 · 下一位',
  lower: '放下手',
  port: '个人端口',
};
