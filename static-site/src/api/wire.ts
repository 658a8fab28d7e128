// What travels between the site and the platform. The platform says it, in openapi.json; here its shapes get the
// names that the site knows them by.
import type { components, operations, paths } from './openapi'

export type Shapes = components['schemas']
type Query<Name extends 'query-history-orders' | 'query-history-payments'> = NonNullable<operations[Name]['parameters']['query']>

type Filled<Path> = Path extends `${infer Head}{${string}}${infer Tail}` ? `${Head}${string}${Filled<Tail>}` : Path
/** An address that the platform answers at. */
export type Path = Filled<keyof paths>
/** The same, and what is asked of a list. */
export type Address = Path | `${'/api/orders' | '/api/payments' | '/api/payments/export' | '/api/channels' | '/api/projects' | '/api/office/reports'}?${string}`

/** A sum in yuan with exactly two decimals, such as "4800.00". */
export type Yuan = Shapes['Money']
/** RFC 3339 in UTC, ending in Z. */
export type Instant = Shapes['Moment']['at']
/** Twenty-six characters, drawn in the browser for an order. */
export type Ulid = Shapes['OrderId']

export type FieldProblem = Shapes['WrongField']
export type ProblemBody = Shapes['ProblemBody']

export type LoginAsk = Shapes['LoginAsk']
export type LoginNext = Shapes['Next']
export type LoginAnswer = Shapes['LoginAnswer']
export type PasswordAsk = Shapes['ChangePasswordAsk']

export type Gender = Shapes['Gender']
export type Role = Shapes['Role']
export type Me = Shapes['MeAnswer']

export type RegisterAsk = Shapes['RegisterAsk']
export type CodeAsk = Shapes['CodeAsk']
export type ResetAsk = Shapes['ResetAsk']
export type ChangePhoneAsk = Shapes['ChangePhoneAsk']
/** A browser in which somebody is signed in. */
export type SignedIn = Shapes['SignedIn']
export type Sessions = Shapes['SessionsAnswer']
export type ResetPersonAsk = Shapes['ResetPersonAsk']
export type ResetPerson = Shapes['ResetPersonAnswer']

export type Category = Shapes['Category']
export type Split = Shapes['Split']
export type Bill = Shapes['BillView']
/** A living fee, as somebody asks to pay it. */
export type Purchase = Shapes['Purchase']
export type Arrears = Shapes['ArrearsAnswer']

export type ChannelKind = Shapes['ChannelKind']
/** Where the payer is: a computer, a telephone, inside WeChat, inside Alipay. */
export type Scene = Shapes['Scene']
/** How they come to the provider: a code on our page, the provider's page, the wallet's script on our page. */
export type Way = Shapes['Way']
/** `down`: the provider does not answer just now. `elsewhere`: it cannot be used in this place. */
export type Offer = Shapes['ChannelView']
/** Where the payer first goes so that the wallet says who they are. */
export type Entrance = Shapes['Entrance']
export type Offers = Shapes['ChannelsAnswer']
export type AskLine = Shapes['Wanted']
export type OrderAsk = Shapes['CreateOrderAsk']
export type OrderState = Shapes['StateView']
export type EventWhat = Shapes['Happening']
export type OrderLine = Shapes['Line']
/** `received`: what arrived for an order that it does not fit. What `became` of money is told of an order that was opened before; how, of one that is asked for. */
export type Order = Shapes['OrderView'] & Partial<Pick<Shapes['OrderMoneyView'], 'became' | 'refunds' | 'surplus'>>
/** Money that goes back, or went. */
export type Refund = Shapes['RefundView']
/** Money that came for an order and did not fit it. */
export type Surplus = Shapes['SurplusView']
export type Checkout = Shapes['Checkout']
export type Opened = Shapes['CreateOrderAnswer']
export type ProviderWord = Shapes['Said']
export type Checked = Shapes['CheckOrderAnswer']

export type Period = Shapes['Period']
export type StateFilter = Shapes['Shown']
export type KindFilter = Shapes['PaymentKind']
/** Of the whole period, on its first page; not `complete` when there were too many to add up. */
export type Totals = Shapes['Totals']
export type OrdersAsk = Query<'query-history-orders'>
export type PaymentsAsk = Query<'query-history-payments'>
export type OrderPage = Shapes['OrdersAnswer']
/** Money that lies or lay on bills. */
export type Payment = Shapes['Payment']
/** What a printed proof is worth. */
export type Proof = Shapes['CheckProofAnswer']
export type PaymentPage = Shapes['PaymentsAnswer']

export type ImportPolicy = Shapes['Policy']
export type ImportAsk = Shapes['ImportAsk']
export type RowProblem = Shapes['ImportProblem']
export type MappedField = Shapes['ImportMapping']
export type Preview = Shapes['ImportPreview']
/** `next` and `of` count students. */
export type Applied = Shapes['ImportApplied']

// What /school.json says: a file of the site, not an answer of the platform.

export interface Brand { brand: string; press: string; field: string; ink: string; soft: string; line: string }
export interface Channel { kind: ChannelKind; label?: string | null }
export interface School {
  id: string
  name: string
  payee: string
  platform: string
  crest: string
  login: { user: 'number' | 'id-number'; initial: 'id-tail' | 'six-zeros' | 'either'; captcha: 'always' | 'adaptive' | 'off' }
  entry: { registration: boolean; security_question: boolean; phone_codes: boolean; official_account: boolean; double_entry: boolean }
  /** What the campus's own way in is called; null where there is none. */
  sso: string | null
  channels: Channel[]
  must_pay_all: boolean
  wizard: boolean
  min_split: Yuan
  minutes_to_pay: number
  contact: { office: string; place: string; phone: string; hours: string }
  brand: { light: Brand; dark: Brand }
}
