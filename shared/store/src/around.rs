//! What a statement is compared with: our days around it, our refunds in it, and the reports there are.

use crate::{DayRow, Store, StoreError};
use domain::reconcile::{Around, Due, FeeRate, Ours, Tally};
use domain::{ChannelKind, Day, Merchant, RefundNumber, RefundOrder, Statement};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::collections::BTreeSet;

/// Refunds of a statement that are looked up by their numbers, and how many at once. All but those that
/// the provider has on another day than we are found by the day; what is beyond is told, and somebody
/// looks.
const REFUNDS_MAX: usize = 2000;
const AT_ONCE: usize = 16;

impl Store {
    /// All that `statement` is compared with on `today`. What was reported of its own day is there as
    /// well, if anything was.
    pub async fn around(
        &self,
        statement: &Statement,
        rate: Option<FeeRate>,
        today: Day,
    ) -> Result<Around, StoreError> {
        let Statement { channel, merchant, day, .. } = statement;
        let mut around = Around { rate, ..Around::default() };
        for day in Around::days(*day) {
            around.ours.extend(self.day((*channel, merchant), day).await?.iter().map(Ours::from));
        }
        self.refunds_of(statement, &mut around).await?;
        let (first, last) = Around::reports(*day);
        for it in self.reported(*channel, (first, last)).await? {
            let report = self.report(&it).await?.filter(|it| it.merchant == *merchant);
            around.reports.extend(report);
        }
        let is_done = |day: &Day| around.reports.iter().any(|it| it.day == *day);
        let days = (0..=last.days_since(first)).map(|it| first.moved(it));
        let given_up = days.filter(|it| Due::gives_up(today, *it) && !is_done(it)).collect();
        Ok(Around { given_up, ..around })
    }

    /// Adds what we know of the refunds that `statement` has and no day `around` it.
    async fn refunds_of(
        &self,
        statement: &Statement,
        around: &mut Around,
    ) -> Result<(), StoreError> {
        let listed: BTreeSet<_> =
            around.ours.iter().filter_map(|it| it.is.refund.clone()).collect();
        let named: BTreeSet<_> =
            statement.lines.iter().filter_map(|it| it.refund.as_ref()).collect();
        let numbers: Vec<RefundNumber> = named
            .into_iter()
            .filter(|it| !listed.contains(*it))
            .filter_map(|it| it.parse().ok())
            .take(REFUNDS_MAX)
            .collect();
        let mut found = stream::iter(numbers).map(|it| self.refund(it)).buffered(AT_ONCE);
        while let Some(refund) = found.try_next().await? {
            let account = (statement.channel, &statement.merchant);
            let is_theirs = |it: &RefundOrder| {
                let receipt = &it.refund.receipt;
                (receipt.channel, &receipt.merchant) == account
            };
            if let Some(refund) = refund.filter(is_theirs) {
                around.knows(&refund);
            }
        }
        Ok(())
    }

    /// How much we have of `day` (Beijing) at our account of a channel.
    pub async fn tally(
        &self,
        account: (ChannelKind, &Merchant),
        day: Day,
    ) -> Result<Tally, StoreError> {
        let ours = self.day(account, day).await?;
        let moves = ours.iter().map(|it| Ours::from(it).is);
        Ok(moves.fold(Tally::default(), |sum, it| sum.and(it.kind, it.amount)))
    }
}

impl From<&DayRow> for Ours {
    fn from(row: &DayRow) -> Self {
        match row.refund {
            None => Self::payment(&row.receipt, row.disputed),
            Some(refund) => Self::refund(&row.receipt, refund.to_string(), row.amount, row.at),
        }
    }
}
