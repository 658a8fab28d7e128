/** Paying and its outcome: what the first visit does not need. */
export const zhPay = {
  // Who receives, how much
  cashier: '付款', checkPayee: '请核对收款方', payeeExact: '付款时显示的名称应完全一致，否则请停止付款。', dueSum: '应付金额', within: '请在 {left} 内完成付款',
  // Which way
  wayToPay: '付款方式', chooseWay: '选择付款方式', orderAfter: '点下面的按钮后生成订单，{n} 分钟内有效。', pickFirst: '请选择付款方式', howWith: '{name}的付款办法', noChannel: '付款渠道维护中，暂时不能付款。您的账单没有变化。', noneHere: '这里暂时没有能用的付款方式。您的账单没有变化。',
  maintenance: '维护中', maintenanceText: '学校暂停了这个渠道，请选择其他方式。', down: '暂时不通', downText: '通道暂时不通，请选择其他方式或稍后再试', elsewhere: '这里用不了', elseWallet: '请点右上角「…」，用浏览器打开本页', elsePhone: '请在电脑上登录后扫码', elsePc: '请在手机上登录后付款', rechecking: '不通的通道会自动重新检查。',
  'h.wechat.qr': '微信扫一扫', 'h.wechat.page': '打开微信付款', 'h.wechat.wallet': '在微信里直接付款', 'h.alipay.qr': '支付宝扫一扫', 'h.alipay.page': '打开支付宝付款', 'h.unionpay.qr': '云闪付或银行 App 扫码', 'h.unionpay.page': '银联网页付款', 'h.bocom.qr': '一个码，微信、支付宝等都能扫', 'h.bocom.page': '在交通银行的页面付款', 'h.abc.qr': '农行掌银、微信等扫码', 'h.abc.page': '网银、农行卡号', 'h.bridge.qr': '用手机扫码', 'h.bridge.page': '在银行的页面付款', 'h.wallet': '在本页直接付款', orHint: '{a}，或{b}',
  'w.qr': '扫码', 'w.page': '网页支付', 'w.wallet': '直接付款', 'w.alipay.page': '支付宝网页支付', 'w.unionpay.page': '银联网关', 'w.abc.page': '网银 / 卡号', 'w.pc.alipay.page': '在支付宝网页登录付款',
  'p.unionpay': '银联', goQr: '去扫码付款', goPage: '前往{name}付款', making: '正在生成订单', leaving: '正在前往{name}', askingWho: '正在向微信确认是您本人', askingWhoText: '一两秒就好，之后会自动回到这里。', whoFailed: '没能向微信确认是您本人', whoFailedText: '还没有生成订单，没有扣款。可以再试一次，或选择其他方式。', lostAsk: '没有收到答复', lostAskText: '订单可能已经生成。再点一次不会重复下单，也没有发生扣款。', turnedText: '原来的订单已经关闭。新的订单还没有生成，请重新选择。', turned: '原订单已关闭', seeThatOrder: '查看那笔订单',
  // By a code
  scanWith: '打开{app}，扫一扫付款', scanAny: '用{app}扫码付款', qrName: '{app}付款二维码', phoneShows: '手机上应显示', qrLeft: '二维码剩余有效时间', qrOver: '二维码已过期', payOver: '付款时间已过', qrOverText: '刚刚付过款的话，请先查询，不要重新下单。', waiting: '正在等待付款，付好后本页会自动跳转', anotherPhone: '请用另一部手机扫码，或换一种方式。',
  aWechat: '微信', aAlipay: '支付宝', aUnionpay: '云闪付或银行 App', aBocom: '微信、支付宝等', aAbc: '农行掌银、微信等', app: '手机',
  // On the provider's page, in the wallet
  pageTitle: '在{name}的页面付款', pageText: '点按钮后离开本页。付好后会自动回来；没有回来时，请打开本页点「我已付款，帮我查」。', walletTitle: '在微信里付款', walletText: '点按钮后微信会显示收款方和金额，请核对后再输入密码。', walletOpen: '请在弹出的微信窗口里付款', cancelled: '您取消了付款', cancelledText: '订单还在有效期内，可以继续付这一笔。', walletFailed: '微信没有完成付款', walletFailedText: '如果已经扣款，请先查询，不要再付。没有扣款可以再试一次，或换一种方式。', walletAbsent: '没有找到微信支付', walletAbsentText: '请在微信里打开本页再付款，或换一种方式。',
  openPhone: '这笔订单是在手机上生成的。请在手机上付款，或换一种方式。', openPc: '这笔订单是在电脑上生成的。请在电脑上付款，或换一种方式。', openWechat: '这笔订单是在微信里生成的。请回到微信里付款，或换一种方式。', openAlipay: '这笔订单是在支付宝里生成的。请回到支付宝里付款，或换一种方式。', notPayable: '暂时拿不到付款方式。请先查询结果，不要重新下单。', getAgain: '再取一次',
  left5: '付款时间还剩 5 分钟', left1: '付款时间还剩 1 分钟', iPaid: '我已付款，帮我查', checking: '正在查询', noJump: '付好后没有跳转？', noJumpText: '请点「我已付款，帮我查」。不要重新扫码，也不要重新下单。',
  // Another way
  changeWay: '换一种方式', changeTitle: '换一种付款方式', changeText: '如果您已经付款，请不要更换，先点「我已付款，帮我查」。更换时，平台先向{name}核对并关闭现在的订单，再生成新的。', nowWay: '现在的方式', changeTo: '关闭原订单，改用{name}', changing: '正在向{name}核对并关闭原订单', changingText: '核对完成前，请不要付款，也不要扫之前的码。', changed: '原订单已关闭，正在生成新订单',
  itself: '这笔订单不能提前关闭', itselfText: '{name}的这笔订单关不了：平台不能排除它还会被付款。{time} 前可以继续付这一笔；到时间后它会自行关闭，再换别的方式。在那之前不会另开订单。', itselfOver: '{name}的这笔订单关不了，付款时间已过，正在等它自行关闭。之后可以换别的方式。',
  changeMind: '不付了，关闭订单', closeAsk: '关闭这笔订单？', closeAskText: '如果您已经付款，请不要关闭，先点「我已付款，帮我查」。关闭前平台会再向支付机构核对一次。', closeYes: '关闭订单', closeNo: '先不关闭',
  // The outcome
  rWaiting: '正在确认，请勿重复支付', rWaitingText: '支付机构还没有把结果告诉我们，一般 1 分钟内就会有。您可以离开本页，结果会自动记入订单。', rPaid: '缴费成功', rUnpaid: '这笔订单还没有付款', rUnpaidText: '{app}答复：还没有收到这笔付款。', rNoCharge: '没有扣款。', rUnpaidNote: '可以放心继续付款', rUnpaidNoteText: '支付机构已明确答复。继续付款用的是同一笔订单，不会重复扣款。',
  rClosed: '订单已关闭', rClosedText: '没有收到付款，订单已经关闭。刚刚付过款的话，请先查询，不要重新下单。', orderAmount: '订单金额', rAsked: '这笔款项正在人工核对', rAskedText: '收到的款项和订单对不上，{office}会核对处理。请不要再付这一笔。', rGoing: '这笔款项正在退回', rGoingText: '收到的款项和订单对不上，正在退给您，不用申请。请不要再付这一笔。', rBack: '这笔款项已经退回', rBackText: '收到的款项和订单对不上，已经退给您。进展见订单详情。', rApplied: '款项已记到所欠的项目上', rAppliedText: '收到的款项和订单对不上，已经用来抵扣欠费。还欠多少，以「当前费用」为准。', besideAsked: '多出的款项正在核对', besideGoing: '多出的款项正在退回', besideBack: '这笔订单有退款', besideApplied: '多出的款项已抵扣欠费', besideText: '详情见订单。这笔订单已经付清，请不要再付。', openedAt: '下单时间', closedAt: '关闭时间', explain: '说明',
  continuePay: '继续付款', chooseAgain: '没有付款，重新选择项目', askedN: '已查 {n} 次，{s} 秒后再查', askedNow: '已查 {n} 次', asking: '正在查询付款结果', afterClose: '关闭后才到账怎么办', afterCloseText: '仍然到账的付款，会记到所欠的项目上；记不上的，按学校的规定退回或由{office}处理，进展写在订单里。', needHelp: '需要帮助', needHelpText: '请带上订单号到{place}，或拨打 {phone}（{hours}）。',
  stillOwe: '还欠 {sum}', allSettled: '已全部缴清', nothingLeft: '当前没有其它欠费。', stillOweText: '其余项目可以在「当前费用」里继续缴。', unknownAnswer: '支付机构这次没有给出明确结果，会继续查询。请不要再付。', unpaidAnswer: '支付机构答复：还没有收到这笔付款。', closeFailed: '暂时无法确认，没有关闭', closeFailedText: '支付机构没有答复，订单保持原样。请稍后再试。', paidAfterAll: '这笔订单已经付款，没有关闭。',
  chooseAgainLiving: '没有付款，重新填写', chooseAgainEnrol: '没有付款，回到报名信息', livingAfter: '已收款：{target}', livingAfterPlain: '已收款', livingAfterText: '何时到账见这个项目的说明。长时间没有到账，请带上订单号联系{office}，不要重复缴。', enrolAfter: '报名已完成', enrolAfterText: '缴费已计入您的报名。', seeEnrol: '查看报名信息',
  'code.batch-closed': '这个批次已经截止或还没有开始。没有扣款。', 'code.fee-closed': '这个项目暂停缴费。没有扣款。', 'code.too-late': '缴费时间已过，请返回后重新办理。没有扣款。', 'code.kinds-mixed': '不同类别的费用要分开缴，请重新选择。', 'code.one-batch-an-order': '一次只能缴一个批次，请重新选择。', 'code.rules-changed': '缴费规则刚刚有变化，请返回重新填写。没有扣款。',
  notChanged: '没有更换付款方式', notChangedText: '没有收到明确的答复，也没有生成新订单。请先查询原订单的结果，不要再付。', notChangedPaid: '原订单已经付款，正在记账。没有生成新订单，请不要再付。',
} as const
