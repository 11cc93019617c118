/** How long a course is kept, and the notice before it goes. */
export const retentionZhCN = {
  button: '资料保留期限',
  title: '资料保留期限',
  text: '到期后，服务器自动删除整个培训班：课程、分课堂、学员名单、资料、答卷、成绩和留言。删除前 {{days}} 天，主办方页面会提醒。',
  keep: '保留到有人手动删除',
  days: '最后一节课结束后保留的天数',
  range: '请填 {{least}} 到 {{most}} 之间的整数。',
  never: '不会自动删除。',
  noLessons: '还没有课程，不会自动删除。',
  deletes: '将于{{day}}自动删除。',
  save: '保存',
  soon: '培训班“{{name}}”的资料将于{{day}}自动删除',
  soonText: '需要的成绩、证书和名单请先导出。要保留更久，请修改保留期限。',
  change: '修改保留期限',
};
