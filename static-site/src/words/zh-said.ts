/** Answers of the platform, by code, and what is said when there is none. */
export const zhSaid = {
  brokenTitle: '暂时打不开', brokenSure: '您的账单没有变化，也没有发生扣款。请稍后重试。', brokenText: '请稍后重试。',
  'code.unreachable': '没有收到答复，请检查网络后重试。', 'code.unavailable': '服务暂时不可用，请稍后重试。', 'code.broken': '页面出错了，请刷新后重试。', 'code.refused': '请求没有被接受。', 'code.not-found': '没有找到，或者不属于您。',
  'code.signed-out': '登录已过期，请重新登录。', 'code.wrong-credentials': '用户名或密码不正确', 'code.slow-down': '操作太频繁，请稍等', 'code.more-facts': '请补充姓名和证件号末 6 位',
  'code.bill-held': '所选项目中有一项正在另一笔订单里付款，请先查看那笔订单的结果。', 'code.bill-changed': '账单刚刚有变化，请重新选择。', 'code.nothing-owed': '所选项目已经缴清。', 'code.order-differs': '这笔订单已按另外的内容生成，请返回重新选择。', 'code.order-closed': '订单已关闭。', 'code.already-paid': '这笔订单已经付款。', 'code.provider-unsure': '支付机构没有答复，订单保持原样。请稍后再试。',
  'code.provider-down': '支付机构暂时连不上，请稍后再试。没有发生扣款。', 'code.channel-closed': '这种付款方式维护中，请换一种。', 'code.must-pay-all': '本校要求一次缴清全部项目。', 'code.unknown-bill': '账单刚刚有变化，请重新选择。', 'code.bad-request': '请求内容有误。', 'code.invalid': '有内容需要改正。', 'code.forbidden': '您没有这项权限。', 'code.conflict': '内容刚刚被改动，请刷新后重试。',
  'code.first-password': '请先设置新密码。', 'code.wrong-role': '您的账号不能使用这项功能。', 'code.wrong-password': '现在的密码不正确', 'code.weak-password': '请换一个密码',
  'code.no-such-order': '没有这笔订单，或者不属于您。', 'code.no-such-bill': '账单刚刚有变化，请重新选择。', 'code.bill-twice': '同一项目选了两次，请重新选择。', 'code.raced': '内容刚刚被改动，请重试。', 'code.table-unavailable': '服务暂时不可用，请稍后重试。', 'code.table-broken': '服务出错了，请稍后重试。', 'code.clock-differs': '设备时间不准，请校正后重试。', 'code.order-already-paid': '这笔订单已经付款。', 'code.provider-refused': '支付机构没有接受这笔订单，请换一种方式或联系财务处。没有发生扣款。', 'code.channel-not-offered': '这种付款方式暂未开通，请换一种。', 'code.malformed-body': '请求内容有误。', 'code.malformed-query': '查询条件有误。', 'code.body-too-long': '内容太长。', 'code.too-large': '金额太大。', 'code.line-count': '一次最多选 20 项。', 'code.days-missing': '请选择起止日期。', 'code.ends-before-it-begins': '开始日期不能晚于结束日期。',
  'code.no-such-import': '文件没有传完整，请重新选择文件。', 'code.file-differs': '文件没有传完整，请重新选择文件。', 'code.columns-unsure': '请先确认各列的对应。', 'code.rows-refused': '还有问题行，按当前选择没有写入。', 'code.nothing-to-write': '没有可以写入的行。', 'code.empty-file': '文件里没有内容。', 'code.no-header': '没有找到表头，请确认文件里有列名。', 'code.no-such-sheet': '没有这个工作表。', 'code.no-such-column': '没有这一列。',
  'field.below-minimum': '低于最低金额，可改为 {accept} 元。', 'field.remainder-too-small': '剩余金额太小，可改为 {accept} 元。', 'field.above-owed': '超过尚欠金额，可改为 {accept} 元。', 'field.not-splittable': '这一项不能分次缴。', 'field.other': '这一项需要改正。',
  'field.too-short': '密码太短，至少 8 位。', 'field.too-long': '密码太长，最多 64 位。', 'field.too-common': '这个密码太常见，容易被猜到。', 'field.holds-your-facts': '密码里含有您的学号、姓名或证件号，请换一个。', 'field.wrong': '现在的密码不正确。', 'field.same': '新密码不能和现在的一样。',
  wrongText: '请检查后重试，连续输错需要等待。', slowText: '为保护账号，请等待 {n} 秒后再试。',
} as const
