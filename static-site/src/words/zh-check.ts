/** The check on a form: a picture to read, or work for who cannot. */
export const zhCheck = {
  captcha: '验证码', captchaHint: '图中 5 个字符', captchaAlt: '验证码图片，里面的字符只能看图读出。看不到图片时，请用「看不清验证码？」', captchaAgain: '换一张验证码', captchaHelp: '看不清验证码？', captchaBroken: '验证码没有取到。',
  captchaWrong: '验证码不对或已过期，已换新，请重新输入', captchaRenewed: '验证码已换新，请重新输入', captchaStale: '验证码过了 5 分钟，已换新，请重新输入',
  work: '无障碍验证', workText: '不用看图。本机会自己算一道题，证明不是机器在成批尝试：一般几秒，旧手机可能要半分钟。算的时候可以继续填写，也可以随时停止。', workGo: '开始验证', workDoing: '正在验证', workPart: '最多还剩 {n}%', workStop: '停止', workDone: '验证通过', workBack: '改用图片验证码',
  workWrong: '验证没有被接受，请再验证一次', workRenewed: '请再验证一次，也可以直接再次提交', workStale: '验证过了 5 分钟，请再验证一次', workFailed: '这次没有算出来，请再试一次', workNone: '浏览器只在 https 网页里提供这项计算。请用 https 开头的地址打开本平台，或使用图片验证码。',
} as const
