/** Pages that are on the way in themselves: nobody wants to come back to them. */
const WAY_IN = /^\/(login|outside|identify|arrive|register|reset|password\/first|poster)(?=[/?#]|$)/

/**
 * Where somebody wanted to go before they were asked who they are; null unless it is a page of this site.
 * Anybody can write an address with a `next`, so anything that a browser might take for another host is none.
 */
export function nextOf(wanted: unknown): string | null {
  if (typeof wanted !== 'string' || wanted.length > 512 || !/^\/[\w-]/.test(wanted)) return null
  // A backslash counts as a slash in an address, and control characters are left out of it.
  if (/[\\\u0000-\u0020\u007f]|\/\//.test(wanted)) return null
  return WAY_IN.test(wanted) ? null : wanted
}

/** Where the campus's sign-on begins, and where it leads back to. */
export const ssoAddress = (next: string | null): string => `/api/sso/begin${next ? `?${new URLSearchParams({ next }).toString()}` : ''}`

/** Why the campus's sign-on sent somebody back without a session. */
type SsoFault = 'refused' | 'unknown' | 'broken'
export const ssoFault = (said: unknown): SsoFault | null => (said === 'refused' || said === 'unknown' || said === 'broken' ? said : said === undefined ? null : 'broken')
