/** A mobile number as the platform keeps it: no spaces, no hyphens, no +86 in front. */
export const plainPhone = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '').replace(/^\+86/, '')

export const isPhone = (text: string): boolean => /^1[3-9]\d{9}$/.test(plainPhone(text))
