//! A project whose seats change while people enrol.

use crate::Deps;
use domain::catalogue::{Checked, Project};
use edge::Problem;

/// Saves `project` and spreads its seats, looking and deciding again whenever somebody else wrote
/// first.
pub(crate) async fn project(deps: &Deps, project: &Checked<Project>) -> Result<(), Problem> {
    let saved = store::unraced(|| async {
        let was = deps.store.kept_project(&project.id).await?;
        let now = deps.clock.now();
        if let Some(was) = &was.project {
            project.may_replace(was, now)?;
        }
        Ok::<_, Problem>(deps.store.put_project(project, &was, now).await)
    });
    saved.await
}
