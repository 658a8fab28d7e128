// The files that make the site a school's, beside school.json: enough of them to be installed.
const say = (answer, type, text) => void answer.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' }).end(text)
const crest = (answer, { crest, brand }) => say(answer, 'image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50" cy="50" r="50" fill="${brand.light.field}"/><text x="50" y="50" dy=".36em" text-anchor="middle" font-size="50" fill="#fff">${crest}</text></svg>`)

export const own = {
  '/crest.svg': crest, '/crest-full.svg': crest,
  '/manifest.webmanifest': (answer, { name, platform, brand }) => say(answer, 'application/manifest+json', JSON.stringify({
    id: '/', name: name + platform, short_name: platform, lang: 'zh-CN', start_url: '/#/home', scope: '/', display: 'standalone', theme_color: brand.light.field, background_color: '#f5f4f1',
    icons: [{ src: '/crest.svg', type: 'image/svg+xml', sizes: 'any', purpose: 'any' }, { src: '/crest-full.svg', type: 'image/svg+xml', sizes: 'any', purpose: 'maskable' }],
  })),
}
