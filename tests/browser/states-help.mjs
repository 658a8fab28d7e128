// The guide, at both schools: what one has and the other has not.
const steps = (page) => page.locator('.help-step').first().waitFor()
const TOPICS = ['login', 'tuition', 'other', 'living', 'enrol', 'orders', 'unsure', 'twice', 'outside', 'wechat', 'contact']

export const helpStates = [
  { name: 'help', at: '/help', signed: false, english: true },
  ...TOPICS.map((topic) => ({ name: `help-${topic}`, at: `/help/${topic}`, signed: false, english: topic === 'login' || topic === 'tuition', go: steps })),
  { name: 'help-none', at: '/help/nowhere', school: ['xust'], go: (p) => p.locator('.empty').waitFor() },
]
