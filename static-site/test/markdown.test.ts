import { describe, expect, it } from 'vitest'
import { destination, LONGEST, type Piece, read } from '../src/flow/markdown'

const tags = (all: readonly Piece[]): string[] => all.flatMap((it) => (typeof it === 'string' ? [] : [it.tag, ...tags(it.inside)]))
const words = (all: readonly Piece[]): string => all.map((it) => (typeof it === 'string' ? it : words(it.inside))).join('')
const links = (all: readonly Piece[]): string[] => all.flatMap((it) => (typeof it === 'string' ? [] : [...(it.href === undefined ? [] : [it.href]), ...links(it.inside)]))
const TAGS = /^(p|h[3-6]|ul|ol|li|strong|em|del|code|pre|blockquote|hr|br|a|table|thead|tbody|tr|th|td)$/

describe('the office writes', () => {
  it('headings one level at a time below the page\'s own', () => {
    expect(tags(read('# a\n\n#### b\n\n# c'))).toEqual(['h3', 'h4', 'h3'])
    expect(tags(read('###### a', 3))).toEqual(['h4'])
  })
  it('lists, marks, quotes, code and rules', () => {
    expect(tags(read('1. 学费 **5,500.00**\n2. *教材*\n   - ~~旧~~\n\n> `x`\n\n---\n\n```\n<b>\n```'))).toEqual(['ol', 'li', 'strong', 'li', 'em', 'ul', 'li', 'del', 'blockquote', 'p', 'code', 'hr', 'pre', 'code'])
    expect(read('3. c')).toEqual([{ tag: 'ol', start: 3, inside: [{ tag: 'li', inside: ['c'] }] }])
  })
  it('lines that stay lines', () => expect(tags(read('周一\n周二'))).toEqual(['p', 'br']))
  it('tables', () => {
    const made = read('|项目|金额|\n|-|-|\n|学费|5,500.00|')
    expect(tags(made)).toEqual(['table', 'thead', 'tr', 'th', 'th', 'tbody', 'tr', 'td', 'td'])
    expect(words(made)).toBe('项目金额学费5,500.00')
  })
  it('signs by name', () => expect(words(read('a &lt; b &amp; c'))).toBe('a < b & c'))
})

describe('somebody hostile writes', () => {
  it.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', 'a <b onclick="x()">b</b>', '<svg/onload=alert(1)>', '<a href="javascript:x()">a</a>', '<!-- a -->', '<iframe srcdoc="<script>x</script>">', '<style>*{display:none}</style>'])('%s, and it is text', (text) => {
    const made = read(text)
    for (const tag of tags(made)) expect(tag).toBe('p')
    expect(words(made)).toContain('<')
  })
  it.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', ' javascript:alert(1)', '&#106;avascript:alert(1)', 'data:text/html,<script>x</script>', 'vbscript:x', 'file:///etc/passwd', 'http://pay.example', '//pay.example', '/api/me', 'https://school.edu.cn@pay.example/', 'https://a:b@pay.example', 'blob:https://x/y', '#/x" onclick="y', 'https://'])('a link to %s, and it leads nowhere', (href) => {
    expect(destination(href)).toBeNull()
    expect(links(read(`[去缴费](<${href}>)`))).toEqual([])
    expect(links(read(`[去缴费][1]\n\n[1]: ${href}`))).toEqual([])
  })
  it('a link that is fine', () => expect(links(read('[a](https://www.xust.edu.cn/x?y=1#z) [b](#/enrol) <https://pay.xust.edu.cn>'))).toEqual(['https://www.xust.edu.cn/x?y=1#z', '#/enrol', 'https://pay.xust.edu.cn/']))
  it('a picture from elsewhere, and it is its description', () => {
    const made = read('![校历](https://elsewhere.example/track.png)')
    expect([tags(made), words(made), links(made)]).toEqual([['p'], '校历', []])
  })
  it.each(['>'.repeat(LONGEST), '1. '.repeat(6_666), '- '.repeat(LONGEST / 2), '['.repeat(LONGEST), '*a'.repeat(LONGEST / 2), '**a _b '.repeat(2_857), '![]('.repeat(5_000), '|a'.repeat(LONGEST / 2), '`'.repeat(LONGEST), '<a '.repeat(6_666), '[a]: b\n'.repeat(2_857), '> - '.repeat(5_000), '字'.repeat(LONGEST)])('nonsense without end: %.12s', (text) => {
    const began = performance.now()
    const made = read(text)
    expect(performance.now() - began).toBeLessThan(2_000)
    for (const tag of tags(made)) expect(tag).toMatch(TAGS)
  })
  it('more than anybody may, and it is shown as typed', () => expect(read(`# ${'a'.repeat(LONGEST)}`)).toEqual([{ tag: 'p', inside: [`# ${'a'.repeat(LONGEST)}`] }]))
})
