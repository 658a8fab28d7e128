import type { Checkout } from '../api/wire'

/** Only an address of the web may be gone to. */
export function webAddress(text: string): URL | null {
  try {
    const url = new URL(text)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : null
  } catch {
    return null
  }
}

/** What leaving for a provider's page needs of the browser. */
export interface Door { jump: (url: URL) => void; submit: (url: URL, fields: Record<string, string>) => void }

/** The address of the provider's page, if this is a way to one. */
export const leads = (it: Checkout | null): URL | null => (it?.kind === 'jump' || it?.kind === 'form' ? webAddress(it.url) : null)

/** Goes to the provider's page, by address or by form; false if there is none to go to. */
export function goTo(checkout: Checkout, door: Door): boolean {
  const url = leads(checkout)
  if (url === null) return false
  if (checkout.kind === 'form') door.submit(url, checkout.fields)
  else door.jump(url)
  return true
}

/** The door of a real window. The form is made of values alone: nothing a provider says becomes markup. */
export function doorOf(on: Document): Door {
  return {
    jump: (url) => on.defaultView?.location.assign(url),
    submit: (url, fields) => {
      const form = on.createElement('form')
      form.method = 'post'
      form.action = url.href
      form.target = '_top'
      form.acceptCharset = 'utf-8'
      form.hidden = true
      for (const [name, value] of Object.entries(fields)) {
        const input = on.createElement('input')
        input.type = 'hidden'
        input.name = name
        input.value = value
        form.append(input)
      }
      on.body.append(form)
      // A field called "submit" would hide the form's own method.
      HTMLFormElement.prototype.submit.call(form)
    },
  }
}
