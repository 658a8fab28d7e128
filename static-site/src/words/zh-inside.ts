/** The pages behind the login: what the first visit does not need. */
export const zhInside = {
  // Home
  toolbar: '校园缴费工具栏', tools: '工具栏', female: '女', male: '男', idCard: '证件号', owedNow: '当前欠费', tuitionFee: '学费', otherFee: '其它缴费', goPay: '去缴费', noDebt: '当前没有欠费', lastPaid: '上次缴费 {day}',
  pendingPart: '其中正在确认', afterPart: '确认后尚欠', seeProgress: '查看付款进度', payAndEnrol: '缴费与报名', tileTuition: '学费缴费', tileOther: '其它缴费', tileLiving: '生活缴费', tileEnrol: '报名系统', owes: '欠 {sum}', settled: '暂无欠费',
  tilePending: '{n} 笔付款确认中', pendingNote: '有 {n} 笔付款正在确认，请勿重复支付', pendingNoteText: '涉及 {sum}。结果确认前，这些项目暂时不能再缴。', recent: '最近订单', recentNone: '还没有订单', recentBroken: '最近订单暂时查不到', asideHome: '提醒',
  payeeNote: '付款前请看收款方', payeeNoteText: '收款方应为「{payee}」。名称不一致时，请停止付款并联系{office}。', meWrong: '身份信息有误，请携带本人身份证到{place}更正。', wrongNote: '姓名或证件号有误？', wrongNoteText: '请携带本人身份证到{place}更正。电话 {phone}（{hours}）。', current: '当前费用', paidTab: '已缴费', ordersTab: '订单', toConfirm: '笔待确认',
  tileNext: '{day} 开始', tileNone: '暂无可缴的批次', tileOver: '有批次已截止', tileBroken: '暂时查不到', tileNoLiving: '暂无项目', tileProjects: '{n} 个项目报名中', tileUnpaid: '{n} 项报名待交费', tileNoProjects: '暂无项目报名', tileWait: '正在查询', listed: '、', stop: '。',
  owedBroken: '当前欠费暂时查不到', besideNote: '另有 {n} 笔付款正在确认，请勿重复支付', news: '公告', newsNone: '暂无公告', newsBroken: '公告暂时查不到', pinned: '置顶',
  windowTitle: '{office}服务窗口', windowText: '姓名、证件号或费用有误，或缴费遇到解决不了的问题，请携带本人身份证到窗口办理。', windowPlace: '地点', windowPhone: '电话', windowHours: '时间', windowShort: '仍不能解决时，请携带本人身份证到{place}，或拨打 {phone}（{hours}）。', enrolStep: '报名', livingStep: '填写并核对',
  // Tuition
  tuitionSub: '勾选本次要缴的项目', mustAllSub: '本校要求一次缴清全部项目', year: '{year} 学年', owedShort: '尚欠', due: '应缴', exempt: '减免', loan: '贷款', paid: '已缴', edit: '改', editName: '修改{item}的缴费金额', pick: '选择{item}，{sum} 元',
  partNow: '本次缴', partRest: '其余 {rest} 以后再缴', held: '付款正在确认，暂不能再缴', progressLink: '查看进度', heldNote: '已锁定的项目在结果确认后自动更新，其它项目可以照常缴费。', heldAllNote: '已锁定的项目在结果确认后自动更新。', splitHint: '标有「改」的项目可以分次缴，每次不少于 {min} 元。',
  thisTime: '本次缴费', selectAll: '全选', nItems: '（{n} 项）', next: '下一步', nothingOwed: '没有需要缴的费用', nothingOwedText: '以前的缴费记录在「已缴费」里。如果您认为有误，请联系{office}。', seePaid: '查看已缴费', payBar: '本次缴费',
  otherAlso: '另有其它缴费 {sum}', otherAlsoText: '其它缴费按批次单独缴。', goOther: '去缴其它缴费', goTuition: '去缴学费', tuitionSettled: '学费已经缴清',
  editTitle: '修改缴费金额', howMuch: '本次缴多少（元）', payAll: '缴清 {sum}', payLeast: '最低 {sum}', leastEach: '每次最低', restAfter: '本次缴后剩余', fixFirst: '先改正上面的金额',
  badSum: '请输入金额，最多两位小数。', belowMin: '每次不少于 {min} 元。请改为 {min} 元以上，或一次缴清。', aboveOwed: '超过了尚欠的 {owed} 元。请改为不超过 {owed} 元。', restSmall: '剩下的 {rest} 元低于最低 {min} 元，以后无法单独缴。请改为不超过 {accept} 元，或一次缴清。', restSmallAll: '剩下的 {rest} 元低于最低 {min} 元，以后无法单独缴。这一项请一次缴清。',
  // Confirm
  step1: '选择项目', step2: '核对信息', step3: '付款', step4: '完成', payer: '缴费人', name: '姓名', gender: '性别', number: '学号', classLine: '院系班级', items: '缴费项目', backToEdit: '返回修改', payeeIs: '收款方', sumUp: '合计', toPay: '去付款', nextToPay: '下一步，去付款',
  partOf: '分次缴，其余 {rest} 以后再缴', wrongStop: '姓名或证件号有误时，请先不要付款，携带本人身份证到{place}更正。', emptyBasket: '还没有选择项目', emptyBasketText: '请先勾选要缴的项目。', toTuition: '去选择项目',
  infoCheck: '核对身份信息', infoCheckSub: '请确认是本人，并核对全部欠费项目', infoRight: '信息无误，下一步', infoItems: '全部欠费项目', infoSum: '共欠',
  // Paying: the rest is in zh-pay
  orderNo: '订单号', askedNote: '有一笔款项正在核对，请勿重复支付', askedNoteText: '{day} 的一笔订单收到的款项和订单对不上。处理好之前，请先不要再付这些项目。', goingNote: '有一笔款项正在退回，请勿重复支付', goingNoteText: '{day} 的一笔订单收到的款项和订单对不上，正在退回。退好之前，请先不要再付这些项目。', amount: '金额', project: '项目', channel: '付款方式', paidAt: '付款时间', receiptNo: '支付机构单号', unpaidYet: '未付款', done: '完成', progress: '进度',
  // Lists
  period: '时间', today: '本日', month: '本月', custom: '自定义', state: '状态', success: '成功', failed: '失败', from: '从', to: '到', apply: '查询', time: '时间', sOpen: '确认中', sPaid: '成功', sClosed: '已关闭', sDisputed: '待核对', sGoing: '退款中', sBack: '已退款', sApplied: '已抵扣', sSome: '有退款', pickDays: '请选择起止日期', daysFar: '请选择 2000 年到 2999 年之间的日期', daysTurned: '开始日期不能晚于结束日期',
  noOrders: '该时间段没有订单', noOrdersSuccess: '该时间段没有成功的订单', noOrdersFailed: '该时间段没有失败的订单', noOrdersText: '换个时间或状态再看看。', seeAllOrders: '查看全部订单', onlyMonth: '只显示本月，查看更早的订单请选「全部」', itemsOf: '{item} {n} 项', itemsMore: '{item}等 {n} 项',
  noPaid: '该时间段没有缴费记录', noPaidText: '换个时间或类别再看看。', seeAllPaid: '查看全部记录', kind: '类别', kindTuition: '学费', kindOther: '其它收费',
  eOpened: '订单已生成', eBooked: '缴费成功，欠费已更新', eBookedBeside: '缴费成功', eClosed: '订单已关闭', eExpired: '超过时间，订单已关闭', eDisputed: '到账的款项和订单对不上', cWechat: '微信支付', cAlipay: '支付宝', cUnionpay: '银联云闪付', cBocom: '交通银行', cAbc: '中国农业银行', cBridge: '学校合作银行',
  // Me
  college: '学院', major: '专业', class: '班级', language: '语言', dark: '深色模式', system: '跟随系统', light: '浅色', darkOn: '深色', logout: '退出登录',
  // What the office announces, and the guide
  officeNews: '公告', officeBatches: '缴费批次', officeLiving: '生活缴费项目', officeProjects: '报名项目', officeReports: '对账', officeMoney: '退款与待处理款项', helpSee: '查看说明',
  lostText: '地址可能不完整，或页面已经移走。',
} as const
