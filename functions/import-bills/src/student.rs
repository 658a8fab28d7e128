//! One student of a file: somebody new, somebody known, and somebody who registered before.

use crate::Deps;
use crate::answer::RowProblem;
use crate::write::{Trouble, Written};
use domain::amend::{Amendment, amend};
use domain::arrears::Student;
use domain::{Bill, Fault, NewCredential, Person, PersonId, Role, Timestamp, UserName};
use identity::{Facts, Vault};
use store::{PersonFate, PersonWrite, Store, StoreError};

/// Bills in one transaction, which holds a hundred writes, beside the person and their ways in.
const BILLS_AT_ONCE: usize = 90;

/// Somebody whom nobody here knows: their person, their ways in and their bills.
pub(crate) async fn newcomer(
    deps: &Deps,
    vault: &Vault,
    student: &Student,
) -> Result<Written, Trouble> {
    let now = deps.clock.now();
    let id = PersonId::from_bits(u32::from_be_bytes(deps.chance.bytes()));
    let person = Person::of_school(id, student);
    let credential = credential(deps, vault, (person.id, student), now)?;
    let ways_in = deps.store.credential_puts(&credential)?;

    let (written, mut bills) = amended(student, &[], now);
    let rest = bills.split_off(bills.len().min(BILLS_AT_ONCE));
    let write = PersonWrite { person: PersonFate::New(person), bills, at: now };
    deps.store.import_person(&write, ways_in).await?;
    more_bills(&deps.store, id, (rest, now)).await?;
    Ok(written)
}

/// Somebody whom we know: their bills, and their class if they moved.
pub(crate) async fn acquaintance(
    deps: &Deps,
    student: &Student,
    (was, bills): (&Person, &[Bill]),
) -> Result<Written, Trouble> {
    let is = was.moved(student);
    let fate = if is == *was { PersonFate::Same(is.id) } else { PersonFate::Changed(is) };
    write(&deps.store, student, fate, (bills, deps.clock.now())).await
}

/// Takes from whoever registered as `was` all that they come in by, and gives the account to the
/// student whom the school means: with the initial password, under the school's number. It comes
/// before the bills, so that whoever registered never sees them.
pub(crate) async fn shut_out(
    deps: &Deps,
    vault: &Vault,
    student: &Student,
    was: &Person,
) -> Result<(), Trouble> {
    let now = deps.clock.now();
    let id_number = vault.login(&UserName::IdNumber(student.id_number.clone()));
    let number = vault.login(&UserName::Number(was.number.clone()));
    let old = deps.store.account(&id_number).await?.ok_or(StoreError::Raced)?;
    let new = credential(deps, vault, (was.id, student), now)?;
    Ok(deps.store.hand_over((&old, &number), &new, now).await?)
}

/// Writes what `fate` says of the person, and what the student's rows do to their `bills`.
pub(crate) async fn write(
    store: &Store,
    student: &Student,
    fate: PersonFate,
    (bills, now): (&[Bill], Timestamp),
) -> Result<Written, Trouble> {
    let (written, mut bills) = amended(student, bills, now);
    let rest = bills.split_off(bills.len().min(BILLS_AT_ONCE));
    let id = fate.id();
    store.import_person(&PersonWrite { person: fate, bills, at: now }, Vec::new()).await?;
    more_bills(store, id, (rest, now)).await?;
    Ok(written)
}

fn credential(
    deps: &Deps,
    vault: &Vault,
    (person, student): (PersonId, &Student),
    now: Timestamp,
) -> Result<NewCredential, Trouble> {
    let facts = Facts {
        name: student.name.clone(),
        number: student.number.clone(),
        id_number: Some(student.id_number.clone()),
        phone: None,
    };
    let rules = deps.school.login;
    let new = vault.new_credential((person, Role::Payer), &facts, rules, rules.initial_until(now));
    new.map_err(|fault| Trouble::Other(fault.into()))
}

type BillWrite = (Bill, Option<Bill>);

async fn more_bills(
    store: &Store,
    person: PersonId,
    (bills, at): (Vec<BillWrite>, Timestamp),
) -> Result<(), StoreError> {
    for some in bills.chunks(BILLS_AT_ONCE) {
        let write = PersonWrite { person: PersonFate::Same(person), bills: some.to_vec(), at };
        store.import_person(&write, Vec::new()).await?;
    }
    Ok(())
}

/// What the student's rows do to the bills that they have.
fn amended(student: &Student, bills: &[Bill], now: Timestamp) -> (Written, Vec<BillWrite>) {
    let mut written = Written::default();
    let mut writes = Vec::new();
    for row in &student.arrears {
        let was = bills.iter().find(|it| it.id == row.bill);
        match amend(was, row, now) {
            Amendment::Unchanged => written.unchanged += 1,
            Amendment::Created(bill) => {
                written.created += 1;
                writes.push((bill, None));
            }
            Amendment::Changed(bill) => {
                written.changed += 1;
                writes.push((bill, was.cloned()));
            }
            Amendment::Refused(why) => {
                let problem = RowProblem::of_row(row.row, why.code(), why.to_string());
                written.refused.push(problem);
            }
        }
    }
    (written, writes)
}
