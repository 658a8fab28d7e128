import type { Plugin } from 'vite'

type Made = { type: 'asset'; source: string | Uint8Array } | { type: 'chunk'; code: string; imports: string[]; dynamicImports: string[]; facadeModuleId: string | null; viteMetadata?: { importedCss: Set<string> } }

/** Tells the service worker which files this release consists of, and names the release after them. */
export function release(): Plugin {
  return {
    name: 'release',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = bundle as unknown as Record<string, Made>
        const worker = files['sw.js']
        if (worker?.type !== 'chunk') this.error('there is no worker to tell')
        else {
          const all = Object.keys(files).filter((it) => it.startsWith('assets/'))
          const first = new Set(['index', 'Login'].flatMap((page) => reached(files, page)))
          const page = files['index.html']
          const version = await named(`${[...all].sort().join('\n')}\n${page?.type === 'asset' ? String(page.source) : ''}`)
          const list = { version, first: ['/', ...[...first].map((it) => `/${it}`)], rest: all.filter((it) => !first.has(it)).map((it) => `/${it}`) }
          worker.code = `const RELEASE=${JSON.stringify(list)};\n${worker.code}`
        }
      },
    },
  }
}

/** Names of files hold hashes of what is in them, so their names name the release. */
async function named(text: string): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(sum).slice(0, 6), (it) => it.toString(16).padStart(2, '0')).join('')
}

/** What a page's chunk cannot do without: itself, what it imports, and their styles. */
function reached(files: Record<string, Made>, page: string): string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    const it = files[name]
    if (found.has(name) || it?.type !== 'chunk') return
    found.add(name)
    for (const style of it.viteMetadata?.importedCss ?? []) found.add(style)
    it.imports.forEach(visit)
  }
  const entry = Object.keys(files).find((it) => it.startsWith(`assets/${page}-`) && it.endsWith('.js'))
  if (!entry) throw new Error(`no chunk of ${page}`)
  visit(entry)
  return [...found]
}
