//! DynamoDB: dynoxide in this process, its tables made from the template.

mod door;

use std::{fs, path::Path, sync::Arc, time::Duration};

use dynoxide::Database;
use serde_json::json;
use tokio::{net::TcpListener, sync::watch};

use crate::{faults::Faults, log::Log, template::TableSpec};

/// How often expired rows are swept. AWS takes up to two days; nothing may depend on it.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Why the tables do not open.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The folder of the file cannot be made, or a port not be had.
    #[error("the tables' folder or port cannot be had")]
    Io(#[from] std::io::Error),
    /// dynoxide refused.
    #[error("the tables do not open: {0}")]
    Engine(#[from] dynoxide::DynoxideError),
    /// The template describes a table that is none.
    #[error("the template's table makes no sense")]
    Spec(#[from] serde_json::Error),
}

/// Every table, in memory or in one file.
pub(crate) struct Tables(Database);

impl Tables {
    pub(crate) fn open(specs: &[TableSpec], file: Option<&Path>) -> Result<Self, TableError> {
        let database = match file {
            None => Database::memory()?,
            Some(file) => {
                fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
                Database::new(&file.to_string_lossy())?
            }
        };
        for spec in specs {
            if database.get_table_metadata(&spec.name)?.is_none() {
                create(&database, spec)?;
            }
        }
        Ok(Self(database))
    }

    /// Serves the tables behind the door on `listener`, until `stop`.
    pub(crate) async fn serve(
        &self,
        listener: TcpListener,
        faults: Arc<Faults>,
        stop: watch::Receiver<bool>,
    ) -> Result<(), TableError> {
        let inner = TcpListener::bind("127.0.0.1:0").await?;
        let target = inner.local_addr()?;
        let stopped = until(stop.clone());
        tokio::spawn(dynoxide::server::serve_with_shutdown(inner, self.0.clone(), stopped));
        tokio::spawn(door::serve(listener, target, faults, stop));
        Ok(())
    }

    /// Deletes expired rows now and then, until `stop`.
    pub(crate) fn sweep(&self, log: Log, stop: watch::Receiver<bool>) {
        let database = self.0.clone();
        tokio::spawn(async move {
            let stopped = until(stop);
            tokio::pin!(stopped);
            loop {
                tokio::select! {
                    () = &mut stopped => return,
                    () = tokio::time::sleep(SWEEP_EVERY) => {}
                }
                match database.sweep_ttl() {
                    Ok(0) => {}
                    Ok(rows) => log.event("tables", &format!("{rows} expired rows swept")),
                    Err(error) => log.trouble("tables", &format!("sweep failed: {error}")),
                }
            }
        });
    }

    /// Deletes every row that has expired by now.
    pub(crate) fn sweep_now(&self) -> Result<usize, TableError> {
        Ok(self.0.sweep_ttl()?)
    }
}

fn create(database: &Database, spec: &TableSpec) -> Result<(), TableError> {
    database.create_table(serde_json::from_value(spec.create.clone())?)?;
    if let Some(attribute) = &spec.expires_by {
        let request = json!({
            "TableName": spec.name,
            "TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": true},
        });
        database.update_time_to_live(serde_json::from_value(request)?)?;
    }
    Ok(())
}

async fn until(mut stop: watch::Receiver<bool>) {
    // A sender that is gone says the same as one that says stop.
    let _ = stop.wait_for(|it| *it).await;
}
