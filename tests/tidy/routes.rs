//! A function with several routes tells them apart by the template's own words.

use crate::files::{read, root};
use crate::template::functions;
use std::collections::BTreeSet;

/// Both routes of these are answered alike: providers and browsers use the one or the other.
const ALIKE: [&str; 2] = ["payment-notify", "return-payer"];

/// The routes that the template leads to each function, as the gateway calls them.
fn deployed() -> Vec<(String, BTreeSet<String>)> {
    let of = |(_, folder, it): (String, String, serde_json::Value)| {
        let events = it["Events"].as_object().expect("events").values();
        let routes = events.filter(|it| it["Type"] == "HttpApi").map(|it| {
            let text = |of: &str| it["Properties"][of].as_str().expect("a text").to_owned();
            format!("{} {}", text("Method"), text("Path"))
        });
        (folder, routes.collect())
    };
    functions().into_iter().map(of).collect()
}

/// The routes that a handler matches: its arms are the quoted words before `=>`.
fn matched(source: &str) -> BTreeSet<String> {
    let Some((_, rest)) = source.split_once("match edge::route(&request) {") else {
        return BTreeSet::new();
    };
    let arms = rest.lines().map(str::trim).skip(1).take_while(|it| !it.starts_with('}'));
    let words = arms.filter_map(|it| it.strip_prefix('"')?.split_once("\" =>"));
    words.map(|it| it.0.to_owned()).collect()
}

#[test]
fn a_function_knows_the_routes_that_lead_to_it_and_no_others() {
    for (folder, routes) in deployed() {
        let source = read(&root().join(format!("functions/{folder}/src/lib.rs")));
        assert!(!source.contains("uri().path()"), "{folder} reads its route out of a path");
        let alike = ALIKE.contains(&folder.as_str());
        let expected = if routes.len() > 1 && !alike { routes } else { BTreeSet::new() };
        assert_eq!(matched(&source), expected, "{folder}");
    }
}

#[test]
fn an_arm_too_few_would_be_seen() {
    let source = "    match edge::route(&request) {\n        \"GET /api/it\" => it(deps).await,\n        \
                  other => edge::unrouted(other),\n    }\n    \"PUT /api/it\" => nothing\n";
    assert_eq!(matched(source), BTreeSet::from(["GET /api/it".to_owned()]));
    assert!(matched("match request.method() {\n    \"GET\" => it(deps),\n}").is_empty());
}
