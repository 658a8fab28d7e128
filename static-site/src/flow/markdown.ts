import { Lexer, type Token, type Tokens } from 'marked'

type Tag = 'p' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6' | 'ul' | 'ol' | 'li' | 'strong' | 'em' | 'del' | 'code' | 'pre' | 'blockquote' | 'hr' | 'br' | 'a' | 'table' | 'thead' | 'tbody' | 'tr' | 'th' | 'td'
/** What the office's text may become, and nothing else: a page made of these cannot hold a script. */
export type Piece = string | { tag: Tag; inside: Piece[]; href?: string; start?: number }

/** The platform takes no longer text; neither does this. */
export const LONGEST = 20_000
const DEEPEST = 12
const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' }

/**
 * Reads Markdown that the office wrote. `under` is the level of the heading that the text stands under.
 * HTML stays the text that it is, pictures are their descriptions, and a text that cannot be read is shown as it is typed.
 */
export function read(text: string, under = 2): Piece[] {
  if (text.length > LONGEST) return plain(text)
  try {
    return blocks(new Lexer({ gfm: true, breaks: true }).lex(text), { under, last: under, depth: 0 })
  } catch {
    return plain(text) // nested beyond all reason, or a browser too old for the reader
  }
}

/** The same text without any marks understood. */
export const plain = (text: string): Piece[] => text.split(/\n{2,}/).filter((it) => it.trim()).map((it) => piece('p', it.split('\n').flatMap((line, n) => (n ? [piece('br'), line] : [line]))))

/** Where a link of the office may lead: another site by https, or a page of this one. */
export function destination(href: string): string | null {
  if (/^#\/[\w\-/?=&%]*$/.test(href)) return href
  try {
    const url = new URL(href)
    // A name before the host is there to deceive.
    return url.protocol === 'https:' && !url.username && !url.password ? url.href : null
  } catch {
    return null
  }
}

interface At { under: number; last: number; depth: number }
const piece = (tag: Tag, inside: Piece[] = []): Piece => ({ tag, inside })

function blocks(tokens: readonly Token[], at: At): Piece[] {
  if (++at.depth > DEEPEST) throw new RangeError('too deep')
  const made = tokens.flatMap((it) => block(it as Tokens.Generic, at))
  at.depth--
  return made
}

function block(it: Tokens.Generic, at: At): Piece[] {
  const within = it.tokens ?? []
  switch (it.type) {
    case 'space': case 'def': return []
    case 'hr': return [piece('hr')]
    case 'heading': return [piece(level(it as Tokens.Heading, at), inline(within, at))]
    case 'paragraph': return [piece('p', inline(within, at))]
    // What stands in a list's line without being a paragraph.
    case 'text': return within.length ? inline(within, at) : [decoded(it.text as string)]
    case 'blockquote': return [piece('blockquote', blocks(within, at))]
    case 'code': return [piece('pre', [piece('code', [it.text as string])])]
    case 'list': return [list(it as Tokens.List, at)]
    case 'table': return [table(it as Tokens.Table, at)]
    case 'checkbox': return [(it as Tokens.Checkbox).checked ? '☑ ' : '☐ ']
    default: return [piece('p', [it.raw.trim()])]
  }
}

/** Headings go down one level at a time, whatever was typed. */
function level(it: Tokens.Heading, at: At): Tag {
  at.last = Math.min(at.under + it.depth, at.last + 1, 6)
  return `h${at.last}` as Tag
}

function list(it: Tokens.List, at: At): Piece {
  const inside = it.items.map((item) => piece('li', blocks(item.tokens, at)))
  return it.ordered ? { tag: 'ol', inside, ...(it.start === '' || it.start === 1 ? {} : { start: it.start }) } : piece('ul', inside)
}

function table(it: Tokens.Table, at: At): Piece {
  const row = (cells: readonly Tokens.TableCell[], tag: 'th' | 'td'): Piece => piece('tr', cells.map((cell) => piece(tag, inline(cell.tokens, at))))
  return piece('table', [piece('thead', [row(it.header, 'th')]), piece('tbody', it.rows.map((cells) => row(cells, 'td')))])
}

function inline(tokens: readonly Token[], at: At): Piece[] {
  if (++at.depth > DEEPEST) throw new RangeError('too deep')
  const made = tokens.flatMap((it) => mark(it as Tokens.Generic, at))
  at.depth--
  return made
}

function mark(it: Tokens.Generic, at: At): Piece[] {
  const within = it.tokens ?? []
  switch (it.type) {
    case 'strong': case 'em': case 'del': return [piece(it.type, inline(within, at))]
    case 'codespan': return [piece('code', [it.text as string])]
    case 'br': return [piece('br')]
    case 'image': return [it.text as string]
    case 'checkbox': return [(it as Tokens.Checkbox).checked ? '☑ ' : '☐ ']
    case 'escape': return [it.text as string]
    case 'text': return within.length ? inline(within, at) : [decoded(it.text as string)]
    case 'link': {
      const href = destination(it.href as string)
      return href ? [{ tag: 'a', href, inside: inline(within, at) }] : inline(within, at)
    }
    default: return [it.raw]
  }
}

/** A browser shows a text as it is; the few signs that people write by name are meant as signs. */
const decoded = (text: string): string => text.replace(/&(amp|lt|gt|quot|nbsp);/g, (_all, name: string) => SIGNS[name] ?? '')
