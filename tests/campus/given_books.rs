//! What the functions are given that write our books, and that hold them against a provider's.

use crate::clock::CLOCK;
use crate::given::Given;

impl Given {
    pub(crate) fn settle_payment(&self) -> settle_payment::Deps {
        settle_payment::Deps {
            clock: CLOCK,
            refunds: self.queue("refunds"),
            school: self.school.clone(),
            store: self.store(),
        }
    }

    pub(crate) fn refund_payment(&self) -> refund_payment::Deps {
        refund_payment::Deps {
            channels: self.channels(),
            clock: CLOCK,
            refunds: self.queue("refunds"),
            store: self.store(),
        }
    }

    pub(crate) fn reconcile_day(&self) -> reconcile_day::Deps {
        reconcile_day::Deps {
            channels: self.channels(),
            clock: CLOCK,
            receipts: self.queue("receipts"),
            school: self.school.clone(),
            store: self.store(),
        }
    }

    pub(crate) fn upload_statement(&self) -> upload_statement::Deps {
        upload_statement::Deps {
            channels: self.channels(),
            clock: CLOCK,
            receipts: self.queue("receipts"),
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn show_reports(&self) -> show_reports::Deps {
        show_reports::Deps {
            clock: CLOCK,
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }
}
