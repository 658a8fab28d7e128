use crate::{Fault, FaultKind, Order, OrderState, Receipt, Transaction};

/// An order that is paid, and the money that paid it: what there is to prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment<'a> {
    pub order: &'a Order,
    pub receipt: &'a Receipt,
}

/// Why nothing can be proved of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the order is not paid")]
pub struct NotPaid;

/// Why a paper proves nothing: it was made up, or what it said holds no more. One answer for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such proof")]
pub struct ProofUnknown;

impl Order {
    /// What can be proved of this order as it stands now: whatever else it becomes one day has to
    /// say here whether it is still a payment.
    pub fn payment(&self) -> Result<Payment<'_>, NotPaid> {
        match &self.state {
            OrderState::Paid { receipt, .. } => Ok(Payment { order: self, receipt }),
            OrderState::Open | OrderState::Closed { .. } => Err(NotPaid),
        }
    }
}

impl Transaction {
    /// The ends alone: enough to compare with a receipt in hand, too little to show to a provider.
    pub fn masked(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        let shown = (letters.len() / 4).min(4);
        let hidden = shown..letters.len() - shown;
        let mask = |(place, letter)| if hidden.contains(&place) { '*' } else { letter };
        letters.into_iter().enumerate().map(mask).collect()
    }
}

impl Fault for NotPaid {
    fn kind(&self) -> FaultKind {
        FaultKind::Conflict
    }

    fn code(&self) -> &'static str {
        "not-paid"
    }
}

impl Fault for ProofUnknown {
    fn kind(&self) -> FaultKind {
        FaultKind::Missing
    }

    fn code(&self) -> &'static str {
        "proof-unknown"
    }
}

#[cfg(test)]
mod tests {
    use crate::Transaction;
    use proptest::prelude::*;

    #[test]
    fn a_transaction_shows_its_ends() {
        let masked = |text: &str| Transaction(text.to_owned()).masked();
        assert_eq!(masked("4200001234202609051234567890"), "4200********************7890");
        assert_eq!(masked("12345678"), "12****78");
        assert_eq!(masked("123"), "***");
        assert_eq!(masked(""), "");
    }

    proptest! {
        #[test]
        fn at_least_half_of_a_transaction_is_hidden(text in "[0-9A-Za-z]{0,64}") {
            let masked = Transaction(text.clone()).masked();
            prop_assert_eq!(masked.len(), text.len());
            prop_assert!(masked.matches('*').count() * 2 >= text.len());
        }
    }
}
