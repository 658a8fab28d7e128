/** What the office announces: news, batches, living fees, projects. */
export const zhAnnounce = {
  // Lists
  'sub-news': '学生在首页和公告页看到，不登录也能看', 'sub-batches': '有起止时间的其它收费，学生一次只能缴一个批次', 'sub-living': '学生需要时自己来缴的费用，如电费、校园卡', 'sub-projects': '考试、培训等，先报名再缴费',
  'new-news': '写公告', 'new-batches': '新建批次', 'new-living': '新建项目', 'new-projects': '新建项目', 'edit-news': '修改公告', 'edit-batches': '修改批次', 'edit-living': '修改生活缴费项目', 'edit-projects': '修改报名项目',
  'none-news': '还没有公告', 'none-batches': '还没有批次', 'none-living': '还没有生活缴费项目', 'none-projects': '还没有报名项目', 'none-news-text': '写好并到了开始时间，学生才会看到。', 'none-batches-text': '先建批次，再把应缴名单导入到这个批次。', 'none-living-text': '建好并开放后，学生就能在「生活缴费」里选到。', 'none-projects-text': '建好后，到了报名开始时间学生就能报名。',
  coming: '未开始', open: '进行中', closed: '已截止', 'news-open': '显示中', 'news-closed': '已结束', 'living-open': '开放', 'living-closed': '停用', pinnedTag: '置顶',
  span: '{from} 至 {to}', spanOpen: '{from} 起', importHere: '导入名单', rosterGet: '下载名单', rosterName: '{title}-报名名单.csv', rosterBroken: '名单没有下载下来', takenOf: '已占 {taken} / {quota}', left: '剩 {left}', noQuota: '不限名额', full: '已满', savedNote: '「{title}」已保存', withdrawnNote: '「{title}」已删除', listBroken: '暂时查不到',
  // The form's frame
  save: '保存', saving: '正在保存', unchanged: '没有改动', changed: '有改动还没有保存', seen: '学生看到的样子', faultsN: '有 {n} 处需要修改', gone: '没有这一项', goneText: '可能已经删除，或地址不完整。', toList: '返回列表',
  leaveAsk: '离开并放弃改动？', leaveText: '改动还没有保存，离开后不能找回。', leaveNo: '继续修改', leaveYes: '放弃改动', remove: '删除公告', removeAsk: '删除这条公告？', removeText: '「{title}」删除后学生不再看到，也不能找回。只想暂时不显示，可以改结束时间。', removeNo: '先不删除', removeYes: '删除',
  moveUp: '上移：{name}', moveDown: '下移：{name}', removeIt: '删除：{name}', movedTo: '{name}，现在是第 {n} 项', removed: '已删除：{name}',
  // Fields
  sContent: '内容', sWhen: '什么时候显示', sPayWhen: '什么时候可以缴', sEnrolWhen: '什么时候、谁可以报名', sTarget: '为谁缴', sAmount: '缴多少', sSeats: '名额', sTiers: '价格', sForm: '报名时要填的信息',
  title: '标题', body: '正文', write: '编辑', look: '预览', writeLook: '{name}：编辑或预览', markdownHint: '空一行分段；行首「# 」是标题，「- 」是列表；**两边加星号** 是加粗。', nothingYet: '还没有内容', showFrom: '开始显示', showUntil: '结束显示', showUntilHint: '不填就一直显示。', pinned: '置顶', pinnedText: '排在其它公告前面。',
  wallHint: '都是北京时间。开始的那一刻可以缴，截止的那一刻起不能再缴。', enrolHint: '都是北京时间。截止的那一刻起不能再报名和缴费。', opens: '开始时间', closes: '截止时间', department: '收费部门', departmentEg: '例：教务处', note: '说明', noteHint: '收什么、为什么收，一两句话。可以不填。', batchTitle: '批次名称', batchTitleEg: '例：2026 年秋季教材费',
  livingTitle: '项目名称', livingTitleEg: '例：宿舍电费', livingNoteHint: '缴了以后多久到账、到哪里，一两句话。可以不填。', isOpen: '开放缴费', isOpenText: '关掉后学生看得到，但不能缴；已经付款的不受影响。',
  target: '学生要填什么', 'target-none': '不用填', 'target-room': '宿舍', 'target-card': '卡号', 'target-account': '账号', 'target-none-text': '就是本人的费用。', 'target-room-text': '学生选楼栋，再填 3 到 4 位房间号。', 'target-card-text': '学生填卡号，位数必须对。', 'target-account-text': '学生填 3 到 32 位的账号：字母、数字、点、横线。', buildings: '楼栋', buildingsHint: '用顿号或换行隔开，例：6、7、北苑-2。', digits: '卡号位数',
  amountRule: '金额', 'amount-free': '学生自己填', 'amount-fixed': '几种固定金额', 'amount-free-text': '在最少和最多之间，按步长递增。', 'amount-fixed-text': '只能从这几种里选一种。', choices: '可选金额（元）', listHint: '用顿号隔开，不要写千分位。', min: '最少（元）', max: '最多（元）', step: '步长（元）', suggestions: '快捷金额（元）', suggestionsHint: '用顿号隔开，点一下就填好。可以不填。',
  projectTitle: '收费项目', projectTitleEg: '例：全国大学英语四级考试', content: '收费内容', audience: '谁可以报名', 'for-everybody': '所有人', 'for-school': '校内', 'for-outside': '校外', 'for-everybody-text': '校内师生和注册过的校外人员都可以报名。', 'for-school-text': '只有学校导入的师生可以报名。', 'for-outside-text': '只有自己注册的校外人员可以报名。',
  limited: '限制名额', limitedText: '报满为止。没有按时缴费的，名额会让给别人。', quota: '名额', seatsTaken: '已占名额', quotaHint: '现在已占 {taken} 个。改小不影响已经占到名额的人。', minutes: '名额保留多少分钟', minutesHint: '报名后这么久还没缴费，名额让给别人。', tiersText: '至少一种。写 0 就是免费，报名即完成。', tiersTaken: '已有 {taken} 人占了名额。改价格只影响以后报名的人；已经有人选的请不要删除。', tierN: '第 {n} 种', tierLabel: '名称', tierEg: '例：四级', price: '价格（元）', priceHint: '0 为免费', addTier: '增加一种价格',
  formText: '姓名、证件号和手机号不用再加，平台已经有。', fieldN: '第 {n} 项', fieldLabel: '要填什么', fieldEg: '例：考场校区', fieldKind: '怎么填', 'kind-text': '文字', 'kind-choice': '选项', 'kind-date': '日期', fieldMax: '最多多少字', fieldOptions: '选项', fieldOptionsHint: '一行一个。', fieldHint: '填写提示（可以不填）', fieldRequired: '必填', addField: '增加一项',
  // What students will see
  seenBatch: '在「其它缴费」里，名单里的学生看到：', seenLiving: '在「生活缴费」里：', seenProject: '在「报名系统」里：', seenNews: '在首页和公告页：', noTitle: '（还没有标题）', batchNext: '保存后，到「导入欠费」把应缴名单导入这个批次。名单里没有的学生看不到它。', howMuch: '金额（元）', seenFixed: '只能选：{list} 元', seenFree: '{min} 到 {max} 元，{step} 元的整数倍', seenNoAmount: '还没有填金额', room: '房间', card: '卡号', account: '账号', eg: '例：{eg}', quotaSeen: '剩 {left} / {quota} 名额', free: '免费', opensAt: '{at} 开始', closesAt: '{at} 截止', asks: '报名时要填：{list}', keeps: '报名后名额保留 {n} 分钟。', payLater: '报名后在截止前缴费。', whoOnly: '仅限{who}',
  // What is wrong with a field
  'bad-opened-already': '报名已经开始，没有名额限制的项目不能再改到以后开始；请另建项目。', 'bad-missing': '请填写。', 'bad-too-long': '太长了。', 'bad-unseen': '里面有看不见的字符，请删掉后重新输入。', 'bad-not-a-time': '请填写日期和时间。', 'bad-ends-before-it-begins': '要晚于开始时间。', 'bad-out-of-range': '超出了允许的范围。', 'bad-too-few': '太少了。', 'bad-too-many': '太多了。', 'bad-twice': '有重复的。', 'bad-zero': '要大于 0。', 'bad-not-an-amount': '请填写金额，最多两位小数。', 'bad-malformed': '格式不对。', 'bad-below-min': '不能小于最少金额。', 'bad-off-step': '要是步长的整数倍。', 'bad-not-admitted': '快捷金额也要符合上面的规则。', 'bad-quota-too-late': '报名已经开始，不能再从不限改为限制名额。', 'bad-other': '这一项需要改正。',
  // Importing into a batch
  importInto: '这份文件是', intoTuition: '学费等欠费', intoTuitionText: '按学年和收费项目记账，学生在「学费缴费」里看到。', intoBatch: '其它缴费的名单', intoBatchText: '记到一个批次里，学生在「其它缴费」里看到。', chooseBatch: '记到哪个批次', noBatch: '还没有批次，请先建一个。', batchIs: '记到批次：{title}', batchesBroken: '批次列表暂时查不到，现在只能导入学费等欠费。', needBatch: '请先选择批次。',
} as const
