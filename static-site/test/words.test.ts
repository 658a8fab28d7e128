import { expect, it } from 'vitest'
import { en } from '../src/words/en'
import { enOffice } from '../src/words/en-office'
import { zh } from '../src/words/zh'
import { zhOffice } from '../src/words/zh-office'
import { zhPay } from '../src/words/zh-pay'

const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1] as string).sort()
const all = { zh: { ...zhOffice, ...zhPay, ...zh } as Record<string, string>, en: { ...enOffice, ...en } as Record<string, string> }

it('has no gap in English that Chinese does not fill', () => {
  for (const [key, text] of Object.entries(all.zh)) {
    const own = gaps(text)
    for (const gap of gaps(all.en[key] ?? '')) expect(own, key).toContain(gap)
  }
})
it('never shouts and never hurries in Chinese', () => {
  for (const [key, text] of Object.entries(all.zh)) expect(text, key).not.toMatch(/立即|马上|限时|[!！]|亲，/)
})
it('says each sentence in one place only', () => {
  expect(Object.keys(zhPay).filter((key) => key in zh)).toEqual([])
})
