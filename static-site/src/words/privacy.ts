import { CONSENT } from '../flow/register'
import type { Tongue } from './index'

/** What the platform really does with data, under the version that people agree to. Change it together with what it does. */
export const privacy: Record<Tongue, { head: string; text: string[] }[]> = {
  zh: [
    { head: '用到哪些信息，为什么', text: [
      `本说明为 ${CONSENT} 版，内容变动时版本号随之改变。校外人员注册时，平台会记下同意的是哪一版。`,
      '由学校提供：姓名、性别、学号或工号、证件号、院系班级和应缴费用，用来核对身份和收费。',
      '由您填写：校外人员注册时的姓名、性别、证件号和手机号，用来实名办理报名和缴费；登记的手机号用于费用变动时联系您，学校开通短信找回时也用来接收验证码。',
      '使用中产生：订单和缴费记录，用于对账和答复疑问；登录的设备类型和时间，让您能看到谁登录着您的账号。',
    ] },
    { head: '怎样保护', text: [
      '证件号和手机号加密保存，密钥由学校自己掌握。页面只显示证件号的前三位，手机号的前三位和后四位。',
      '密码、安全问题的答案和微信编号只保存不可还原的校验值，任何人都看不到。日志里没有姓名、证件号、手机号和密码。',
    ] },
    { head: '谁能看到', text: [
      '您本人，以及学校财务部门的工作人员，且只限办理收费所需的内容。未登录、只核对身份缴费的人，只能看到遮住一部分的姓名和尚欠的费用。',
      '您选择的支付机构或银行只收到订单号、金额和收费用途。没有统计、广告或其它第三方。',
    ] },
    { head: '付款信息', text: ['付款在微信支付等支付机构或银行的页面完成。平台不接触银行卡号和支付密码，只收到订单号、金额、时间和结果。在微信里付款时，微信会告诉平台您在学校公众号里的编号，只用来发起这一笔付款；您绑定微信后，平台才会保存它的校验值，解除绑定即删除。'] },
    { head: '保存多久', text: [
      '登录状态最长 12 小时，30 分钟不用即失效，退出后立刻失效。验证码 5 分钟，输错密码的次数最多一天。',
      '运行日志一般保存 180 天。订单和缴费记录按会计档案的规定由学校保存。',
    ] },
    { head: '保存在您设备上的内容', text: ['登录凭据和辨认常用设备的标记，界面语言和深浅色选择，以及本次未完成的订单号和所选的付款方式（关闭页面后失效）。表单里填写的内容不会保存在设备上。'] },
    { head: '您可以做什么', text: ['在「我的」里查看本人信息，更换手机号，绑定或解除微信，退出任何一台设备。您可以携带本人身份证到学校财务部门，要求查询、复制、更正或删除；依法必须保存的缴费记录除外。'] },
  ],
  en: [
    { head: 'What is used, and why', text: [
      `This is version ${CONSENT}; a change of content changes the version. When somebody from off campus registers, the platform keeps which version they agreed to.`,
      'From the university: name, gender, student or staff number, ID number, college and class, and what is due, to check identity and collect fees.',
      'From you: the name, gender, ID number and phone of people who register from off campus, to enrol and pay under their real name; the phone on record serves to reach you when a fee changes and, where the university offers it, for codes that replace a password.',
      'From use: orders and payments, to reconcile accounts and answer questions; the kind of device and the times of your logins, so that you can see who is signed in to your account.',
    ] },
    { head: 'How it is protected', text: [
      'ID numbers and phone numbers are stored encrypted, under keys that the university itself holds. Pages show only the first three digits of an ID number, and the first three and last four of a phone.',
      'Of passwords, answers to security questions and WeChat numbers only check values are kept that cannot be turned back; nobody can see them. Logs hold no names, ID numbers, phones or passwords.',
    ] },
    { head: 'Who sees it', text: [
      'You, and the finance office’s staff as far as collecting fees needs it. Whoever pays by an identity check without logging in sees a partly hidden name and what is owed.',
      'The provider or bank that you choose receives only the order number, the amount and what it is for. There are no statistics, no advertising and no other third parties.',
    ] },
    { head: 'Payment data', text: ['You pay on the pages of WeChat Pay, another provider or a bank. The platform never touches card numbers or payment passwords; it receives the order number, amount, time and result. Inside WeChat, WeChat tells the platform your number in the university’s account, which serves only to start this payment; a check value of it is kept only once you bind WeChat, and deleted when you unbind it.'] },
    { head: 'For how long', text: [
      'A login holds for 12 hours at most, ends after 30 minutes without use and at once when you log out. Captchas last five minutes, counts of wrong passwords a day at most.',
      'Logs are usually kept for 180 days. Orders and payments are kept by the university as accounting rules ask.',
    ] },
    { head: 'What is kept on your device', text: ['Your sign-in and a mark that tells a device you have used before, the language and colour scheme you chose, and, until you close the page, the number of an unfinished order and the way to pay you chose. What you type into forms is not kept on the device.'] },
    { head: 'What you can do', text: ['Under "Me" you see your data, change the phone number, bind or unbind WeChat and log out any device. With your ID card you can ask the finance office to see, copy, correct or delete your data, except payments that the law requires to be kept.'] },
  ],
}
