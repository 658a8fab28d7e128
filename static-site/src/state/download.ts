/** Hands a file to the person, as the browser hands out any other. */
export function saveAs(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Some browsers only begin to read it after the click has been dealt with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
