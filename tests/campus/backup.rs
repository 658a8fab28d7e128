//! A school's tables as they were once, brought back as an operator restores them.

use crate::{Campus, Row};
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// Every row of every table at one moment.
pub struct Backup(Vec<(String, Vec<Row>)>);

impl Campus {
    /// The tables as they are now.
    pub async fn backs_up(&self) -> Backup {
        let mut backup = Vec::new();
        for table in &self.tables {
            backup.push((table.clone(), self.rows_of(table).await));
        }
        Backup(backup)
    }

    /// The tables become what they were; whatever was written since is gone. Queues and providers
    /// know nothing of that.
    pub async fn restores(&self, backup: &Backup) {
        for (table, rows) in &backup.0 {
            for row in self.rows_of(table).await {
                let delete = self.client.delete_item().table_name(table);
                delete.set_key(Some(key(&row))).send().await.expect("a table");
            }
            for row in rows {
                let put = self.client.put_item().table_name(table);
                put.set_item(Some(row.clone())).send().await.expect("a table");
            }
        }
    }

    /// Every row of `table`.
    pub(crate) async fn rows_of(&self, table: &str) -> Vec<Row> {
        let (mut rows, mut next) = (Vec::new(), None);
        loop {
            let scan = self.client.scan().table_name(table).consistent_read(true);
            let page = scan.set_exclusive_start_key(next).send().await.expect("a table");
            rows.extend(page.items.unwrap_or_default());
            next = page.last_evaluated_key;
            if next.is_none() {
                return rows;
            }
        }
    }
}

fn key(row: &Row) -> HashMap<String, AttributeValue> {
    ["pk", "sk"].map(|it| (it.to_owned(), row[it].clone())).into()
}
