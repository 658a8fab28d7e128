use clap::Subcommand;
use domain::RefundId;
use paycli::{MoneyAsk, Proposal, Shown};

#[derive(Subcommand)]
pub(crate) enum RefundVerb {
    /// Shows every refund that waits: for another officer, for its provider, or for somebody to see
    /// that it failed.
    List(DeskArgs),
    /// Wants money given back; another officer has to agree.
    Propose(ProposeArgs),
    /// Agrees to a refund that another officer wants.
    Approve(RefundArgs),
    /// Takes a refund back that its provider does not have; one that failed is shown no more.
    Withdraw(RefundArgs),
    /// Says that a refund that was agreed to was given back past the provider.
    ByHand {
        #[command(flatten)]
        refund: RefundArgs,
        /// For the office's own papers, such as the number of a transfer.
        #[arg(long)]
        note: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum DisputesVerb {
    /// Shows all money of which something is still to be decided.
    List(DeskArgs),
    /// Puts the money on the bills of its order, as far as they still owe it.
    Apply {
        #[command(flatten)]
        payment: PaymentArgs,
        #[command(flatten)]
        desk: DeskArgs,
    },
}

/// Where the platform is, and who asks.
#[derive(clap::Args)]
pub(crate) struct DeskArgs {
    /// Where the platform is, such as <https://pay.example.edu.cn>
    #[arg(long)]
    pub(crate) url: String,
    /// The officer's number.
    #[arg(long)]
    pub(crate) user: String,
}

/// Which refund.
#[derive(clap::Args)]
pub(crate) struct RefundArgs {
    /// Its 32 characters, as the list shows them.
    number: String,
    #[command(flatten)]
    desk: DeskArgs,
}

/// Which payment.
#[derive(clap::Args)]
pub(crate) struct PaymentArgs {
    /// The order for which it came: 32 characters.
    #[arg(long)]
    order: String,
    /// The provider's number of the payment.
    #[arg(long)]
    transaction: String,
}

#[derive(clap::Args)]
pub(crate) struct ProposeArgs {
    #[command(flatten)]
    payment: PaymentArgs,
    /// Why, as the payer and their bank may read it.
    #[arg(long)]
    reason: String,
    /// How much of which bill, such as `2026-2027/学费=1200.00`; without any, all that is there.
    #[arg(long = "line", value_name = "BILL=AMOUNT")]
    lines: Vec<String>,
    /// Its bills owe it again; otherwise they are due that much less.
    #[arg(long)]
    reopens: bool,
    /// It is given back past the provider.
    #[arg(long)]
    by_hand: bool,
    /// The refund's name, to say again what was said before.
    #[arg(long)]
    id: Option<RefundId>,
    #[command(flatten)]
    desk: DeskArgs,
}

impl RefundVerb {
    pub(crate) fn asked(self) -> (DeskArgs, MoneyAsk) {
        match self {
            Self::List(desk) => (desk, MoneyAsk::List(Shown::Refunds)),
            Self::Propose(args) => {
                let ProposeArgs { payment, reason, lines, reopens, by_hand, id, desk } = args;
                let PaymentArgs { order: number, transaction } = payment;
                let proposal =
                    Proposal { id, number, transaction, lines, reopens, by_hand, reason };
                (desk, MoneyAsk::Propose(proposal))
            }
            Self::Approve(RefundArgs { number, desk }) => (desk, MoneyAsk::Approve { number }),
            Self::Withdraw(RefundArgs { number, desk }) => (desk, MoneyAsk::Withdraw { number }),
            Self::ByHand { refund: RefundArgs { number, desk }, note } => {
                (desk, MoneyAsk::ByHand { number, note })
            }
        }
    }
}

impl DisputesVerb {
    pub(crate) fn asked(self) -> (DeskArgs, MoneyAsk) {
        match self {
            Self::List(desk) => (desk, MoneyAsk::List(Shown::Disputes)),
            Self::Apply { payment: PaymentArgs { order: number, transaction }, desk } => {
                (desk, MoneyAsk::Apply { number, transaction })
            }
        }
    }
}
