//! Writes the students of a file, a few at once, each decided by what is here of them.

use crate::Deps;
use crate::answer::{Applied, RowProblem};
use crate::desk::Read;
use crate::student::{acquaintance, newcomer, shut_out, write};
use domain::arrears::Student;
use domain::{Fault, Found, LoginIndex, Mismatch, PersonId, Standing, Timestamp, UserName};
use edge::Problem;
use futures::stream::{FuturesOrdered, TryStreamExt};
use identity::Vault;
use store::{PersonFate, StoreError};

/// Students looked up together: two user names each, and a batch of a hundred reads.
const TOGETHER: usize = 48;

/// Students being written at once.
const AT_ONCE: usize = 8;

/// Refused rows that one call names: about a megabyte, of the six that an answer may have.
const REFUSED_MAX: usize = 5000;

/// What became of one student's rows.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) created: usize,
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
    pub(crate) refused: Vec<RowProblem>,
}

/// Writes students from the `from`th on, until `stop` or the end, and some in any case.
pub(crate) async fn some(
    deps: &Deps,
    read: &Read,
    from: usize,
    stop: Timestamp,
) -> Result<Applied, Problem> {
    let students = &read.judgement.students;
    let vault = deps.vault.at(deps.clock.now()).await?;
    let mut applied = Applied { of: students.len(), ..Applied::default() };
    let mut next = from.min(students.len());
    while next < students.len() {
        let some = &students[next..students.len().min(next + TOGETHER)];
        match together(deps, &vault, some).await {
            Ok(written) => written.into_iter().for_each(|it| applied.add(it)),
            // What was written before is told first; the page asks again from here.
            Err(_) if next > from => break,
            Err(problem) => return Err(problem),
        }
        next += some.len();
        if deps.clock.now() >= stop {
            break;
        }
    }
    applied.next = (next < students.len()).then_some(next);
    Ok(applied)
}

async fn together(deps: &Deps, vault: &Vault, some: &[Student]) -> Result<Vec<Written>, Problem> {
    let logins: Vec<_> = some.iter().flat_map(|it| names(vault, it)).collect();
    let people = deps.store.people_by_login(&logins).await?;
    let mut running = FuturesOrdered::new();
    let mut written = Vec::with_capacity(some.len());
    for (student, known) in some.iter().zip(people.chunks_exact(2)) {
        if running.len() == AT_ONCE {
            written.extend(running.try_next().await?);
        }
        running.push_back(one(deps, vault, student, found(known)));
    }
    written.extend(running.try_collect::<Vec<_>>().await?);
    Ok(written)
}

/// Writes one student, looking and deciding again whenever somebody else wrote first.
async fn one(
    deps: &Deps,
    vault: &Vault,
    student: &Student,
    known: Found,
) -> Result<Written, Problem> {
    let mut known = Some(known);
    let written = store::unraced(|| {
        let first = known.take();
        async move {
            let known = match first {
                Some(known) => known,
                None => look_up(deps, vault, student).await?,
            };
            match once(deps, vault, student, known).await {
                Ok(written) => Ok(Ok(written)),
                Err(Trouble::Store(error)) => Ok(Err(error)),
                Err(Trouble::Other(problem)) => Err(problem),
            }
        }
    });
    written.await
}

async fn once(
    deps: &Deps,
    vault: &Vault,
    student: &Student,
    known: Found,
) -> Result<Written, Trouble> {
    let id = match known.person() {
        Ok(Some(id)) => id,
        Ok(None) => return newcomer(deps, vault, student).await,
        Err(why) => return Ok(Written::refused(student, why)),
    };
    let (was, bills) = deps.store.person_with_bills(id).await?;
    match Standing::of(&was, student, known) {
        Ok(Standing::Known) => acquaintance(deps, student, (&was, &bills)).await,
        Ok(Standing::TakenOver(is)) => {
            shut_out(deps, vault, student, &was).await?;
            let fate = PersonFate::TakenOver(is);
            write(&deps.store, student, fate, (&bills, deps.clock.now())).await
        }
        Err(why) => Ok(Written::refused(student, why)),
    }
}

async fn look_up(deps: &Deps, vault: &Vault, student: &Student) -> Result<Found, StoreError> {
    Ok(found(&deps.store.people_by_login(&names(vault, student)).await?))
}

/// Whom a student's two [`names`] lead to, which were looked up in that order.
fn found(people: &[Option<PersonId>]) -> Found {
    Found { by_number: people[0], by_id_number: people[1] }
}

/// Both user names of a student: the number and the ID number.
fn names(vault: &Vault, student: &Student) -> [LoginIndex; 2] {
    let number = UserName::Number(student.number.clone());
    let id_number = UserName::IdNumber(student.id_number.clone());
    [vault.login(&number), vault.login(&id_number)]
}

pub(crate) enum Trouble {
    Store(StoreError),
    Other(Problem),
}

impl Written {
    fn refused(student: &Student, why: Mismatch) -> Self {
        let (code, message) = (why.code(), why.to_string());
        let rows = student.arrears.iter();
        let refused = rows.map(|it| RowProblem::of_row(it.row, code, message.clone())).collect();
        Self { refused, ..Self::default() }
    }
}

impl Applied {
    fn add(&mut self, written: Written) {
        self.created += written.created;
        self.changed += written.changed;
        self.unchanged += written.unchanged;
        let room = REFUSED_MAX.saturating_sub(self.refused.len());
        self.refused.extend(written.refused.into_iter().take(room));
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
