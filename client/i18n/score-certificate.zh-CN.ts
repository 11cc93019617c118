/** The public page that confirms a certificate. */
export const scoreCertificateZhCN = {
  title: '证书核验',
  confirmed: '证书有效',
  name: '姓名',
  course: '培训班',
  date: '颁发日期',
  only: '本页只核验这三项，不显示成绩等其他信息。',
  unknown: '没有这个编号的证书',
  unknownText: '请对照证书上的编号再核对一遍。编号由数字和字母组成，共 16 位。',
  code: '编号 {{code}}',
};
