import { ref } from 'vue'
import type { Catalogue, Kind, Living, Phase } from '../api/office'
import { phaseIn } from '../flow/announce'
import { type AnnounceKey, t } from '../words/announce'

/** How a phase looks: the word comes from the pages. */
export const PHASES: Record<Phase, { kind: 'ok' | 'wait' | 'off' }> = { coming: { kind: 'wait' }, open: { kind: 'ok' }, closed: { kind: 'off' } }

const OWN: Partial<Record<Kind, Partial<Record<Phase, AnnounceKey>>>> = { news: { open: 'news-open', closed: 'news-closed' }, living: { open: 'living-open', closed: 'living-closed' } }
/** 未开始, 进行中, 已截止, or what that is called for this kind. */
export function phaseTag(kind: Kind, it: Catalogue[Kind][number], now: number): { kind: 'ok' | 'wait' | 'off'; text: string } {
  const phase = phaseIn(kind, it, now)
  return { ...PHASES[phase], text: t(OWN[kind]?.[phase] ?? phase) }
}

/** 10.00 到 500.00 元，10.00 元的整数倍 */
export function amountWords({ amount }: Living): string {
  if (amount.is === 'fixed') return t('seenFixed', { list: amount.choices.join('、') })
  return t('seenFree', { min: amount.min, max: amount.max, step: amount.step })
}

/** What was just done to an announcement, said on the list that the form leads back to; once. */
export const justDone = ref<{ what: 'savedNote' | 'withdrawnNote'; title: string } | null>(null)
