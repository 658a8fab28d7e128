import { expect, it } from 'vitest'
import { en } from '../src/words/en'
import { enMoney } from '../src/words/en-money'
import { enOffice } from '../src/words/en-office'
import { enReports } from '../src/words/en-reports'
import { zh } from '../src/words/zh'
import { zhAccount } from '../src/words/zh-account'
import { zhAnnounce } from '../src/words/zh-announce'
import { zhCheck } from '../src/words/zh-check'
import { zhDoors } from '../src/words/zh-doors'
import { zhEnrol } from '../src/words/zh-enrol'
import { zhFees } from '../src/words/zh-fees'
import { zhHelp } from '../src/words/zh-help'
import { zhInside } from '../src/words/zh-inside'
import { zhLists } from '../src/words/zh-lists'
import { zhMoney } from '../src/words/zh-money'
import { zhOffice } from '../src/words/zh-office'
import { zhPay } from '../src/words/zh-pay'
import { zhProof } from '../src/words/zh-proof'
import { zhReports } from '../src/words/zh-reports'

const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1] as string).sort()
const all = { zh: { ...zhOffice, ...zhCheck, ...zhDoors, ...zhInside, ...zhLists, ...zhPay, ...zhFees, ...zhEnrol, ...zhAccount, ...zhProof, ...zh } as Record<string, string>, en: { ...enOffice, ...en } as Record<string, string> }

it('has no gap in English that Chinese does not fill', () => {
  for (const [key, text] of Object.entries(all.zh)) {
    const own = gaps(text)
    for (const gap of gaps(all.en[key] ?? '')) expect(own, key).toContain(gap)
  }
})
it('has no gap more in English where the office looks after money', () => {
  const [zh, en]: Record<string, string>[] = [{ ...zhReports, ...zhMoney }, { ...enReports, ...enMoney }]
  for (const [key, text] of Object.entries(zh ?? {})) expect(gaps(text), key).toEqual(expect.arrayContaining(gaps(en?.[key] ?? '')))
})
it('never shouts and never hurries in Chinese', () => {
  for (const [key, text] of Object.entries({ ...zhAnnounce, ...zhHelp, ...zhReports, ...zhMoney, ...all.zh })) expect(text, key).not.toMatch(/立即|马上|限时|[!！]|亲，/)
})
it('says each sentence in one place only', () => {
  expect(Object.keys(zhPay).filter((key) => key in zh)).toEqual([])
  expect(Object.keys(zhAccount).filter((key) => key in zh || key in zhPay || key in zhDoors)).toEqual([])
  expect(Object.keys(zhProof).filter((key) => [zh, zhInside, zhPay, zhDoors, zhAccount, zhFees, zhLists, zhEnrol].some((it) => key in it))).toEqual([])
  expect(Object.keys(zhLists).filter((key) => key in zh || key in zhInside)).toEqual([])
  expect(Object.keys(zhInside).filter((key) => key in zh || key in zhPay)).toEqual([])
  expect(Object.keys(zhCheck).filter((key) => key in zh || key in zhDoors)).toEqual([])
  expect(Object.keys(zhEnrol).filter((key) => [zh, zhInside, zhPay, zhDoors, zhAccount, zhFees, zhLists].some((it) => key in it))).toEqual([])
  expect(Object.keys(zhFees).filter((key) => key in zh || key in zhInside || key in zhPay || key in zhDoors || key in zhAccount)).toEqual([])
  expect(Object.keys(zhDoors).filter((key) => key in zh || key in zhInside || key in zhPay)).toEqual([])
})
