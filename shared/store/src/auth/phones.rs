//! A change of phone number.

use crate::auth::credentials::StateRow;
use crate::commit::{Refusal, update};
use crate::row::{Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::Update;
use domain::{Credential, Phone, Sealed};

impl Store {
    /// Gives the person of `credential` another phone number: the number itself in `facts`, sealed,
    /// and what may be shown of it beside their name, both or neither.
    /// [`StoreError::Raced`]: the credential changed since it was read, so what proved the change
    /// may prove nothing any more.
    pub async fn change_phone(
        &self,
        credential: &Credential,
        facts: &Sealed,
        phone: &Phone,
    ) -> Result<(), StoreError> {
        let state: StateRow = (&credential.state).into();
        let sealed = Update::builder()
            .table_name(&self.tables.auth)
            .set_key(Some(Key::credential(&credential.login).item()))
            .condition_expression("#state = :state AND person = :person AND facts = :was")
            .update_expression("SET facts = :facts")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", serde_dynamo::to_attribute_value(state)?)
            .expression_attribute_values(":person", text(credential.person))
            .expression_attribute_values(":was", text(credential.facts.expose()))
            .expression_attribute_values(":facts", text(facts.expose()))
            .build();
        let shown = Update::builder()
            .table_name(&self.tables.core)
            .set_key(Some(Key::person(credential.person).item()))
            .condition_expression("attribute_exists(pk)")
            .update_expression("SET phone_masked = :phone")
            .expression_attribute_values(":phone", text(phone.masked()))
            .build();
        let mut writes = Vec::with_capacity(2);
        for written in [sealed, shown] {
            writes.push(update(written?));
        }
        self.commit(writes).await.map_err(Refusal::raced)
    }
}
