/** 缴费凭证: its page of checking, and where it is printed. */
export const zhProof = {
  proof: '缴费凭证', proofGet: '下载缴费凭证（PDF）', proofMaking: '正在生成凭证', proofText: '可打印，带查验二维码。不是发票或非税票据，需要票据请到{office}办理。', proofSaved: '凭证已开始下载', proofFailed: '凭证没有生成', proofName: '缴费凭证',
  proofHere: '微信里不能下载文件', proofHereText: '点右上角「···」选择在浏览器打开；或用电脑、平板扫描下面的二维码，登录后下载。', proofQr: '本订单页的网址',
  proofCheck: '查验缴费凭证', proofChecking: '正在向学校核对', proofGood: '凭证有效', proofGoodText: '{school}确认已收到这笔款项。', proofPart: '凭证有效，款项已部分退回', proofPartText: '{school}收过这笔款项，其中一部分已经退回。现在有效的只有下面这个金额。', proofNothing: '款项已全部退回', proofNothingText: '{school}收过这笔款项，现在已经全部退回。请不要凭这张凭证认定已经缴费。', proofStands: '现有效', proofPaid: '曾缴', proofBack: '已退', proofBackAt: '退回 {at}', proofGoing: '正在退回', proofOne: '其中一笔', proofChanged: '打印以后有变化', proofChangedText: '这张纸打印之后，款项有过退回或更正，纸上写的不再准确，以本页为准。', proofGoodAt: '以上结果查询于 {at}（北京时间）', proofCompare: '请与手里的凭证逐项核对', proofCompareText: '收款单位、项目、金额、时间和订单号都应一致，有一处不同就不是这张凭证。', proofPayee: '收款单位', proofPayer: '缴款人', proofWay: '缴费渠道', proofPaidTime: '缴费时间', proofChannelNo: '渠道交易号', proofNumber: '订单号',
  proofAddressNote: '请确认网址', proofAddressText: '查验只在本校缴费平台进行。浏览器地址栏里的网址应与凭证上印的相同，本页是', proofAddressElse: '网址不同的查验页不可信。',
  proofBad: '查不到这张凭证', proofBadText: '本校没有可以证明的这笔缴费，请不要凭这张凭证认定已经缴费。', proofBadWhy: '可能的原因', proofBadWhy1: '二维码不完整，或网址抄写有误：请重新扫描。', proofBadWhy2: '订单没有付款，或凭证上的号码被改过。', proofBadWhy3: '凭证是伪造的，号码是编造的。', proofBadAsk: '有疑问请联系{office}，电话 {phone}（{hours}）。',
  proofUnsure: '暂时查不了', proofUnsureText: '没有联系上平台，还不知道这张凭证是否有效。请稍后重试。',
} as const
