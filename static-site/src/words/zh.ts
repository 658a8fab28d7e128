import { zhSaid } from './zh-said'
/** The source language. Every other language has exactly these keys. */
export const zh = {
  ...zhSaid,
  skip: '跳到主要内容', back: '返回', close: '关闭', cancel: '取消', confirmOk: '确定', retry: '重试', all: '全部', goHome: '返回首页',
  loading: '正在加载', mainNav: '主导航', bottomNav: '底部导航', more: '加载更多', offline: '网络不可用，付款相关操作已暂停。',
  footer: '{school}{office} · {platform}', footAsk: '缴费疑问：', sep: ' · ', quote: '需要帮助时请提供编号', titleTail: '{title} · {school}{platform}',
  // Login
  login: '登录', loginTo: '登录{platform}', loginWay: '登录方式', byAccount: '账号登录', ssoText: '适用于在校学生和教职工。密码只在学校认证页面输入，本平台看不到。',
  userNumber: '学号 / 工号 / 证件号', userId: '证件号 / 学号', userHint: '末尾字母请大写', password: '密码', passwordHint: '首次登录请用初始密码',
  showPassword: '显示密码', factsNote: '第一次登录请再核对两项', factsText: '您使用的是统一的初始密码，请补充姓名和证件号末 6 位。', realName: '姓名', idTail: '证件号末 6 位', idTailHint: '末尾字母请大写',
  habit1: '先核对身份', habit1Text: '登录后请核对姓名与证件号，有误请先联系{office}。', habit2: '再核对收款方', habit2Text: '付款页面的收款方应与学校名称完全一致。',
  habit3: '付一次就够', habit3Text: '没看到结果，不等于没付成功。请先查询，不要再付。', forgot: '忘记密码',
  privacy: '隐私说明', slowDown: '请在 {n} 秒后再试', initialTail: '初始密码为证件号末 6 位，末尾字母请大写。', initialZeros: '初始密码为 6 个 0。', initialEither: '初始密码：证件号末 6 位（字母大写）或 6 个 0。',
  corner: '报名系统 / 校外人员注册', ssoGo: '前往{name}', ssoNote: '校外人员没有这个账号，请使用账号登录，或先注册。', ssoNotePlain: '没有这个账号的，请使用账号登录。',
  ssoRefused: '{name}没有确认您的登录', ssoRefusedText: '可能是停留过久，或在那边取消了。请再前往一次，或使用账号登录。', ssoUnknown: '平台里没有您的缴费信息', ssoUnknownText: '{name}已确认是您，但您的学号或工号还没有导入平台。请联系{office}，电话 {phone}（{hours}）。', ssoBroken: '{name}暂时不通', ssoBrokenText: '请稍后再试，或使用账号登录。',
  wechatGo: '微信一键登录', wechatAsking: '正在向微信确认是您本人', wechatAskingText: '一两秒就好，之后会自动回到这里。', wechatFailed: '没能向微信确认是您本人', wechatFailedText: '可以再试一次，或使用账号登录。', unbound: '这个微信还没有绑定账号', unboundText: '请先用账号登录一次，再到「我的」里绑定微信，以后就能一键登录。',
  identifyGo: '不登录，核对身份后缴费', outsideText: '参加培训、考试报名或缴纳其它费用的校外人员，请先注册。注册后用证件号登录。', outsideNew: '第一次使用，去注册', outsideKnown: '已经注册过',
  outside: '校外人员入口', identify: '核对身份缴费', poster: '入口海报',
  // Passwords
  firstPassword: '设置新密码', firstText: '初始密码只能用这一次。请设置一个只有您知道的密码，设置后直接进入平台。', changePassword: '修改密码', currentPassword: '现在的密码', freshPassword: '新密码', freshAgain: '再输入一次',
  notSame: '两次输入的密码不一致', saveAndGo: '保存并进入', save: '保存', passwordSaved: '密码已修改', passwordSavedText: '其它设备上的登录已失效，下次请用新密码登录。', logoutInstead: '退出登录',
  // What the pages are called, and what is said on all of them
  steps: '缴费步骤', confirm: '核对信息', devices: '登录设备', enName: 'English', help: '使用说明', home: '首页', import: '导入欠费', lost: '没有这个页面', me: '我的', officeReset: '重置密码', order: '订单详情', orders: '订单查询', paidList: '已缴费查询', pay: '缴费', register: '注册', result: '付款结果', tuition: '学费缴费', zhName: '中文',
} as const
