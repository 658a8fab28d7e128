use crate::Deps;
use domain::catalogue::{Checked, Project};
use edge::Problem;
use store::StoreError;

/// Times that a project is read again after somebody else saved it.
const TRIES: usize = 4;

/// Saves `project` and spreads its seats, looking and deciding again whenever somebody else wrote
/// first.
pub(crate) async fn project(deps: &Deps, project: &Checked<Project>) -> Result<(), Problem> {
    let mut tries = TRIES;
    loop {
        let was = deps.store.kept_project(&project.id).await?;
        let now = deps.clock.now();
        if let Some(was) = &was.project {
            project.may_replace(was, now)?;
        }
        match deps.store.put_project(project, &was, now).await {
            Err(StoreError::Raced) if tries > 1 => tries -= 1,
            written => return Ok(written?),
        }
    }
}
