// What travels between the site and the platform, shape by shape.

/** A sum in yuan with exactly two decimals, such as "4800.00". */
export type Yuan = string
/** RFC 3339 in UTC, ending in Z. */
export type Instant = string
/** Twenty-six characters, drawn in the browser for an order. */
export type Ulid = string

export interface FieldProblem { field: string; code: string; accept?: Yuan }

export interface ProblemBody {
  type: string
  code: string
  title: string
  status: number
  detail?: string
  trace_id: string
  errors?: FieldProblem[]
  retry_after?: number
}

/** The place of a picture or a proof of work; no school asks for one yet. */
export interface CaptchaAnswer { id: string; text: string }

export interface LoginAsk { user: string; password: string; name?: string; id_tail?: string; captcha?: CaptchaAnswer }
export type LoginNext = 'home' | 'first-password' | 'office'
export interface LoginAnswer { next: LoginNext }
export interface PasswordAsk { current?: string; fresh: string }

export type Gender = 'female' | 'male' | 'unknown'
export type Role = 'payer' | 'office'
export interface Me {
  name: string
  gender: Gender
  id_number: string
  number: string
  college: string
  major: string
  class: string
  role: Role
}

export type Category = 'tuition' | 'other'
export interface Split { min: Yuan; max: Yuan }
export interface Bill {
  id: string
  item: string
  year: string
  category: Category
  due: Yuan
  exempt: Yuan
  loan: Yuan
  paid: Yuan
  owed: Yuan
  held_by: Ulid | null
  split: Split | null
}
export interface Arrears {
  person: { name: string; gender: Gender; id_number: string; number: string }
  owed: Yuan
  pending: Yuan
  must_pay_all: boolean
  bills: Bill[]
}

export type ChannelKind = 'wechat' | 'alipay' | 'unionpay' | 'bocom' | 'abc'
export type Scene = 'pc' | 'mobile'
export interface AskLine { bill: string; amount: Yuan }
export interface OrderAsk { lines: AskLine[]; channel: string; scene: Scene }
export type OrderState = 'open' | 'paid' | 'closed' | 'disputed'
export type EventWhat = 'opened' | 'paid' | 'booked' | 'closed' | 'expired' | 'disputed'
export interface OrderLine { bill: string; item: string; year: string; amount: Yuan }
export interface Order {
  id: Ulid
  number: string
  state: OrderState
  channel: string
  scene: Scene
  payee: string
  total: Yuan
  lines: OrderLine[]
  opened: Instant
  until: Instant
  paid_at?: Instant | null
  transaction?: string | null
  closed_at?: Instant | null
  timeline: { at: Instant; what: EventWhat }[]
}
export type Checkout = { kind: 'qr'; content: string; until: Instant } | { kind: 'jump'; url: string } | { kind: 'none' }
export interface Opened { order: Order; checkout: Checkout }
export type ProviderWord = 'paid' | 'unpaid' | 'unknown'
export interface Checked { order: Order; provider: ProviderWord }

export type Period = 'today' | 'month' | 'all' | 'custom'
export type StateFilter = 'all' | 'success' | 'failed'
export type KindFilter = 'all' | 'tuition' | 'other'
export interface OrderPage { orders: Order[]; next: string | null }
export interface Payment {
  order: Ulid
  number: string
  paid_at: Instant
  channel: string
  transaction: string
  total: Yuan
  lines: OrderLine[]
}
export interface PaymentPage { payments: Payment[]; total: Yuan; next: string | null }

export type ImportPolicy = 'good-rows' | 'all-or-none'
export interface ImportAsk {
  file_name: string
  pieces: number
  sheet?: string
  /** A field's column from 0, or null for a field the file does not have. */
  mapping?: Record<string, number | null>
  policy: ImportPolicy
}
export interface RowProblem { row: number; column?: string | null; field?: string | null; code: string; message: string; value?: string | null }
export interface MappedField { field: string; column: number | null; heading: string; how: 'known' | 'guessed' | 'asked' }
export interface Preview {
  sheets: string[]
  sheet: string
  header: string[]
  header_row: number
  mapping: MappedField[]
  unsure: { field: string; candidates: number[] }[]
  rows: number
  students: number
  totals: { due: Yuan; exempt: Yuan; loan: Yuan; paid: Yuan; owed: Yuan }
  by_item: { item: string; rows: number; owed: Yuan }[]
  problems: RowProblem[]
  problem_count: number
  duplicates: number
  sample: Record<string, string>[]
  ready: boolean
}
/** `next` and `of` count students. */
export interface Applied {
  next: number | null
  of: number
  created: number
  changed: number
  unchanged: number
  refused: RowProblem[]
}

export interface Brand { brand: string; press: string; field: string; ink: string; soft: string; line: string }
export interface Channel { kind: string; label?: string; state: 'open' | 'maintenance'; reason?: string }
export interface School {
  id: string
  name: string
  payee: string
  platform: string
  crest: string
  login: { user: 'number' | 'id-number'; initial: 'id-tail' | 'six-zeros' | 'either'; sso?: { url: string } }
  channels: Channel[]
  must_pay_all: boolean
  wizard: boolean
  min_split: Yuan
  minutes_to_pay: number
  contact: { office: string; place: string; phone: string; hours: string }
  brand: { light: Brand; dark: Brand }
}
