import type { Tongue } from './index'

/** What the site really does with data. Change it together with what it does. */
export const privacy: Record<Tongue, { head: string; text: string }[]> = {
  zh: [
    { head: '平台用到哪些信息', text: '姓名、性别、学号或工号、证件号、院系班级，以及您的欠费、订单和缴费记录。这些由学校提供或在缴费时产生，只用于核对身份、收费、对账和答复疑问。' },
    { head: '证件号怎样保护', text: '证件号加密保存，页面上只显示前三位。密码只保存不可还原的校验值，工作人员也看不到。' },
    { head: '付款信息', text: '付款在微信支付等支付机构或银行的页面完成。平台不接触银行卡号和支付密码，只收到订单号、金额、时间和结果。在微信里付款时，微信还会告诉平台您在学校公众号里的编号，只用来发起这一笔付款。' },
    { head: '保存在您设备上的内容', text: '登录凭据（关闭或退出后失效）、界面语言和深浅色选择，以及本次未完成的订单号和所选的付款方式（关闭页面后失效）。没有统计、广告或第三方脚本。' },
    { head: '查询与更正', text: '您可以在「我的」里查看本人信息。信息有误时，请携带本人身份证到学校财务部门更正。' },
  ],
  en: [
    { head: 'What the platform uses', text: 'Your name, gender, student or staff number, ID number, college and class, and your bills, orders and payments. They come from the university or arise when you pay, and serve only to check identity, collect fees, reconcile accounts and answer questions.' },
    { head: 'How ID numbers are protected', text: 'ID numbers are stored encrypted, and pages show only the first three digits. Of a password only a check value is kept that cannot be turned back; staff cannot see it.' },
    { head: 'Payment data', text: 'You pay on the pages of WeChat Pay, another provider or a bank. The platform never touches card numbers or payment passwords; it receives the order number, amount, time and result. Inside WeChat, WeChat also tells the platform your number in the university’s account, which serves only to start this payment.' },
    { head: 'What is kept on your device', text: 'Your sign-in (until you close or log out), the language and colour scheme you chose, and, until you close the page, the number of an unfinished order and the way to pay you chose. No statistics, advertising or third-party scripts.' },
    { head: 'Seeing and correcting your data', text: 'You see your data under "Me". If something is wrong, bring your ID card to the finance office.' },
  ],
}
