use crate::step::{Lane, Step};
use crate::{browser, deployment, oracle, rust, site, tools};

/// Every step, in the order of its lane.
pub(crate) fn all() -> Vec<Step> {
    let mut steps = cargo();
    steps.extend(side());
    steps
}

fn cargo() -> Vec<Step> {
    macro_rules! step {
        ($name:literal, $act:path, [$($need:literal),*], $what:literal) => {
            Step { name: $name, what: $what, lane: Lane::Cargo, needs: &[$($need),*], act: $act }
        };
    }
    vec![
        step!("fmt", rust::fmt, [], "the code is formatted"),
        step!("clippy", rust::clippy, [], "clippy has nothing to say"),
        step!("build", rust::build, [], "everything builds, tests too"),
        step!("unit", rust::unit, ["build"], "unit tests and the engine's own"),
        step!(
            "tidy",
            rust::tidy,
            ["build"],
            "layers, lengths, words, template and functions agree"
        ),
        step!("flows", rust::flows, ["build"], "journeys through the handlers"),
        step!(
            "simulation",
            rust::simulation,
            ["build"],
            "random terms with faults, and the sums hold"
        ),
        step!("blackbox", rust::blackbox, ["build"], "the real binaries behind the local engine"),
        step!(
            "peers",
            rust::peers,
            ["build", "tools-peers"],
            "other people's SDKs as providers and as merchants"
        ),
        step!(
            "sso",
            rust::sso,
            ["build", "tools-peers", "tools-sso"],
            "other people's CAS and OIDC servers sign people on"
        ),
        step!(
            "oracle",
            oracle::store,
            ["build", "tools-oracle"],
            "the same on Amazon's DynamoDB Local"
        ),
        step!("wire", rust::wire, ["build"], "openapi.json is what the functions say"),
        step!(
            "emulator",
            deployment::emulator,
            ["build", "tools-sam"],
            "each function answers Amazon's emulator"
        ),
        step!(
            "deployed",
            deployment::deployed,
            ["build", "tools-sam", "tools-ministack"],
            "deployed with sam, with grants enforced: the black-box tests again"
        ),
        step!(
            "browser",
            browser::journey,
            ["build", "site-build", "tools-browser"],
            "students of both schools pay through every channel in a real browser"
        ),
    ]
}

fn side() -> Vec<Step> {
    macro_rules! step {
        ($name:literal, $act:path, [$($need:literal),*], $what:literal) => {
            Step { name: $name, what: $what, lane: Lane::Side, needs: &[$($need),*], act: $act }
        };
    }
    vec![
        step!("site-install", site::install, [], "the site's packages, as its lock says"),
        step!(
            "site-types",
            site::types,
            ["site-install"],
            "the site type-checks against openapi.json"
        ),
        step!("site-tests", site::tests, ["site-install"], "the site's unit tests"),
        step!("site-build", site::build, ["site-install"], "the site builds"),
        step!("tools-sam", tools::sam, [], "sam and cfn-lint in .tools/sam"),
        step!("template-lint", deployment::lint, ["tools-sam"], "cfn-lint, China and the world"),
        step!(
            "template-sam",
            deployment::validate,
            ["tools-sam"],
            "sam validate --lint, China and the world"
        ),
        step!("tools-ministack", tools::ministack, [], "MiniStack in .tools/ministack"),
        step!("tools-peers", tools::peers, [], "SDKs of other people, for Node and Python"),
        step!("tools-sso", tools::sso, [], "a CAS server of other people in .tools/sso"),
        step!("tools-oracle", tools::oracle, [], "DynamoDB Local in .tools/oracle"),
        step!("tools-browser", tools::browser, [], "Chromium, Chinese letters and playwright"),
    ]
}
