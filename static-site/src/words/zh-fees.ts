/** Other fees, living fees, and what is owed in all: what the first visit does not need. */
export const zhFees = {
  // Other fees
  otherSub: '一次缴一个批次', otherNone: '没有收费批次', otherNoneText: '收费部门发布后会出现在这里。如果您认为有误，请联系{office}。', batchPick: '选择批次「{title}」，{sum} 元', batchesOpen: '可以缴的批次', batchesMore: '其它批次',
  bOpen: '缴费中', bHeld: '确认中', bSettled: '已缴清', bComing: '未开始', bClosed: '已截止', closesAt: '{at} 截止', opensAt: '{at} 开始', batchClosedAt: '{at} 已截止',
  batchOver: '已过截止时间，不能在线缴费。请联系{department}，或携带本人身份证到{place}。', pickBatch: '请选择一个批次', oneBatch: '每次只能缴一个批次，其余批次缴完后再来缴。',
  // Living fees
  livingSub: '选择要缴的项目', livingNone: '没有生活缴费项目', livingNoneText: '学校还没有开通生活缴费。如有疑问，请联系{office}。', paused: '暂停', pausedText: '这个项目暂停缴费。', livingGone: '没有这个项目', livingGoneText: '可能已经停止收费，请重新选择。', toLiving: '选择其它项目', fixedOf: '每次 {sums} 元', freeOf: '每次 {min}–{max} 元',
  toWhat: '缴到哪里', building: '楼栋', buildingPick: '请选择楼栋', room: '房间号', roomHint: '3 到 4 位数字，例如 412', card: '校园卡号', cardHint: '{n} 位数字，印在卡面上', account: '上网账号', accountHint: '3 到 32 位字母、数字或 . _ -',
  keep: '在这台设备上记住', keepHint: '公用电脑或他人的手机请不要勾选。', kept: '已从这台设备带出，请核对。',
  amountOf: '缴多少', fixedRule: '请选择一个金额。', freeRule: '每次 {min}–{max} 元，按 {step} 元的整数倍。', freeRuleFen: '每次 {min}–{max} 元，最多两位小数。', customSum: '金额（元）', suggested: '常用金额', choices: '可选金额',
  confirmFee: '确认', checkFee: '请核对后再付款', checkTarget: '缴到别处只能到{place}人工办理，请再看一遍。', backToForm: '返回修改', feePending: '有一笔付款正在确认，请勿重复支付', feePendingText: '{sum} 的一笔还没有结果。', feePendingStop: '同样的一笔还没有结果。请先查看，确定没有付款并关闭它之后再缴。', payFee: '去付款',
  'target.no-building': '请选择楼栋。', 'target.no-room': '请填写房间号。', 'target.room': '房间号应为 3 到 4 位数字，例如 412。', 'target.no-card': '请填写校园卡号。', 'target.card': '校园卡号应为 {n} 位数字，请核对。', 'target.no-account': '请填写上网账号。', 'target.account': '账号只有字母、数字和 . _ -，3 到 32 位。',
  'amount.none': '请填写金额。', 'amount.pick': '请选择一个金额。', 'amount.not-a-sum': '请输入金额，最多两位小数。', 'amount.not-a-choice': '请选择一个金额。', 'amount.too-small': '每次不少于 {accept} 元。', 'amount.above-most': '每次不超过 {accept} 元。', 'amount.off-step': '金额应是 {step} 元的整数倍，可改为 {accept} 元。', orSum: ' 或 ',
  // What is owed in all
  owedSub: '全部未缴的项目', owedSum: '当前欠费', owedSumText: '学费和其它缴费的合计，不含生活缴费和报名费。', owedOther: '其它缴费', owedEnrol: '报名费', owedEnrolText: '名额保留到 {at}', owedNone: '没有欠费', goEnrol: '去交费',
} as const
