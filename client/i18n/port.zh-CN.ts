/** The port. */
export const portZhCN = {
  title: '个人端口',
  quality: '画质',
  qualityAuto: '自动',
  qualitySmall: '省流量',
  lesson: '课程',
  lecturerName: '授课老师',
  startsAt: '开课时间',
  line: '连接',
  state: '状态',
  elapsed: '已进行',
  waiting: '等待开课',
  live: '正在直播',
  ended: '已结束',
  controls: '播放控制',
  info: '课程信息',
  soundLocked: '打开声音',
};
