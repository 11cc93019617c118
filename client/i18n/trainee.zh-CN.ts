/** The trainee’s page. */
export const traineeZhCN = {
  welcome: '{{name}}，您好',
  waiting: '课程尚未开始',
  waitingText: '请在分课堂就座，开课时间 {{time}}。',
  live: '正在上课',
  liveText: '请看教室大屏。请保持本页打开。',
  ended: '课程已结束',
  endedText: '感谢参加。',
};
