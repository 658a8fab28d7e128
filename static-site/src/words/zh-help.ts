/** The guide, in place of the manuals. What a school has otherwise stands in gaps, or in a step of its own. */
export const zhHelp = {
  sub: '一步一步，带图', begin: '登录', paying: '缴费和报名', after: '缴费以后', seeAlso: '接着看', where: '去这一页', none: '没有这一篇说明', noneText: '可能本校没有这项功能。', all: '全部说明', stepN: '第 {n} 步', contactCard: '联系{office}', place: '地点', hours: '时间', phone: '电话',
  't-login': '怎么登录', 't-tuition': '缴学费', 't-other': '其它缴费', 't-living': '生活缴费', 't-enrol': '报名', 't-orders': '查订单、已缴费和凭证', 't-unsure': '付了款，还显示欠费', 't-twice': '付错了、付了两次', 't-outside': '校外人员', 't-wechat': '绑定微信公众号', 't-contact': '到窗口办理',
  's-login': '用户名、初始密码、忘记密码', 's-tuition': '勾选、核对、付款', 's-other': '按批次缴', 's-living': '电费、校园卡等', 's-enrol': '考试、培训报名并缴费', 's-orders': '按时间和状态查，下载凭证', 's-unsure': '先查询，不要再付', 's-twice': '先停下，再联系', 's-outside': '注册、报名、缴费', 's-wechat': '从公众号直接进入', 's-contact': '地点、电话、要带什么',
  // 怎么登录
  loginOpen: '打开平台', loginOpenText: '在手机或电脑的浏览器里打开学校公布的网址，或扫入口海报上的二维码。请确认学校名称是「{name}」。',
  loginByNumber: '填用户名', loginByNumberText: '在校师生填学号或工号。校外人员填注册时的证件号，末尾的字母请大写。',
  loginById: '填用户名', loginByIdText: '填身份证号，末尾的字母请大写。也可以填学号。',
  'loginFirst-id-tail': '第一次登录用初始密码', 'loginFirst-id-tailText': '初始密码是证件号末 6 位，末尾的字母请大写。', 'loginFirst-six-zeros': '第一次登录用初始密码', 'loginFirst-six-zerosText': '初始密码是 6 个 0。这时页面会请您再填姓名和证件号末 6 位，确认是您本人。', 'loginFirst-either': '第一次登录用初始密码', 'loginFirst-eitherText': '初始密码是证件号末 6 位（末尾的字母请大写），或 6 个 0。用 6 个 0 时，页面会请您再填姓名和证件号末 6 位，确认是您本人。',
  loginNew: '设置自己的密码', loginNewText: '初始密码只能用来设置新密码。新密码至少 8 位，可以是一句话，不要含姓名、学号或证件号。',
  'loginCaptcha-always': '填验证码', 'loginCaptcha-alwaysText': '照图片填写，不分大小写。看不清就换一张；看不见图片，点「看不清验证码？」，由浏览器自己完成验证。', 'loginCaptcha-adaptive': '可能要填验证码', 'loginCaptcha-adaptiveText': '密码输错以后才会出现。照图片填写；看不见图片，点「看不清验证码？」，由浏览器自己完成验证。',
  loginSso: '或从{sso}登录', loginSsoText: '在校师生点「{sso}」，在学校的认证页面登录。密码只在那里填，本平台看不到，也不用另设。', loginWechat: '或从公众号登录', loginWechatText: '绑定过微信的，从学校公众号打开会直接认出您，不用填密码。',
  loginIdentify: '不登录，只缴费', loginIdentifyText: '点「不登录，核对身份后缴费」，姓名和号码各填两次。这样只能看到尚欠的费用并付款，订单和已缴记录要登录后看。家长代缴也用这里。',
  loginForgotHere: '忘记密码', loginForgotHereText: '点「忘记密码」，按页面提示重新设置。也可以带本人身份证到{place}重置。', loginForgotOffice: '忘记密码', loginForgotOfficeText: '带本人身份证到{place}，核对后重置为初始密码，再登录一次并设置新密码。电话里不能重置。',
  loginCheck: '登录后先核对', loginCheckText: '看首页的姓名和证件号是不是您本人。有误请先不要付款，带本人身份证到{place}更正。',
  // 缴学费
  tuitionOpen: '点「学费缴费」', tuitionOpenText: '首页的「当前欠费」是学费和其它缴费合计，不含生活缴费和报名费。', tuitionWho: '核对身份信息', tuitionWhoText: '电脑上会先显示姓名、学号和院系班级，确认是您本人再点「信息无误，下一步」。手机上在「核对信息」一步看。',
  tuitionPick: '勾选要缴的项目', tuitionPickText: '可以全选，也可以只勾选一部分，没勾的以后再缴。下面是本次合计。', tuitionAll: '勾选全部项目', tuitionAllText: '本校要求一次缴清全部项目，不能只缴一部分。请核对每一项的金额。',
  tuitionEdit: '想分次缴，点「改」', tuitionEditText: '每次不少于 {min} 元，剩下的也不能少于 {min} 元，除非一次缴清。欠费少于 {min} 元的项目不显示「改」。', tuitionCheck: '再核对一遍', tuitionCheckText: '看清姓名、项目、金额和收款方「{payee}」，再点「去付款」。点了才会生成订单。',
  tuitionPay: '选付款方式', tuitionPayText: '可以用{channels}。收款方应为「{payee}」，金额应和页面上一致；有一样不对，请停止付款并联系{office}。', tuitionScan: '付款', tuitionScanText: '手机上按提示到所选的应用里付。电脑上会出现二维码，用手机扫码付。订单保留 {minutes} 分钟，过时自动关闭。',
  tuitionDone: '看结果', tuitionDoneText: '显示「缴费成功」才算完成，首页不再显示这些欠费。显示「正在确认」时请不要再付，平台会一直查到有结果为止。',
  // 其它缴费
  otherOpen: '在首页点「其它缴费」', otherOpenText: '这里是按批次收的费用，如教材费、体检费。只列出有您的批次，写着起止时间。', otherPick: '选一个批次', otherPickText: '一次只能缴一个批次里的项目。要缴另一个批次，缴完这个再来一次。', otherPay: '核对、付款', otherPayText: '和缴学费一样：核对收款方「{payee}」和金额，选付款方式，看到「缴费成功」为止。过了截止时间就不能在这里缴了，请联系{office}。',
  // 生活缴费
  livingOpen: '在首页点「生活缴费」', livingOpenText: '选要缴的费用。停用的会写明，暂时不能缴。', livingFill: '填给谁缴、缴多少', livingFillText: '按提示填房间号、卡号或账号，填错会缴到别人那里，请再看一遍。金额可以点快捷金额，或在允许的范围里填。', livingPay: '核对、付款', livingPayText: '和缴学费一样：核对收款方「{payee}」和金额，选付款方式，看到「缴费成功」为止。生活缴费不算在「当前欠费」里。',
  // 报名
  enrolOpen: '打开「报名系统」', enrolOpenText: '在登录页右上角，登录后在工具栏里。不登录也能看，默认列出正在报名的项目，可以按收费部门找。', enrolPick: '点开项目', enrolPickText: '看收费内容、价格、名额和截止时间。', enrolSign: '登录', enrolSignText: '点「报名」，没有登录的会弹出登录窗口，登录后还在这个项目。', enrolSignOutside: '登录或注册', enrolSignOutsideText: '点「报名」，没有登录的会弹出登录窗口。校外人员第一次来先点注册，注册后还回到这个项目。',
  enrolFill: '核对和填写', enrolFillText: '姓名和证件号不能改，手机号可以改。填完其余内容，点「下一步」。', enrolPay: '交费', enrolPayText: '点「交费」直接到付款页。有名额限制的项目，名额只保留一段时间，页面上写着到几点；过时没付，名额让给别人，要重新报名。', enrolChange: '修改或取消', enrolChangeText: '付款前、截止前都可以修改，也可以取消报名。付款后不能修改，请联系{office}。',
  // 订单
  ordersFind: '查订单', ordersFindText: '在「订单」里按本日、本月、全部或自定义时间查，再按全部、成功、失败筛选，手机上筛选在右上角。', ordersOne: '看一笔订单', ordersOneText: '点开能看到项目、付款方式、每一步的时间和订单号。问{office}时请报订单号。', ordersPaid: '查已缴费和凭证', ordersPaidText: '「已缴费」按付款时间列出缴成的费用，可以按类别筛选，也可以导出明细。点开一笔可以下载缴费凭证，上面有查验二维码。它不是发票，需要票据请联系{office}。',
  // 付了款，还显示欠费
  unsureWait: '先不要再付', unsureWaitText: '付款结果一般几秒就到，偶尔要几分钟。确认之前，请不要再付。', unsureAsk: '点「我已付款，帮我查」', unsureAskText: '在付款页、结果页或订单里都有。平台会向支付机构查询。可以离开，结果会自动记入订单。', unsureHome: '回首页看', unsureHomeText: '确认成功后，首页不再显示这些欠费。还在确认的会单独列出来。', unsureOffice: '一天后还没有结果', unsureOfficeText: '请带付款记录和订单号联系{office}，电话 {phone}（{hours}）。不要用另一种方式再付。',
  // 付错了
  twiceStop: '先停下', twiceStopText: '不要再付，也不要请别人代付。付给的不是「{payee}」时，请联系付款应用的客服，并告诉{office}。', twiceLook: '看订单', twiceLookText: '在「订单」里看这几笔的状态和订单号。「待核对」表示收到的款和订单对不上，正在人工核对，钱没有丢；「退款中」「已退款」「已抵扣」表示款项的去向。', twiceOffice: '联系{office}', twiceOfficeText: '带本人身份证、付款记录和订单号到{place}，或先打电话 {phone}（{hours}）。多付的款按学校的规定退回或抵扣欠费，进展写在订单里。',
  // 校外人员
  outsideRegister: '先注册', outsideRegisterText: '在登录页右上角进入「报名系统」，或从校外人员入口注册。在校师生不用注册。', outsideFill: '如实填写', outsideFillText: '姓名、身份证号要和身份证一致，注册后不能自行修改；手机号只有您本人能看到全部。', outsideLogin: '用证件号登录', outsideLoginText: '用户名是证件号，末尾的字母请大写；密码是注册时设的。', outsideEnrol: '报名、缴费', outsideEnrolText: '到「报名系统」选项目报名并交费。',
  // 微信
  wechatOpen: '从学校公众号打开', wechatOpenText: '在微信里关注学校公众号，打开菜单里的缴费，登录一次。', wechatBind: '在「我的」里绑定', wechatBindText: '点「微信绑定」，确认后就绑好了。一个微信只能绑一个账号。', wechatAfter: '以后直接进入', wechatAfterText: '从公众号打开会直接认出您。请不要绑定别人的微信。', wechatUnbind: '解除绑定', wechatUnbindText: '还在「我的」里点「微信绑定」。解除后要重新登录，订单和缴费记录不受影响。',
  // 窗口
  contactBefore: '先看这里', contactBeforeText: '付款结果没出来，请先在订单里点「我已付款，帮我查」。页面出错时，请记下页面上的编号。', contactBring: '带上', contactBringText: '本人身份证；问付款的，再带付款记录和订单号。',
  // What the pictures show, for who does not see them
  'p-login': '登录页：学校名称、用户名、密码和登录按钮', 'p-login-first': '用 6 个 0 登录时，页面再问姓名和证件号末 6 位', 'p-password-first': '设置新密码的页面', 'p-login-sso': '登录页上的学校统一认证', 'p-identify': '核对身份缴费：填写学生信息', 'p-home-who': '首页上方的姓名和证件号', 'p-home': '首页：姓名、当前欠费和四个入口', 'p-tuition': '学费缴费：项目、金额和合计', 'p-tuition-edit': '修改缴费金额的窗口', 'p-confirm': '核对信息：缴费人、项目和收款方', 'p-pay': '选择付款方式，上面是收款方和金额', 'p-cashier': '付款页：收款方、金额和剩余时间', 'p-success': '缴费成功', 'p-other': '其它缴费：批次和项目', 'p-living': '生活缴费：可以缴的费用', 'p-living-fee': '填写房间号和金额', 'p-enrol': '报名系统：项目列表', 'p-enrol-project': '报名项目的内容、价格和名额', 'p-enrol-form': '报名：核对信息和填写', 'p-enrol-mine': '已报名信息和交费按钮', 'p-orders': '订单列表和筛选', 'p-order': '一笔订单的详情', 'p-paid': '已缴费列表', 'p-processing': '正在确认，请勿重复支付', 'p-home-pending': '首页提示有付款正在确认', 'p-register': '校外人员注册', 'p-wechat': '「我的」里的微信绑定',
} as const
