//! The words by which schools' systems call each field.

use super::Field;

/// What schools' systems call a field; words are parted by blanks, bare as [`super::heading::bare`]
/// leaves them.
pub(super) struct Words {
    pub(super) field: Field,
    /// The usual names.
    pub(super) names: &'static str,
    /// Other names, which step back where a usual one is present.
    pub(super) aliases: &'static str,
    /// Words that suggest it.
    pub(super) hints: &'static str,
}

/// A heading with one of these is about something that we do not read, whatever else it says.
pub(super) const OTHER_THINGS: &str = "代码 编码 类型 状态 日期 时间 电话 手机 备注 说明 家长 银行 原因 缓 退 code type \
    status date phone note";

pub(super) const WORDS: &[Words] = &[
    Words {
        field: Field::Number,
        names: "学号 学生学号 学工号 学号工号 studentnumber studentno studentid",
        aliases: "工号 职工号 教工号 学工编号 学生编号 学员编号 学生号 学生代码 学籍号 人员编号 \
            考生号 录取号 准考证号 缴费编号 缴费号 stuno stuid sno number payerno payernumber",
        hints: "学号 工号",
    },
    Words {
        field: Field::Name,
        names: "姓名 学生姓名 name studentname fullname",
        aliases: "学员姓名 考生姓名 缴费人姓名 人员姓名 缴费人 名字 学生 payer",
        hints: "姓名",
    },
    Words {
        field: Field::Gender, names: "性别 gender sex", aliases: "性別 男女", hints: "性别"
    },
    Words {
        field: Field::IdNumber,
        names: "身份证号 身份证号码 身份证 居民身份证号 居民身份证号码 公民身份号码 身份证件号 \
            身份证件号码 证件号 证件号码 idnumber idno idcard",
        aliases: "有效证件号 有效证件号码 有效证件 学生身份证号 学生身份证号码 身份号码 证件编号 \
            身份证明号码 idcardno idcardnumber identitynumber nationalid identitycard \
            citizenid",
        hints: "身份证 证件号",
    },
    Words {
        field: Field::College,
        names: "学院 院系 系部 学院名称 院系名称 系部名称 二级学院 college school department \
            faculty",
        aliases: "所属学院 所在学院 所属院系 所在院系 院部 系别 系 部门 单位",
        hints: "学院 院系 系部",
    },
    Words {
        field: Field::Major,
        names: "专业 专业名称 major programme program",
        aliases: "所学专业 就读专业 录取专业 speciality specialty",
        hints: "专业",
    },
    Words {
        field: Field::Class,
        names: "班级 班级名称 行政班 行政班级 class classname",
        aliases: "所在班级 所属班级 班 班别",
        hints: "班级",
    },
    Words {
        field: Field::Year,
        names: "学年 缴费学年 收费学年 学年度 academicyear schoolyear",
        aliases: "年度 收费年度 缴费年度 费用年度 应缴学年 欠费学年 欠费年度 费用学年 所属学年 \
            所属年度 学年学期 收费区间 收费期间 缴费期间 收费年份 缴费年份 年份 year term",
        hints: "学年 年度",
    },
    Words {
        field: Field::Item,
        names: "收费项目 收费项目名称 项目名称 费用名称 缴费项目 缴费项目名称 item feeitem \
            itemname feename",
        aliases: "费用项目 收费名称 费项 费项名称 欠费项目 费用 费用类别 费用种类 收费类别 收费科目 \
            款项名称 款项 项目 费别 费种 fee",
        hints: "收费项目 缴费项目 费用名称 项目名称",
    },
    Words {
        field: Field::Due,
        names: "应缴 应缴金额 应收 应收金额 应交 应交金额 due amountdue dueamount",
        aliases: "应缴费 应缴费用 应缴费额 应缴额 应缴款 应缴总额 应收费 应收费用 应收款 应收额 \
            应收总额 应交费 应交费用 应缴费金额 receivable payable",
        hints: "应缴 应收 应交 标准 金额 amount",
    },
    Words {
        field: Field::Exempt,
        names: "减免 减免金额 exempt exemption waived waiver",
        aliases: "减免额 减免费用 学费减免 减免费 已减免 免缴 免缴金额 优惠 优惠金额 减免合计 \
            reduction discount exemptamount",
        hints: "减免 免缴 优惠 exempt",
    },
    Words {
        field: Field::Loan,
        names: "助学贷款 贷款 贷款金额 助学贷款金额 loan studentloan",
        aliases: "国家助学贷款 生源地贷款 生源地助学贷款 校园地贷款 贷款抵扣 贷款额 贷款到账 \
            loanamount",
        hints: "贷款 loan",
    },
    Words {
        field: Field::Paid,
        names: "已缴 已缴金额 实缴 实缴金额 已收 已收金额 实收 实收金额 paid amountpaid paidamount",
        aliases: "已交 已交金额 实交 实交金额 已缴费 已缴费用 已缴费金额 已付 已付金额 已缴额 实收款 \
            已缴款 received collected",
        hints: "已缴 实缴 已收 实收 已交 实交 已付 paid",
    },
    Words {
        field: Field::Owed,
        names: "欠缴 欠缴金额 欠费 欠费金额 owed arrears outstanding",
        aliases: "欠交 欠交金额 尚欠 尚欠金额 未缴 未缴金额 未缴费 未交 未交金额 欠款 欠款金额 \
            欠缴费 欠费额 balance amountowed owing",
        hints: "",
    },
    Words {
        field: Field::Splittable,
        names: "允许部分缴费 是否允许部分缴费 可否分次 是否可分次 可否分期 splittable",
        aliases: "是否可分期 允许分期 是否允许分期 允许分次 是否允许分次 是否分期 是否分次 可分次 \
            可分期 可拆分 是否可拆分 允许拆分 是否允许拆分 部分缴费 允许分次缴费 \
            是否允许分次缴费 可否部分缴费 partial partialallowed allowpartial partialpayment \
            installments",
        hints: "部分缴 分次 分期 拆分",
    },
];
