import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { release } from './build/release'

/** The finance office's own: its people are few, and payers never load it. */
const OFFICE = /src[\\/](words[\\/](office|announce|reports|money|(zh|en)-(office|announce|reports|money))|api[\\/](office|reports|money)|flow[\\/](announce|rows|wall|import|reports|refunds)|state[\\/](announced|unsaved|proposed)|parts[\\/](Announce|Seen|Office[FL]|Import|AskSheet|FieldBox|Wall|Area|Rows|MarkdownField|DayRow|Report|Statement|Money[A-Z]))|style[\\/](announce|reports|money|staff)/

export default defineConfig({
  plugins: [vue(), release()],
  base: './',
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    // The oldest browsers inside WeChat and on the campus machines that still get updates.
    target: ['es2020', 'chrome87', 'safari14'],
    modulePreload: { polyfill: false },
    // An inlined asset would be a data: address, which the page's policy refuses.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/worker.ts' },
      output: {
        // A worker serves what lies below it, so it lies on top, under a name that stays.
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router)[\\/]/ },
            // What the login page needs, and everything after it too: the first visit is this and no more.
            { name: 'base', test: /src[\\/](words[\\/](index|zh|zh-said)|api|state[\\/](school|theme|me|gate|focus|online|load)|flow[\\/](session|refusal)|parts[\\/](Icon|Note|Sheet|Trouble|Crest|Offline|Rosette))\.(ts|vue)/ },
            // Signing in, on its page and on top of another.
            { name: 'doors', test: /src[\\/](api[\\/]doors|flow[\\/](captcha|next|place)|state[\\/](captcha|device)|parts[\\/](LoginForm|Field|Entry))\.(ts|vue)/ },
            // The check on a form.
            { name: 'check', test: /src[\\/](words[\\/](check|zh-check)|parts[\\/](Captcha|Sk))\.(ts|vue)|check\.css/ },
            // Choosing a way and paying: the two pages of it share nearly everything.
            { name: 'pay', test: /src[\\/](words[\\/](pay|zh-pay)|state[\\/](ways|picked|channels|entrance)|flow[\\/](checkout|entrance|offer|wallet)|parts[\\/](ChannelMark|OfferList|Payee))\.(ts|vue)/ },
            // One's own account: registering, getting in again, 我的.
            { name: 'account', test: /src[\\/](words[\\/](account|zh-account)|api[\\/]account|flow[\\/](codes|idnumber|password|phone|reset)|state[\\/]wrong|parts[\\/]Choice)\.(ts|vue)/ },
            // Other and living fees, and what is owed in all.
            { name: 'fees', test: /src[\\/](words[\\/](fees|zh-fees)|parts[\\/]CardsWait)\.(ts|vue)|fees\.css/ },
            // What most pages share travels once, instead of as thirty small files.
            { name: 'kit', test: (id) => /src[\\/](parts|flow|state|api)[\\/]|words[\\/](zh-)?inside/.test(id) && !OFFICE.test(id), minShareCount: 3 },
            // After the kit, which else would be drawn into it.
            { name: 'office', test: OFFICE },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/school.json': 'http://127.0.0.1:8080', '/crest.svg': 'http://127.0.0.1:8080', '/manifest.webmanifest': 'http://127.0.0.1:8080' } },
  test: { environment: 'node', include: ['test/**/*.test.ts'] },
})
