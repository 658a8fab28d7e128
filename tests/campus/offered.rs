//! What the office announces at a campus, and what its tables forget.

use crate::{Campus, clock};
use domain::BatchId;
use domain::catalogue::{AmountRule, Batch, Checked, Living, TargetRule, Window};
use std::time::Duration;

impl Campus {
    /// The office announces a batch that can be paid between `from` and `to` hours from now.
    pub async fn announces_batch(&self, id: &str, from: i64, to: i64) -> BatchId {
        let hours = |it: i64| clock::now() + jiff::SignedDuration::from_hours(it);
        let batch = Batch {
            id: id.parse().expect("a slug"),
            title: format!("批次{id}"),
            department: "教务处".to_owned(),
            note: String::new(),
            window: Window { opens: hours(from), closes: hours(to) },
        };
        let batch = Checked::of(batch).expect("sound");
        self.store.put_batch(&batch).await.expect("announced");
        batch.id.clone()
    }

    /// The office announces a living fee, in the place of an earlier one of that name.
    pub async fn announces_living(&self, id: &str, open: bool, target: TargetRule) {
        let yuan = |it: &str| it.parse().expect("an amount");
        let amount = AmountRule::Free {
            min: yuan("10.00"),
            max: yuan("500.00"),
            step: yuan("5.00"),
            suggestions: vec![yuan("50.00"), yuan("100.00")],
        };
        let fee = Living {
            id: id.parse().expect("a slug"),
            title: format!("生活费{id}"),
            note: String::new(),
            open,
            target,
            amount,
        };
        self.store.put_living_fee(&Checked::of(fee).expect("sound")).await.expect("announced");
    }

    /// Days go by, and the tables drop every row whose time is past.
    pub async fn forgets_after(&self, days: u64) {
        self.later(Duration::from_hours(24 * days));
        let now = clock::now().as_second();
        for table in &self.tables {
            let rows = self.client.scan().table_name(table).send().await.expect("a table");
            for row in rows.items.unwrap_or_default() {
                let past = |it: &str| it.parse::<i64>().is_ok_and(|it| it <= now);
                if !row.get("expires").is_some_and(|it| it.as_n().is_ok_and(|it| past(it))) {
                    continue;
                }
                let delete = self.client.delete_item().table_name(table);
                let delete = delete.key("pk", row["pk"].clone()).key("sk", row["sk"].clone());
                delete.send().await.expect("a write");
            }
        }
    }
}
