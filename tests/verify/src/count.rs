//! Reads how many tests passed and failed out of what test runners print.

use crate::step::Tally;

/// Sums the closing lines of nextest, `cargo test`, vitest and our own runners in `output`.
pub(crate) fn tests(output: &str) -> Tally {
    let mut sum = Tally::default();
    for line in output.lines().map(str::trim).filter(|it| closes_a_run(it)) {
        sum +=
            Tally { passed: number_before(line, "passed"), failed: number_before(line, "failed") };
    }
    sum
}

fn closes_a_run(line: &str) -> bool {
    let ours = line.split_once(" passed, ").is_some_and(|(passed, failed)| {
        let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        is_number(passed) && failed.strip_suffix(" failed").is_some_and(is_number)
    });
    ours || ["Summary [", "test result:", "Tests  "].iter().any(|it| line.starts_with(it))
}

/// The number before `word`, or none at all.
fn number_before(line: &str, word: &str) -> u32 {
    let words: Vec<&str> =
        line.split([' ', ',', ';', '(', ')']).filter(|it| !it.is_empty()).collect();
    let place = words.iter().position(|it| *it == word);
    place.and_then(|it| words.get(it.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Tally, tests};

    #[track_caller]
    fn check(output: &str, passed: u32, failed: u32) {
        assert_eq!(tests(output), Tally { passed, failed });
    }

    #[test]
    fn every_runner_is_understood() {
        check("     Summary [   1.2s] 12 tests run: 12 passed (1 slow), 3 skipped", 12, 0);
        check("Summary [ 1.2s] 12 tests run: 10 passed, 2 failed, 3 skipped", 10, 2);
        check(
            "test result: ok. 7 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed;",
            8,
            2,
        );
        check(" Test Files  9 passed (9)\n      Tests  40 passed (40)", 40, 0);
        check("      Tests  1 failed | 39 passed (40)", 39, 1);
        check("3 passed, 1 failed", 3, 1);
    }

    #[test]
    fn silence_and_chatter_count_nothing() {
        check("", 0, 0);
        check("the test passed, it failed\nRunning 3 tests", 0, 0);
        check("running 0 tests\ntest result: ok. 0 passed; 0 failed", 0, 0);
    }
}
