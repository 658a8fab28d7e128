/** The ways in beside the password. */
export const zhDoors = {
  // On top of a page
  again: '请重新登录', againText: '登录已过期。登录后接着刚才的操作，已填的内容都在。', here: '请先登录', hereText: '登录后回到本页，已填的内容都在。', otherWays: '其它登录方式', leaves: '会离开本页，登录后再回来。',
  // Name and number, twice
  identifyText: '不用密码。只能看到尚欠的费用并付款，姓名和证件号只显示一部分；订单、已缴记录和个人信息需要登录后查看。', idStep1: '填写学生信息', idStep2: '再填一次', idFirst: '请填写要缴费的学生信息。', idSecond: '为避免缴错，请把同样的信息再填一次。', idName: '学生姓名', idUser: '学号或身份证号', idNext: '下一步', idDone: '查看欠费',
  idNameDiffers: '两次填写的姓名不一致，请核对', idUserDiffers: '两次填写的号码不一致，请核对', idBack: '返回修改第一次填写的', idMissing: '请核对姓名和号码。仍然不对时，请联系{office}，电话 {phone}（{hours}）。', toLogin: '去登录',
  // In a session that only pays
  payingNote: '未登录，仅供缴费', payingText: '只显示尚欠的费用，姓名和证件号只显示一部分。', payingLogin: '登录查看全部', payingLeave: '结束并离开',
  // The poster
  posterScan: '用微信或手机相机扫一扫', posterText: '查欠费、缴费、查记录，都在这里。', posterPayee: '付款时请核对收款方：{payee}', posterQr: '平台地址的二维码', posterPrint: '打印海报', posterHint: '建议用 A4 纸打印。二维码是本平台的地址：请确认海报上的网址是学校公布的那一个。',
} as const
