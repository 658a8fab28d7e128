/** What was ordered and paid, and what the school announces. */
export const zhLists = {
  filterState: '按状态筛选', filterKind: '按类别筛选', unfilter: '取消筛选「{what}」', firstDay: '开始日期', lastDay: '结束日期', daysHint: '按北京时间，含首尾两天。', daysAhead: '结束日期不能晚于今天',
  monthName: '{year} 年 {month} 月', dayName: '{year} 年 {month} 月 {day} 日', spanName: '{from} – {to}', allTime: '全部时间',
  count: '{n} 笔', countLeast: '至少 {n} 笔', sum: '共', sumLeast: '至少', leastWhy: '记录较多，这里先合计了最近的部分。缩小时间范围可以看到完整合计。', moreCame: '又显示了 {n} 笔', stale: '下面是上次看到的内容', allShown: '已全部显示',
  backOf: '已退', goingOf: '退回中', kindLiving: '生活缴费', kindEnrolment: '报名费', open: '查看',
  exportCsv: '导出明细', exporting: '正在导出', exportName: '缴费明细', exportFailed: '没有导出', exportHere: '微信里不能保存文件', exportHereText: '请点右上角「···」，选择「在浏览器打开」，登录后再导出。', exported: '明细已导出，请在浏览器的下载里查看。', 'code.export-too-long': '这段时间的记录太多，请缩小时间范围后再导出。',
  copy: '复制', copied: '已复制', copyNo: '请长按订单号复制', eShown: '已转到{name}', eWaiting: '等待{name}的结果', eNoticed: '已收到付款消息', ePaidBy: '{name}确认收款', oldest: '从下往上看',
  asked: '应付金额', arrived: '到账金额', putOn: '抵扣{item}', givenBack: '退回', undecided: '待处理', aboutRefund: '进展见「退款」。',
  'why-paid-twice': '这笔订单收到了两次付款', 'why-amount-differs': '到账金额和订单不一致', 'why-no-longer-owed': '到账时，这些项目已经缴清或有变化', 'why-seat-gone': '到账时，名额已经满了', 'why-other-merchant': '款项进了学校的另一个收款账户', 'why-no-such-order': '款项写的订单号没有对应的订单',
  'fate-asked': '{office}正在核对，这笔款项会记到所欠的项目上，或者退给您。处理好之前，请不要再付这些项目。', 'fate-going': '款项正在退给您，不用申请，也请不要再付这些项目。', 'fate-back': '款项已经退给您。', 'fate-applied': '款项已经记到所欠的项目上。还欠多少，以「当前费用」为准。', 'beside-going': '多出的款项正在退给您，不用申请。', 'beside-asked': '这笔订单已经付清。{office}正在核对多出的款项，会退给您或记到别的欠费上，请不要再付。',
  refund: '退款', refundOf: '退款 {sum}', refundWhy: '原因：{reason}', 'r-proposed': '待复核', 'r-approved': '退款中', 'r-done': '已退回', 'r-failed': '没有退成', 'r-by-hand': '已退给您', 'r-withdrawn': '已取消', rWithdrawn: '{office}取消了这次退款', rOpened: '开始退款', rProposed: '{office}提出退款', rReview: '等待{office}另一位老师复核', rGoing: '{name}正在退回', rHand: '{office}当面退还', rHandHint: '不退回原来的付款账户，请按{office}的通知领取。', rGoingHint: '退回原来的付款账户，何时到账由{name}和银行决定。', rDone: '已退回原来的付款账户', rDoneHint: '没有看到时，请在{name}的账单里查退款。', rFailed: '{name}没有退成', rFailedHint: '{office}会另想办法退给您。款项还在学校，请不要再付。', rByHand: '{office}已把款项退给您',
  iPaidQ: '付过款，这里还没更新？', iPaidQText: '我们向{name}查一次，查到就在这里显示，不会再次扣款。', askNow: '我已付款，帮我查', askingNow: '正在查询', saidPaid: '查到了，付款成功', saidPaidText: '订单和欠费都已更新。', saidUnpaid: '{name}没有收到这笔付款', saidUnpaidText: '这笔订单没有扣款。如果银行或微信里显示已扣，请保留凭证，到窗口核对。', saidUnknown: '{name}还没有给出结果', saidUnknownText: '这不等于没付成功，请不要再付。可以离开本页，稍后再查，结果会自动记入订单。', continueOrder: '继续处理这笔订单', closedNote: '订单已关闭，没有付款', closedNoteText: '如果关闭后您又付了款，请点「我已付款，帮我查」。',
  newsSub: '{school}发布的通知', newsNoneText: '有新的通知时，会显示在这里和首页。', newsGone: '这条公告已经撤下', newsGoneText: '可能已过有效期。其它公告都在列表里。', newsAll: '查看全部公告', newsAt: '发布于 {day}',
} as const
