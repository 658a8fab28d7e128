use crate::answer::{Applied, Problem as RowProblem};
use crate::desk::Read;
use crate::{Deps, later};
use domain::amend::{Amendment, amend};
use domain::arrears::Student;
use domain::{Bill, Fault, FaultKind, Gender, Origin, Person, PersonId, Role, Timestamp, UserName};
use edge::Problem;
use futures::stream::{FuturesOrdered, TryStreamExt};
use identity::{Facts, Vault};
use store::{PersonFate, PersonWrite, Store, StoreError};

/// Students looked up together: two user names each, and a batch of a hundred reads.
const TOGETHER: usize = 48;

/// Students being written at once.
const AT_ONCE: usize = 8;

/// Bills in one transaction, which holds a hundred writes, beside the person and their ways in.
const BILLS_AT_ONCE: usize = 90;

/// Refused rows that one call names: about a megabyte, of the six that an answer may have.
const REFUSED_MAX: usize = 5000;

/// Times that a student is read again after somebody else wrote first.
const TRIES: usize = 4;

/// Why a student of the file is not the person whom we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Stranger {
    #[error("the number and the ID number do not belong to one person here")]
    IdentityDiffers,
    #[error("this person has another name here; a name is corrected, not imported")]
    NameDiffers,
    #[error("this number is a member of the office")]
    NotAPayer,
}

/// What became of one student's rows.
#[derive(Default)]
struct Written {
    created: usize,
    changed: usize,
    unchanged: usize,
    refused: Vec<RowProblem>,
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
    let numbers = some.iter().map(|it| vault.login(&UserName::Number(it.number.clone())));
    let ids = some.iter().map(|it| vault.login(&UserName::IdNumber(it.id_number.clone())));
    let logins: Vec<_> = numbers.chain(ids).collect();
    let found = deps.store.people_by_login(&logins).await?;
    let (by_number, by_id) = found.split_at(some.len());
    let mut running = FuturesOrdered::new();
    let mut written = Vec::with_capacity(some.len());
    for (place, student) in some.iter().enumerate() {
        if running.len() == AT_ONCE {
            written.extend(running.try_next().await?);
        }
        running.push_back(one(deps, vault, student, (by_number[place], by_id[place])));
    }
    written.extend(running.try_collect::<Vec<_>>().await?);
    Ok(written)
}

/// Writes one student, known by number and by ID number, reading again whenever somebody else wrote
/// first.
async fn one(
    deps: &Deps,
    vault: &Vault,
    student: &Student,
    (known, same): (Option<PersonId>, Option<PersonId>),
) -> Result<Written, Problem> {
    if known != same {
        return Ok(Written::refused(student, &Stranger::IdentityDiffers.into_row()));
    }
    let mut tries = TRIES;
    loop {
        let written = match known {
            None => newcomer(deps, vault, student).await,
            Some(person) => acquaintance(&deps.store, student, person, deps.clock.now()).await,
        };
        match written {
            Err(Trouble::Store(StoreError::Raced)) if tries > 1 => tries -= 1,
            Err(trouble) => return Err(trouble.into()),
            Ok(written) => return Ok(written),
        }
    }
}

enum Trouble {
    Store(StoreError),
    Other(Problem),
}

/// Somebody whom nobody here knows: their person, their ways in and their bills.
async fn newcomer(deps: &Deps, vault: &Vault, student: &Student) -> Result<Written, Trouble> {
    let now = deps.clock.now();
    let person = person(PersonId::from_bits(u32::from_be_bytes(deps.chance.bytes())), student);
    let facts = Facts {
        name: student.name.clone(),
        number: student.number.clone(),
        id_number: Some(student.id_number.clone()),
        phone: None,
    };
    let rules = deps.school.login;
    let until = later(now, i64::from(rules.initial_days) * 24 * 60 * 60);
    let credential = vault
        .new_credential((person.id, Role::Payer), &facts, rules, until)
        .map_err(|fault| Trouble::Other(fault.into()))?;
    let ways_in = deps.store.credential_puts(&credential)?;

    let (written, mut bills) = amended(student, &[], now);
    let rest = bills.split_off(bills.len().min(BILLS_AT_ONCE));
    let id = person.id;
    let write = PersonWrite { person: PersonFate::New(person), bills };
    deps.store.import_person(&write, ways_in).await?;
    more_bills(&deps.store, id, rest).await?;
    Ok(written)
}

/// Somebody whom we know: their bills, and their class if they moved.
async fn acquaintance(
    store: &Store,
    student: &Student,
    id: PersonId,
    now: Timestamp,
) -> Result<Written, Trouble> {
    let (was, bills) = store.person_with_bills(id).await?;
    if was.role != Role::Payer {
        return Ok(Written::refused(student, &Stranger::NotAPayer.into_row()));
    }
    if was.name != student.name {
        return Ok(Written::refused(student, &Stranger::NameDiffers.into_row()));
    }
    let (written, mut bills) = amended(student, &bills, now);
    let rest = bills.split_off(bills.len().min(BILLS_AT_ONCE));
    let is = moved(&was, student);
    let person = if is == was { PersonFate::Same(id) } else { PersonFate::Changed(is) };
    store.import_person(&PersonWrite { person, bills }, Vec::new()).await?;
    more_bills(store, id, rest).await?;
    Ok(written)
}

type BillWrite = (Bill, Option<Bill>);

async fn more_bills(
    store: &Store,
    person: PersonId,
    bills: Vec<BillWrite>,
) -> Result<(), StoreError> {
    for some in bills.chunks(BILLS_AT_ONCE) {
        let write = PersonWrite { person: PersonFate::Same(person), bills: some.to_vec() };
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

fn person(id: PersonId, student: &Student) -> Person {
    Person {
        id,
        name: student.name.clone(),
        gender: student.gender,
        number: student.number.clone(),
        id_masked: student.id_number.masked(),
        college: student.college.clone(),
        major: student.major.clone(),
        class: student.class.clone(),
        role: Role::Payer,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    }
}

/// The person with what the file says of their place; a file without such a column says nothing.
fn moved(was: &Person, student: &Student) -> Person {
    let said = |new: &String, old: &String| if new.is_empty() { old.clone() } else { new.clone() };
    let gender = if student.gender == Gender::Unknown { was.gender } else { student.gender };
    Person {
        gender,
        college: said(&student.college, &was.college),
        major: said(&student.major, &was.major),
        class: said(&student.class, &was.class),
        ..was.clone()
    }
}

impl Written {
    fn refused(student: &Student, (code, message): &(&'static str, String)) -> Self {
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

impl Stranger {
    fn into_row(self) -> (&'static str, String) {
        (self.code(), self.to_string())
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Store(error) => error.into(),
            Trouble::Other(problem) => problem,
        }
    }
}

impl Fault for Stranger {
    fn kind(&self) -> FaultKind {
        FaultKind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            Self::IdentityDiffers => "identity-differs",
            Self::NameDiffers => "name-differs-here",
            Self::NotAPayer => "not-a-payer",
        }
    }
}
