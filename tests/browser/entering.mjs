// Signing in as a person does who cannot read pictures: where the school demands a check, its own button does it.

/** Does the work of whatever check is on the page now. */
export async function passCheck(page) {
  const panel = page.locator('.work')
  if (!(await panel.count())) await page.getByRole('button', { name: '看不清验证码？' }).click()
  await panel.getByRole('button', { name: '开始验证' }).click()
  await panel.getByText('验证通过', { exact: true }).first().waitFor({ timeout: 60_000 })
}

/** Fills the login form of a page and sends it. `before`: what is done when everything is typed. */
export async function signIn(page, { user, password, name, id_tail }, before = async () => undefined) {
  const form = page.locator('form', { has: page.getByLabel('密码', { exact: true }) })
  await form.getByLabel(/学号|证件号/).first().fill(user)
  await form.getByLabel('密码', { exact: true }).fill(password)
  if (name && await form.getByLabel('姓名').isVisible()) {
    await form.getByLabel('姓名').fill(name)
    await form.getByLabel('证件号末 6 位', { exact: true }).fill(id_tail)
  }
  if (await form.locator('.cap-place').count()) await passCheck(page)
  await before()
  await form.getByRole('button', { name: '登录' }).click()
}
