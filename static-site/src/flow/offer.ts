import type { ChannelKind, Offer, Offers, Scene, Way } from '../api/wire'

/** A channel, and which of its ways. */
export interface Pick { kind: ChannelKind; way: Way }

/** On a computer a code comes first: the telephone that scans it is where the payer's money is. */
export const inOrder = (offers: Offers, here: Scene): Offers => ({
  ...offers, channels: offers.channels.map((it) => ({ ...it, ways: here === 'pc' && it.ways.includes('qr') ? ['qr', ...it.ways.filter((way) => way !== 'qr')] : it.ways })),
})

export const usable = (it: Offer): boolean => it.state === 'open' && it.ways.length > 0

/** What was chosen, as long as it is still offered; the channel's first way if only that is gone. */
export function stillOffered(offers: readonly Offer[], pick: Pick | null): Pick | null {
  const it = offers.find((offer) => offer.kind === pick?.kind)
  const [first] = it?.ways ?? []
  if (!pick || !it || !usable(it) || first === undefined) return null
  return it.ways.includes(pick.way) ? pick : { kind: it.kind, way: first }
}

/** The only one there is, or what this person chose last; nothing is chosen for them between several. */
export function firstPick(offers: readonly Offer[], last: Pick | null): Pick | null {
  const open = offers.filter(usable)
  const [only] = open
  if (open.length === 1 && only) return stillOffered(offers, { kind: only.kind, way: last?.kind === only.kind ? last.way : only.ways[0] as Way })
  return stillOffered(offers, last)
}

/** Whether the list is worth asking for again soon: a provider that was down comes back by itself. */
export const mayChange = (offers: Offers): boolean => offers.channels.some((it) => it.state === 'down')

/** Whether some way of paying here needs the wallet's word about who pays. */
export const asksWho = (offers: Offers): boolean => offers.entrance !== null && offers.channels.some((it) => usable(it) && it.ways.includes('wallet'))
