import type { School } from '../api/wire'

export const TOPICS = ['login', 'tuition', 'other', 'living', 'enrol', 'orders', 'unsure', 'twice', 'outside', 'wechat', 'contact'] as const
export type Topic = (typeof TOPICS)[number]
export const isTopic = (text: string): text is Topic => (TOPICS as readonly string[]).includes(text)

/** A step is called `key` and explained by `${key}Text`; `to` leads where it is done. */
export interface Step { key: string; picture?: string; to?: string }
export interface Guide { steps: Step[]; see: Topic[] }
type Rules = Pick<School, 'login' | 'entry' | 'sso' | 'must_pay_all' | 'wizard'>

/** Each guide follows the school's rules: what this school does not have is not in it. */
const GUIDES: Record<Topic, (it: Rules) => (Step | false)[]> = {
  login: ({ login, entry, sso }) => [
    { key: 'loginOpen', picture: 'login' },
    { key: login.user === 'number' ? 'loginByNumber' : 'loginById' },
    { key: `loginFirst-${login.initial}`, picture: 'login-first' },
    { key: 'loginNew', picture: 'password-first' },
    login.captcha !== 'off' && { key: `loginCaptcha-${login.captcha}` },
    sso !== null && { key: 'loginSso', picture: 'login-sso' },
    entry.official_account && { key: 'loginWechat', to: '/help/wechat' },
    entry.double_entry && { key: 'loginIdentify', picture: 'identify', to: '/identify' },
    { key: entry.phone_codes || entry.security_question ? 'loginForgotHere' : 'loginForgotOffice', to: '/reset' },
    { key: 'loginCheck', picture: 'home-who' },
  ],
  tuition: ({ must_pay_all, wizard }) => [
    { key: 'tuitionOpen', picture: 'home' },
    wizard && { key: 'tuitionWho' },
    { key: must_pay_all ? 'tuitionAll' : 'tuitionPick', picture: 'tuition' },
    !must_pay_all && { key: 'tuitionEdit', picture: 'tuition-edit' },
    { key: 'tuitionCheck', picture: 'confirm' },
    { key: 'tuitionPay', picture: 'pay' },
    { key: 'tuitionScan', picture: 'cashier' },
    { key: 'tuitionDone', picture: 'success' },
  ],
  other: () => [{ key: 'otherOpen' }, { key: 'otherPick', picture: 'other' }, { key: 'otherPay' }],
  living: () => [{ key: 'livingOpen', picture: 'living' }, { key: 'livingFill', picture: 'living-fee' }, { key: 'livingPay' }],
  enrol: ({ entry }) => [
    { key: 'enrolOpen', picture: 'enrol', to: '/enrol' },
    { key: 'enrolPick', picture: 'enrol-project' },
    { key: entry.registration ? 'enrolSignOutside' : 'enrolSign' },
    { key: 'enrolFill', picture: 'enrol-form' },
    { key: 'enrolPay', picture: 'enrol-mine' },
    { key: 'enrolChange' },
  ],
  orders: () => [{ key: 'ordersFind', picture: 'orders', to: '/orders' }, { key: 'ordersOne', picture: 'order' }, { key: 'ordersPaid', picture: 'paid', to: '/paid' }],
  unsure: () => [{ key: 'unsureWait', picture: 'processing' }, { key: 'unsureAsk' }, { key: 'unsureHome', picture: 'home-pending' }, { key: 'unsureOffice' }],
  twice: () => [{ key: 'twiceStop' }, { key: 'twiceLook', picture: 'orders', to: '/orders' }, { key: 'twiceOffice' }],
  outside: ({ entry }) => (entry.registration ? [{ key: 'outsideRegister', picture: 'register', to: '/register' }, { key: 'outsideFill' }, { key: 'outsideLogin' }, { key: 'outsideEnrol', to: '/enrol' }] : []),
  wechat: ({ entry }) => (entry.official_account ? [{ key: 'wechatOpen' }, { key: 'wechatBind', picture: 'wechat' }, { key: 'wechatAfter' }, { key: 'wechatUnbind' }] : []),
  contact: () => [{ key: 'contactBefore' }, { key: 'contactBring' }],
}
const SEE: Record<Topic, Topic[]> = {
  login: ['tuition', 'outside', 'wechat'], tuition: ['unsure', 'orders', 'twice'], other: ['tuition', 'orders'], living: ['tuition', 'orders'], enrol: ['outside', 'tuition'],
  orders: ['unsure', 'twice'], unsure: ['twice', 'contact'], twice: ['unsure', 'contact'], outside: ['enrol', 'login'], wechat: ['login'], contact: ['unsure', 'login'],
}

const stepsOf = (topic: Topic, rules: Rules): Step[] => GUIDES[topic](rules).filter((it) => it !== false)
/** What there is to explain at this school. */
export const topicsOf = (rules: Rules): Topic[] => TOPICS.filter((it) => stepsOf(it, rules).length > 0)
/** One topic's guide; null where this school has no such thing. */
export function guideOf(topic: Topic, rules: Rules): Guide | null {
  const steps = stepsOf(topic, rules)
  const there = topicsOf(rules)
  return steps.length ? { steps, see: SEE[topic].filter((it) => there.includes(it)) } : null
}
