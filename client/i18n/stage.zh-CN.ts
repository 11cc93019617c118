/** What is on the stage, and why nothing is. */
export const stageZhCN = {
  cameraOf: '{{name}}的画面',
  screenPicture: '共享的屏幕',
  pictureComing: '画面即将出现',
  soundOnly: '正在语音授课',
  lecturerNoPicture: '老师还没有打开画面',
  lecturerComing: '正在等待老师',
  lecturerAway: '老师马上回来',
  lecturerAwayText: '老师的连接短暂中断，恢复后自动继续。请在座位上稍候。',
  clipPicture: '正在播放的视频',
};
