use crate::Deps;
use crate::change::There;
use domain::catalogue::Typed;
use domain::{Agreed, FormFieldId, Phone, Sealed, TierId};
use edge::Problem;
use identity::{Caller, Said, Vault};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::StoreError;

/// What somebody says who enrols.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EnrolAsk)]
pub struct Ask {
    tier: TierId,
    /// Where they are reached about this. Absent: the number that is on file.
    #[serde(default)]
    #[schema(required = false, nullable = false)]
    phone: Option<String>,
    /// The project's own fields.
    answers: BTreeMap<FormFieldId, String>,
}

/// `ask` as the project's form takes it: the price, and the rest sealed.
pub(crate) async fn typed(
    deps: &Deps,
    caller: &Caller,
    there: &There,
    ask: &Ask,
) -> Result<(Agreed, Sealed), Problem> {
    let vault = deps.vault.at(there.now).await?;
    let on_file = match ask.phone {
        Some(_) => None,
        None => known_phone(deps, &vault, caller, there).await?,
    };
    let typed = Typed { tier: &ask.tier, phone: ask.phone.as_deref(), answers: &ask.answers };
    let filled = there.project.read(&typed, there.enrolment(), on_file.as_ref())?;
    let said = Said { phone: filled.phone, answers: filled.answers };
    let sealed = vault.seal_said((caller.person, &there.project.id), &said)?;
    Ok((filled.agreed, sealed))
}

/// The number that they gave for this project before, or else that of their account.
async fn known_phone(
    deps: &Deps,
    vault: &Vault,
    caller: &Caller,
    there: &There,
) -> Result<Option<Phone>, Problem> {
    if let Some(had) = there.enrolment() {
        let said = vault.open_said((caller.person, &had.project), &had.said)?;
        return Ok(Some(said.phone));
    }
    match deps.store.credential(&caller.login).await {
        Ok(it) if it.person == caller.person => Ok(vault.open_facts(it.person, &it.facts)?.phone),
        // What they came in by is somebody else's by now, or nobody's: they are asked for a number.
        Ok(_) | Err(StoreError::NoSuchPerson) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
