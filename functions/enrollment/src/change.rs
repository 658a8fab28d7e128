//! Decides a change on one moment's reads, and again if they were overtaken.

use crate::Deps;
use domain::catalogue::Project;
use domain::{Applicant, EnrolError, Enrolling, Enrolment, ProjectId, Shard, Timestamp};
use edge::Problem;
use futures::future::try_join3;
use identity::Caller;
use store::{Enrollee, StoreError};

/// Times that a change is decided anew when others write to the same seats: each time another row
/// of seats is looked at first, and a row that is full is not tried again.
const DECISIONS_MAX: u32 = 8;

/// Everything that a change hangs on, as it was at one moment.
pub(crate) struct There {
    pub(crate) theirs: Enrollee,
    pub(crate) project: Project,
    pub(crate) shards: Vec<Shard>,
    pub(crate) now: Timestamp,
}

impl There {
    pub(crate) async fn read(
        deps: &Deps,
        caller: &Caller,
        id: &ProjectId,
    ) -> Result<Self, Problem> {
        let (now, here) = (deps.clock.now(), caller.presence());
        let read = try_join3(
            deps.store.own_enrolments(&here),
            deps.store.project(id),
            deps.store.seats(id),
        );
        // Three calls of the SDK at once are large; every change holds this more than once.
        let (theirs, project, shards) = Box::pin(read).await?;
        let project = project.ok_or(EnrolError::NoSuchProject)?;
        Ok(Self { theirs, project, shards, now })
    }

    pub(crate) fn enrolment(&self) -> Option<&Enrolment> {
        self.theirs.enrolments.iter().find(|it| it.project == self.project.id)
    }

    pub(crate) fn applicant(&self, nth: u32) -> Applicant<'_> {
        Applicant {
            person: &self.theirs.person,
            bills: &self.theirs.bills,
            enrolment: self.enrolment(),
            project: &self.project,
            shards: &self.shards,
            now: self.now,
            nth,
        }
    }
}

/// Decides and writes; where somebody wrote in between, reads and decides again.
pub(crate) async fn decided<T>(
    deps: &Deps,
    caller: &Caller,
    mut there: There,
    decide: impl Fn(&There, u32) -> Result<Option<(Enrolling, T)>, EnrolError>,
) -> Result<Option<T>, Problem> {
    let mut nth = 0;
    loop {
        let Some((what, then)) = decide(&there, nth)? else { return Ok(None) };
        nth += 1;
        match deps.store.write_enrolling(&what).await {
            Ok(()) => return Ok(Some(then)),
            Err(StoreError::Raced | StoreError::Busy(_)) if nth < DECISIONS_MAX => {
                there = There::read(deps, caller, &there.project.id).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}
