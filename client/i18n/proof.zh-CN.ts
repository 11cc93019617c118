/** Giving the password again, and setting a new one by a link. */
export const proofZhCN = {
  title: '请再次输入密码',
  text: '这一步只能由您本人完成。输入后几分钟内不再询问。',
  submit: '继续',
};
