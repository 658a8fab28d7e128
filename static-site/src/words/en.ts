import type { Words } from '.'
import { enAccount } from './en-account'
import { enCheck } from './en-check'
import { enDoors } from './en-doors'
import { enEnrol } from './en-enrol'
import { enFees } from './en-fees'
import { enLists } from './en-lists'
import { enPay } from './en-pay'
import { enProof } from './en-proof'
import { enSaid } from './en-said'
import type { zhAccount } from './zh-account'
import type { zhCheck } from './zh-check'
import type { zhDoors } from './zh-doors'
import type { zhEnrol } from './zh-enrol'
import type { zhFees } from './zh-fees'
import type { zhInside } from './zh-inside'
import type { zhLists } from './zh-lists'
import type { zhPay } from './zh-pay'
import type { zhProof } from './zh-proof'

export const en: Words & Record<keyof typeof zhCheck | keyof typeof zhInside | keyof typeof zhLists | keyof typeof zhPay | keyof typeof zhDoors | keyof typeof zhFees | keyof typeof zhEnrol | keyof typeof zhAccount | keyof typeof zhProof, string> = {
  ...enSaid,
  ...enLists,
  ...enPay,
  ...enCheck,
  ...enDoors,
  ...enFees,
  ...enEnrol,
  ...enAccount,
  ...enProof,
  skip: 'Skip to main content', back: 'Back', close: 'Close', cancel: 'Cancel', confirmOk: 'OK', retry: 'Try again', all: 'All', goHome: 'Back to home',
  loading: 'Loading', mainNav: 'Main navigation', bottomNav: 'Bottom navigation', more: 'Show more', offline: 'No network. Paying is paused.',
  footer: '{school} {office} · {platform}', footAsk: 'Questions: ', sep: ' · ', quote: 'If you need help, quote', titleTail: '{title} · {school} {platform}',
  login: 'Log in', loginTo: 'Log in to {platform}', loginWay: 'Way to log in', byAccount: 'Account', ssoText: 'For enrolled students and staff. Your password is only typed on the university page; this platform never sees it.',
  userNumber: 'Student, staff or ID number', userId: 'ID or student number', userHint: 'Last letter in capitals', password: 'Password', passwordHint: 'First time: initial password',
  showPassword: 'Show', factsNote: 'Two more facts for your first login', factsText: 'You used the common initial password. Please add your name and the last six characters of your ID number.', realName: 'Full name', idTail: 'Last six of the ID number', idTailHint: 'Letter in capitals',
  habit1: 'Check who you are', habit1Text: 'After logging in, check your name and ID number. If they are wrong, contact {office} first.', habit2: 'Check who receives', habit2Text: 'The payee on the payment page must be exactly the name of the university.',
  habit3: 'Pay once', habit3Text: 'Seeing no result does not mean the payment failed. Check first; do not pay again.', forgot: 'Forgot password',
  privacy: 'Privacy', slowDown: 'Try again in {n} s', initialTail: 'Initial password: last six of your ID number, letter in capitals.', initialZeros: 'Initial password: six zeros.', initialEither: 'Initial password: last six of your ID number (letter in capitals), or six zeros.',
  corner: 'Enrolment / Register', ssoGo: 'Go to {name}', ssoNote: 'People from off campus have no such account: use the account login, or register first.', ssoNotePlain: 'Without such an account, use the account login.',
  ssoRefused: '{name} did not confirm your login', ssoRefusedText: 'It may have taken too long, or was cancelled there. Go there again, or use the account login.', ssoUnknown: 'The platform holds no fees of yours', ssoUnknownText: '{name} confirmed who you are, but your number has not been imported. Contact {office}, phone {phone} ({hours}).', ssoBroken: '{name} is not reachable', ssoBrokenText: 'Try again later, or use the account login.',
  wechatGo: 'Log in with WeChat', wechatAsking: 'WeChat is telling us that it is you', wechatAskingText: 'This takes a second or two; you come back here by yourself.', wechatFailed: 'WeChat could not tell us who you are', wechatFailedText: 'Try again, or use the account login.', unbound: 'This WeChat belongs to no account yet', unboundText: 'Log in with your account once and bind WeChat under "Me"; from then on one press is enough.',
  identifyGo: 'Pay without logging in', outsideText: 'For courses, exams and other fees: please register first, then log in with your ID number.', outsideNew: 'First time: register', outsideKnown: 'Registered already',
  outside: 'For people from off campus', identify: 'Pay after an identity check', poster: 'Poster',
  firstPassword: 'Set a new password', firstText: 'The initial password works only this once. Choose one that only you know; you then enter the platform.', changePassword: 'Change password', currentPassword: 'Current password', freshPassword: 'New password', freshAgain: 'New password again',
  notSame: 'The two passwords differ', saveAndGo: 'Save and enter', save: 'Save', passwordSaved: 'Password changed', passwordSavedText: 'Other devices are logged out. Use the new password next time.', logoutInstead: 'Log out',
  home: 'Home', toolbar: 'Payment toolbar', tools: 'Toolbar', female: 'Female', male: 'Male', idCard: 'ID number', owedNow: 'Owed now', tuitionFee: 'Tuition', otherFee: 'Other fees', goPay: 'Go and pay', noDebt: 'Nothing is owed', lastPaid: 'Last paid {day}',
  pendingPart: 'Being confirmed', afterPart: 'Owed after that', seeProgress: 'See the progress', payAndEnrol: 'Fees and enrolment', tileTuition: 'Tuition', tileOther: 'Other fees', tileLiving: 'Living fees', tileEnrol: 'Enrolment', owes: 'Owed {sum}', settled: 'Nothing owed',
  tilePending: '{n} being confirmed', pendingNote: '{n} payment(s) being confirmed. Please do not pay again', pendingNoteText: 'It concerns {sum}. Until the result is known, these items cannot be paid again.', recent: 'Recent orders', recentNone: 'No orders yet', recentBroken: 'Recent orders are not available now', asideHome: 'Reminders',
  payeeNote: 'Check the payee before you pay', payeeNoteText: 'The payee must be "{payee}". If the name differs, stop and contact {office}.', meWrong: 'If your data are wrong, bring your ID card to {place}.', wrongNote: 'Name or ID number wrong?', wrongNoteText: 'Bring your ID card to {place}, phone {phone} ({hours}).', current: 'Current fees', orders: 'Orders', paidList: 'Payments', paidTab: 'Paid', ordersTab: 'Orders', me: 'Me', toConfirm: 'to be confirmed',
  tileNext: 'from {day}', tileNone: 'Nothing to pay', tileOver: 'Some have closed', tileBroken: 'Not available now', tileNoLiving: 'None yet', tileProjects: '{n} open', tileUnpaid: '{n} to pay', tileNoProjects: 'None open', tileWait: 'Looking', listed: ', ', stop: '. ',
  owedBroken: 'What you owe is not available now', besideNote: '{n} more payment(s) being confirmed. Please do not pay again', news: 'News', newsNone: 'No news', newsBroken: 'News are not available now', pinned: 'Pinned',
  windowTitle: 'Service window of {office}', windowText: 'If your name, ID number or fees are wrong, or a problem stays unsolved, bring your ID card.', windowPlace: 'Place', windowPhone: 'Phone', windowHours: 'Hours', windowShort: 'If it stays unsolved, bring your ID card to {place}, or call {phone} ({hours}).', enrolStep: 'Enrol', livingStep: 'Fill in and check',
  tuition: 'Pay tuition', tuitionSub: 'Tick what you want to pay now', mustAllSub: 'This college asks for all items to be paid together', year: 'Year {year}', owedShort: 'Owed', due: 'Due', exempt: 'Exempt', loan: 'Loan', paid: 'Paid', edit: 'Edit', editName: 'Edit the amount for {item}', pick: 'Choose {item}, {sum} yuan',
  partNow: 'Now', partRest: '{rest} stays for later', held: 'Being confirmed, cannot be paid again now', progressLink: 'See progress', heldNote: 'Locked items are updated once the result is known. You can pay the others.', heldAllNote: 'Locked items are updated once the result is known.', splitHint: 'Items marked "Edit" can be paid in parts, at least {min} yuan each time.',
  thisTime: 'This payment', selectAll: 'All', nItems: ' ({n} items)', pay: 'Pay', next: 'Next', nothingOwed: 'Nothing to pay', nothingOwedText: 'Earlier payments are under "Payments". If you think this is wrong, contact {office}.', seePaid: 'See payments', payBar: 'This payment',
  otherAlso: 'Other fees are owed, too: {sum}', otherAlsoText: 'They are paid apart, batch by batch.', goOther: 'Pay other fees', goTuition: 'Pay tuition', tuitionSettled: 'All tuition is paid',
  editTitle: 'Edit the amount', howMuch: 'How much to pay now (yuan)', payAll: 'All {sum}', payLeast: 'Least {sum}', leastEach: 'Least each time', restAfter: 'Left afterwards', fixFirst: 'Correct the amount first',
  badSum: 'Enter an amount with at most two decimals.', belowMin: 'At least {min} yuan each time. Enter {min} or more, or pay all.', aboveOwed: 'More than the {owed} yuan owed. Enter {owed} or less.', restSmall: 'The remaining {rest} yuan would be below the least amount of {min} and could not be paid alone. Enter {accept} or less, or pay all.', restSmallAll: 'The remaining {rest} yuan would be below the least amount of {min} and could not be paid alone. Please pay this item in full.',
  confirm: 'Check the details', steps: 'Steps', step1: 'Choose', step2: 'Check', step3: 'Pay', step4: 'Done', payer: 'Payer', name: 'Name', gender: 'Gender', number: 'Number', classLine: 'College and class', items: 'Items', backToEdit: 'Back to edit', payeeIs: 'Payee', sumUp: 'Total', toPay: 'Go to payment', nextToPay: 'Next: go to payment',
  partOf: 'in part, {rest} stays for later', wrongStop: 'If the name or ID number is wrong, do not pay; bring your ID card to {place}.', emptyBasket: 'Nothing chosen yet', emptyBasketText: 'Tick what you want to pay first.', toTuition: 'Choose items',
  infoCheck: 'Check identity', infoCheckSub: 'Make sure that this is you, and check all items', infoRight: 'Correct, next', infoItems: 'All items owed', infoSum: 'Owed in all',
  orderNo: 'Order number', result: 'Result', askedNote: 'Some money is being looked into. Please do not pay again', askedNoteText: 'What arrived for an order of {day} does not fit it. Until that is settled, please do not pay these items again.', goingNote: 'Some money is on its way back. Please do not pay again', goingNoteText: 'What arrived for an order of {day} does not fit it and is being given back. Until that is done, please do not pay these items again.', amount: 'Amount', project: 'Items', channel: 'Way to pay', paidAt: 'Paid at', receiptNo: 'Provider number', unpaidYet: 'Not paid', done: 'Done', progress: 'Progress',
  order: 'Order', period: 'Period', today: 'Today', month: 'Month', custom: 'Custom', state: 'State', success: 'Paid', failed: 'Failed', from: 'From', to: 'To', apply: 'Search', time: 'Time', sOpen: 'Confirming', sPaid: 'Paid', sClosed: 'Closed', sDisputed: 'In review', sGoing: 'Going back', sBack: 'Given back', sApplied: 'Put on bills', sSome: 'Refunded', pickDays: 'Choose both days', daysFar: 'Choose days between the years 2000 and 2999', daysTurned: 'The first day must not be after the last',
  noOrders: 'No orders in this period', noOrdersSuccess: 'No paid orders in this period', noOrdersFailed: 'No failed orders in this period', noOrdersText: 'Try another period or state.', seeAllOrders: 'Show all orders', onlyMonth: 'This month only. Choose "All" for earlier orders', itemsOf: '{item}, {n} items', itemsMore: '{item} and more, {n} items',
  noPaid: 'No payments in this period', noPaidText: 'Try another period or kind.', seeAllPaid: 'Show all payments', kind: 'Kind', kindTuition: 'Tuition', kindOther: 'Other',
  eOpened: 'Order made', eBooked: 'Paid; what you owe is updated', eBookedBeside: 'Paid', eClosed: 'Order closed', eExpired: 'Time ran out, order closed', eDisputed: 'The money does not fit the order', cWechat: 'WeChat Pay', cAlipay: 'Alipay', cUnionpay: 'UnionPay', cBocom: 'Bank of Communications', cAbc: 'Agricultural Bank of China', cBridge: 'The school\'s bank',
  college: 'College', major: 'Major', class: 'Class', language: 'Language', dark: 'Appearance', system: 'System', light: 'Light', darkOn: 'Dark', logout: 'Log out', zhName: '中文', enName: 'English',
  officeNews: 'News', officeBatches: 'Fee batches', officeLiving: 'Living fees', officeProjects: 'Enrolment projects', officeReports: 'Reconciliation', officeMoney: 'Refunds and open money', help: 'Guide', helpSee: 'See the guide',
  register: 'Register', devices: 'Devices', officeReset: 'Reset a password', import: 'Import arrears', lost: 'No such page', lostText: 'The address may be incomplete, or the page has moved.',
}
