/** Giving the password again, and setting a new one by a link. */
export const proofZhCN = {
  title: '请再次输入密码',
  text: '这一步只能由您本人完成。输入后几分钟内不再询问。',
  submit: '继续',
  newPassword: {
    title: '设置新密码',
    text: '为账号“{{name}}”设置新密码。设置后，所有设备会退出，请用新密码重新登录。',
    submit: '设置新密码',
    done: '新密码已生效',
    doneText: '所有设备都已退出。请用新密码登录。',
    signIn: '去登录',
  },
};
