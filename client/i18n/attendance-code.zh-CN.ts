/** The sign-in code on a big screen and on the liaison's phone. */
export const attendanceCodeZhCN = {
  title: { start: '签到', again: '再次签到', out: '签退' },
  scan: '用手机扫码{{kind}}',
  count: {
    start: '{{signedIn}}/{{expected}} 已签到',
    again: '{{signedIn}}/{{expected}} 已再次签到',
    out: '{{signedIn}}/{{expected}} 已签退',
  },
  late: '现在签到记为迟到',
  from: '{{time}} 开始签到',
  inTime: '{{time}} 前不算迟到',
  until: '{{time}} 结束',
  seconds: '{{count}} 秒后更换',
  renewing: '正在更新签到码',
  line: '{{kind}}进行中 · {{count}}',
  lineAlone: '{{kind}}进行中',
  onPhone: '学习联络员的手机上也有签到码',
};
