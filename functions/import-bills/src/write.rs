use crate::Deps;
use crate::answer::{Applied, RowProblem};
use crate::desk::Read;
use crate::student::{acquaintance, newcomer, shut_out, write};
use domain::arrears::Student;
use domain::{Fault, FaultKind, LoginIndex, PersonId, Standing, Timestamp, UserName};
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

/// Times that a student is read again after somebody else wrote first.
const TRIES: usize = 4;

/// Why a student of the file is not the person whom we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stranger {
    #[error("the number and the ID number do not belong to one person here")]
    IdentityDiffers,
    #[error("this person has another name here; a name is corrected, not imported")]
    NameDiffers,
    #[error("this number is a member of the office")]
    NotAPayer,
    #[error("somebody registered with this ID number under another name; look who it is")]
    RegisteredDifferently,
}

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
    let found = deps.store.people_by_login(&logins).await?;
    let mut running = FuturesOrdered::new();
    let mut written = Vec::with_capacity(some.len());
    for (student, known) in some.iter().zip(found.chunks_exact(2)) {
        if running.len() == AT_ONCE {
            written.extend(running.try_next().await?);
        }
        running.push_back(one(deps, vault, student, (known[0], known[1])));
    }
    written.extend(running.try_collect::<Vec<_>>().await?);
    Ok(written)
}

/// Whom a number and an ID number lead to here, in that order.
type Known = (Option<PersonId>, Option<PersonId>);

/// Writes one student, looking and deciding again whenever somebody else wrote first.
async fn one(
    deps: &Deps,
    vault: &Vault,
    student: &Student,
    mut known: Known,
) -> Result<Written, Problem> {
    let mut tries = TRIES;
    loop {
        match once(deps, vault, student, known).await {
            Err(Trouble::Store(StoreError::Raced)) if tries > 1 => tries -= 1,
            Err(trouble) => return Err(trouble.into()),
            Ok(written) => return Ok(written),
        }
        known = look_up(deps, vault, student).await?;
    }
}

async fn once(
    deps: &Deps,
    vault: &Vault,
    student: &Student,
    known: Known,
) -> Result<Written, Trouble> {
    let (by_number, id) = match known {
        (None, None) => return newcomer(deps, vault, student).await,
        (by_number, Some(id)) if by_number.is_none_or(|it| it == id) => (by_number, id),
        _ => return Ok(Written::refused(student, Stranger::IdentityDiffers)),
    };
    let (was, bills) = deps.store.person_with_bills(id).await?;
    match (Standing::of(&was, student), by_number) {
        (Standing::Known, Some(_)) => acquaintance(deps, student, (&was, &bills)).await,
        (Standing::TakenOver(is), _) => {
            shut_out(deps, vault, student, &was).await?;
            let fate = PersonFate::TakenOver(is);
            write(&deps.store, student, fate, (&bills, deps.clock.now())).await
        }
        (Standing::RegisteredDifferently, _) => {
            Ok(Written::refused(student, Stranger::RegisteredDifferently))
        }
        // The ID number is somebody's whom the school told us of, under another number.
        (_, None) => Ok(Written::refused(student, Stranger::IdentityDiffers)),
        (Standing::NameDiffers, Some(_)) => Ok(Written::refused(student, Stranger::NameDiffers)),
        (Standing::NotAPayer, Some(_)) => Ok(Written::refused(student, Stranger::NotAPayer)),
    }
}

async fn look_up(deps: &Deps, vault: &Vault, student: &Student) -> Result<Known, StoreError> {
    let found = deps.store.people_by_login(&names(vault, student)).await?;
    Ok((found[0], found[1]))
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
    fn refused(student: &Student, why: Stranger) -> Self {
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
            Self::RegisteredDifferently => "registered-differently",
        }
    }
}
