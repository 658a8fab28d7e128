//! A line that somebody has to look at, and what to do about it.

use super::{Move, Source};
use crate::LineKind;
use serde::{Deserialize, Serialize};

/// A line that somebody has to look at, with what each side has of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Exception {
    #[serde(flatten)]
    pub trouble: Trouble,
    /// What we have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ours: Option<Move>,
    /// What they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub theirs: Option<Move>,
}

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "trouble", rename_all = "kebab-case")]
pub enum Trouble {
    /// 银行漏单: we have it, and neither its own day's statement nor those of three more days do.
    /// It stays as it is: whoever asks the provider knows more.
    MissingThere,
    /// 平台漏单: they have it and we had not. It comes into the books by this statement if the
    /// provider told it; of a file that an officer brought, only what the provider confirms does.
    MissingHere,
    /// 平台漏单 of money that cannot come into the books by itself: its number is not one of ours,
    /// or it is given back and we never asked for that.
    Unknown,
    /// Both have it, with different amounts.
    Amount,
    /// Both have it, and with us it is not where it should be: disputed money that lies on no bill,
    /// a payment that is of another order or has another number of the provider's, or a refund that
    /// we do not know to be done.
    State,
    /// The provider kept another fee than the school agreed on, in fen.
    Fee { kept: i64, agreed: i64 },
    /// The same payment again, or another payment for an order that was paid.
    Duplicate,
}

impl Trouble {
    /// A stable slug.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingThere => "missing-there",
            Self::MissingHere => "missing-here",
            Self::Unknown => "unknown",
            Self::Amount => "amount",
            Self::State => "state",
            Self::Fee { .. } => "fee",
            Self::Duplicate => "duplicate",
        }
    }

    /// What a finance officer calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::MissingThere => "银行漏单",
            Self::MissingHere | Self::Unknown => "平台漏单",
            Self::Amount => "金额不符",
            Self::State => "状态不符",
            Self::Fee { .. } => "手续费不符",
            Self::Duplicate => "重复",
        }
    }
}

impl Exception {
    /// What was done about it, and what is left to do, for whoever signs the report of a statement
    /// that came from `source`.
    pub fn advice(&self, source: Source) -> &'static str {
        let refund = self.kind() == LineKind::Refund;
        match (self.trouble, refund) {
            (Trouble::MissingThere, false) => "三日内对账单均无此笔，未冲正，请向渠道核实",
            (Trouble::MissingThere, true) => "三日内对账单均无此退款，请向渠道核实",
            (Trouble::MissingHere, _) if self.ours.is_none() && source == Source::Upload => {
                "平台未收到通知，渠道查询确认后补记；未经确认的不入账，请向渠道核实"
            }
            (Trouble::MissingHere, _) => "平台未收到通知，已按对账单补记",
            (Trouble::Unknown, false) => "订单号不属于本平台，未入账，请核实来源",
            (Trouble::Unknown, true) => "平台未发起此退款，请核实",
            (Trouble::Amount, _) => "双方金额不一致，未改动，请核实",
            (Trouble::State, false) => self.payment_state(),
            (Trouble::State, true) => "渠道已退款，平台未记为退款完成，请立即人工核实",
            (Trouble::Fee { .. }, _) => "手续费与约定费率不符，请与渠道核对",
            (Trouble::Duplicate, false) => "同一订单或流水重复收款，多收部分按争议款处理",
            (Trouble::Duplicate, true) => "同一退款重复出现，请核实",
        }
    }

    fn payment_state(&self) -> &'static str {
        match (&self.ours, &self.theirs) {
            (None, _) => "平台当日已有同一订单、同一金额的另一流水，未入账，请核实",
            (Some(ours), Some(theirs)) if ours.number != theirs.number => {
                "流水号相同但订单号不一致，未改动，请核实"
            }
            (Some(_), _) => "款已到账但未入账单，按争议款处理",
        }
    }
}
