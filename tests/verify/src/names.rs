//! What the caller asked for.

use crate::{step::Step, steps};

pub(crate) enum Wish {
    List,
    Run(Chosen),
}

/// Which steps are to run.
#[derive(Default)]
pub(crate) struct Chosen {
    /// Empty means all.
    pub(crate) only: Vec<String>,
    pub(crate) skipped: Vec<String>,
}

pub(crate) fn read(arguments: &[String]) -> Result<Wish, String> {
    let steps = steps::all();
    let mut chosen = Chosen::default();
    let mut left = arguments.iter();
    while let Some(argument) = left.next() {
        let list = match argument.as_str() {
            "--list" => return Ok(Wish::List),
            "--only" => &mut chosen.only,
            "--skip" => &mut chosen.skipped,
            other => return Err(format!("`{other}` is not understood")),
        };
        let name = left.next().ok_or_else(|| format!("{argument} needs the name of a step"))?;
        if !steps.iter().any(|it| it.name == name) {
            return Err(format!("there is no step `{name}`; --list tells them"));
        }
        list.push(name.clone());
    }
    Ok(Wish::Run(chosen))
}

impl Chosen {
    /// The steps to run: those wished and all that they need, less those skipped.
    pub(crate) fn of(&self, steps: Vec<Step>) -> Vec<Step> {
        let mut wanted: Vec<&str> = self.only.iter().map(String::as_str).collect();
        if wanted.is_empty() {
            wanted = steps.iter().map(|it| it.name).collect();
        }
        let mut known = 0;
        while known < wanted.len() {
            let step = steps.iter().find(|it| it.name == wanted[known]);
            let needs = step.map_or(&[][..], |it| it.needs);
            let fresh: Vec<&str> =
                needs.iter().copied().filter(|it| !wanted.contains(it)).collect();
            wanted.extend(fresh);
            known += 1;
        }
        let wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
        let runs = |it: &Step| wanted.iter().any(|name| name == it.name) && !self.skips(it.name);
        steps.into_iter().filter(runs).collect()
    }

    fn skips(&self, name: &str) -> bool {
        self.skipped.iter().any(|it| it == name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Chosen, Wish, read};
    use crate::steps;

    fn runs(arguments: &[&str]) -> Vec<&'static str> {
        let arguments: Vec<String> = arguments.iter().map(|&it| it.to_owned()).collect();
        match read(&arguments).expect("understood") {
            Wish::Run(chosen) => chosen.of(steps::all()).iter().map(|it| it.name).collect(),
            Wish::List => Vec::new(),
        }
    }

    #[test]
    fn a_step_brings_what_it_needs() {
        assert_eq!(runs(&["--only", "fmt"]), ["fmt"]);
        assert_eq!(runs(&["--only", "flows"]), ["build", "flows"]);
        assert_eq!(runs(&["--only", "flows", "--skip", "build"]), ["flows"]);
        assert_eq!(runs(&[]).len(), steps::all().len());
    }

    #[test]
    fn an_unknown_step_is_refused() {
        for wrong in [vec!["--only", "nothing"], vec!["--only"], vec!["fmt"]] {
            let arguments: Vec<String> = wrong.into_iter().map(str::to_owned).collect();
            assert!(read(&arguments).is_err());
        }
    }

    #[test]
    fn every_need_is_a_step_that_comes_before() {
        let steps = steps::all();
        for (place, step) in steps.iter().enumerate() {
            for need in step.needs {
                let before = steps[..place].iter().any(|it| it.name == *need);
                // A step of the other lane may stand below in the list; it must exist.
                let lane = steps.iter().find(|it| it.name == *need).map(|it| it.lane);
                assert!(before || lane.is_some_and(|it| it != step.lane), "{}: {need}", step.name);
            }
        }
        assert!(Chosen::default().of(steps).iter().all(|it| !it.what.is_empty()));
    }
}
