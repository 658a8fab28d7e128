//! What the office announces, but for projects.

use crate::listed::Fresh;
use crate::row::{self, Item, Key};
use crate::{Store, StoreError};
use domain::catalogue::{Batch, Checked, Living, News, Project};
use domain::{BatchId, LivingId, NewsId, ProjectId};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the office announces: a few dozen rows of each kind, so that one query reads them all.
impl Store {
    /// All batches of other fees.
    pub async fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        self.all_announced(row::BATCHES).await
    }

    /// The batch called `id`, as it is announced at this moment (strong read).
    pub async fn batch(&self, id: &BatchId) -> Result<Option<Batch>, StoreError> {
        self.announced_one(Key::batch(id)).await
    }

    /// All living fees.
    pub async fn living_fees(&self) -> Result<Vec<Living>, StoreError> {
        self.all_announced(row::LIVING).await
    }

    /// The living fee called `id`, as it is announced at this moment (strong read).
    pub async fn living_fee(&self, id: &LivingId) -> Result<Option<Living>, StoreError> {
        self.announced_one(Key::living(id)).await
    }

    /// All projects to enrol for.
    pub async fn projects(&self) -> Result<Vec<Project>, StoreError> {
        self.all_announced(row::PROJECTS).await
    }

    /// The project called `id`, as it is announced at this moment (strong read).
    pub async fn project(&self, id: &ProjectId) -> Result<Option<Project>, StoreError> {
        self.announced_one(Key::project(id)).await
    }

    /// All news, shown or not.
    pub async fn news(&self) -> Result<Vec<News>, StoreError> {
        self.all_announced(row::NEWS).await
    }

    /// Announces `batch`, in the place of an earlier one of that name.
    pub async fn put_batch(&self, batch: &Checked<Batch>) -> Result<(), StoreError> {
        self.announce(Key::batch(&batch.id), &**batch).await
    }

    /// Announces `fee`, in the place of an earlier one of that name.
    pub async fn put_living_fee(&self, fee: &Checked<Living>) -> Result<(), StoreError> {
        self.announce(Key::living(&fee.id), &**fee).await
    }

    /// Announces `news`, in the place of an earlier piece of that name.
    pub async fn put_news(&self, news: &Checked<News>) -> Result<(), StoreError> {
        self.announce(Key::news(&news.id), &**news).await
    }

    /// Takes a piece of news back, if there is one of that name.
    pub async fn delete_news(&self, id: &NewsId) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.tables.reference);
        delete.set_key(Some(Key::news(id).item())).send().await?;
        Ok(())
    }

    async fn all_announced<T: DeserializeOwned>(&self, pk: &str) -> Result<Vec<T>, StoreError> {
        let rows = self.listed(&self.tables.reference, pk, Fresh::Lately).await?;
        rows.into_iter().map(announced).collect()
    }

    async fn announced_one<T: DeserializeOwned>(&self, key: Key) -> Result<Option<T>, StoreError> {
        let read = self.client.get_item().table_name(&self.tables.reference).consistent_read(true);
        let found = read.set_key(Some(key.item())).send().await?;
        found.item.map(announced).transpose()
    }

    async fn announce(&self, key: Key, what: &impl Serialize) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(&self.tables.reference);
        put.set_item(Some(key.row(what)?)).send().await?;
        Ok(())
    }
}

/// What a row announces, without where it stands.
pub(crate) fn announced<T: DeserializeOwned>(mut item: Item) -> Result<T, StoreError> {
    for of_the_row in ["pk", "sk", row::VERSION] {
        item.remove(of_the_row);
    }
    row::read(item)
}
