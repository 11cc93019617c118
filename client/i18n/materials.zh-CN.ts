/** Materials, as those who receive them see them. */
export const materialsZhCN = {
  empty: '还没有资料。主办方发布后会显示在这里。',
  forCourse: '整个培训班',
  open: '打开',
  download: '下载',
  received: '已接收',
  viewerClose: '关闭资料',
  kind: {
    pdf: 'PDF',
    document: '文档',
    sheet: '表格',
    slides: '演示文稿',
    image: '图片',
    video: '视频',
    text: '文本',
  },
};
