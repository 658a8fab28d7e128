import type { zhCheck } from './zh-check'

export const enCheck: Record<keyof typeof zhCheck, string> = {
  captcha: 'Check', captchaHint: '5 characters', captchaAlt: 'A picture of characters that can only be read by eye. If you cannot see it, use "Cannot read it?"', captchaAgain: 'Another picture', captchaHelp: 'Cannot read it?', captchaBroken: 'The picture did not arrive.',
  captchaWrong: 'Wrong or too old. There is a new picture; please type it', captchaRenewed: 'There is a new picture; please type it', captchaStale: 'Five minutes have passed. There is a new picture; please type it',
  work: 'Without a picture', workText: 'Nothing to read. This device works out a sum, which shows that nobody is trying in bulk: a few seconds, half a minute on an old phone. You can go on typing meanwhile, and stop at any time.', workGo: 'Start', workDoing: 'Checking', workPart: '{n}% left at most', workStop: 'Stop', workDone: 'Check passed', workBack: 'Use a picture',
  workWrong: 'The check was not accepted; please start it once more', workRenewed: 'Please start the check once more, or simply send the form again', workStale: 'Five minutes have passed; please start the check once more', workFailed: 'It was not found this time; please try again', workNone: 'Browsers offer this only on https pages. Open the platform at its https address, or use the picture.',
}
