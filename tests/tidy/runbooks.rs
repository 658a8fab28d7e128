//! Whoever is woken finds a page that helps: alarms, pages, and what functions tell are held against
//! each other, so that none of them speaks of what is not there.

use crate::files::{files, read, resources, root, shown, template};
use serde_json::Value;
use std::collections::BTreeSet;

const FOLDER: &str = "infra/runbooks";

/// What each page says, in this order.
const SECTIONS: [&str; 5] = [
    "## What it means",
    "## What people feel",
    "## What to look at",
    "## What to do",
    "## It is over when",
];

/// Where functions and channels tell what they count.
const TELLERS: [&str; 2] = ["functions", "shared/channel"];

fn alarms() -> Vec<(String, Value)> {
    let alarms = resources(&template(), "AWS::CloudWatch::Alarm").into_iter();
    alarms.map(|(id, it)| (id, it["Properties"].clone())).collect()
}

/// `ReceiptsDeadAlarm` has the page `receipts-dead`.
fn page_of(alarm: &str) -> String {
    let name = alarm.strip_suffix("Alarm").unwrap_or_else(|| panic!("{alarm} ends in Alarm"));
    let mut page = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !page.is_empty() {
            page.push('-');
        }
        page.extend(letter.to_lowercase());
    }
    page
}

/// The metrics of ours that alarms and the dashboard look at.
fn watched() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, alarm) in alarms() {
        let parts = alarm["Metrics"].as_array().into_iter().flatten();
        let metrics = parts.map(|it| &it["MetricStat"]["Metric"]).chain([&alarm]);
        for metric in metrics.filter(|it| it["Namespace"] == "CampusPay") {
            let dimensions = &metric["Dimensions"];
            assert_eq!(dimensions.as_array().map(Vec::len), Some(1), "{metric}");
            assert_eq!(dimensions[0]["Name"], "School", "{metric}");
            assert_eq!(dimensions[0]["Value"]["!Ref"], "School", "{metric}");
            found.extend(metric["MetricName"].as_str().map(str::to_owned));
        }
    }
    for metric in drawn().iter().filter(|it| it[0] == "CampusPay") {
        found.extend(metric[1].as_str().map(str::to_owned));
    }
    for search in dashboard().split("{CampusPay,").skip(1) {
        let name = search.split_once("MetricName=\\\"").expect("a search names its metric").1;
        found.extend(name.split_once('\\').map(|it| it.0.to_owned()));
    }
    found
}

fn dashboard() -> String {
    let boards = resources(&template(), "AWS::CloudWatch::Dashboard");
    let [(_, board)] = &boards[..] else { panic!("one dashboard") };
    board["Properties"]["DashboardBody"]["!Sub"].as_str().expect("a text").to_owned()
}

/// The metrics that the dashboard draws one by one.
fn drawn() -> Vec<Value> {
    let board: Value = serde_json::from_str(&dashboard()).expect("the dashboard is JSON");
    let widgets = board["widgets"].as_array().expect("widgets");
    let of = |it: &Value| it["properties"]["metrics"].as_array().expect("metrics").clone();
    widgets.iter().flat_map(of).collect()
}

#[test]
fn every_alarm_has_a_page_and_every_page_an_alarm() {
    let mut pages: BTreeSet<_> = files(FOLDER, &[".md"]).iter().map(|it| shown(it)).collect();
    for (id, alarm) in alarms() {
        let page = format!("{FOLDER}/{}.md", page_of(&id));
        let said = alarm["AlarmDescription"].as_str().expect("a description");
        assert!(said.ends_with(&format!(" See {page}.")), "{id} names its page: {said}");
        assert!(pages.remove(&page), "{id} has no page {page}");
    }
    assert!(pages.is_empty(), "nothing raises these any more: {pages:?}");
}

#[test]
fn a_page_says_what_it_means_what_to_do_and_when_it_is_over() {
    for page in files(FOLDER, &[".md"]) {
        let (text, name) = (read(&page), shown(&page));
        assert!(text.starts_with("# "), "{name} has a title");
        let sections: Vec<_> = text.lines().filter(|it| it.starts_with("## ")).collect();
        assert_eq!(sections, SECTIONS, "{name}");
        for section in text.split("\n## ").skip(1) {
            let (title, body) = section.split_once('\n').expect("a section has a body");
            assert!(body.trim().len() > 20, "{name}: {title} says nothing");
        }
    }
}

/// A command that is wrong at night is worse than none.
#[test]
fn a_page_names_commands_pages_and_functions_that_there_are() {
    let verbs: String = files("infra/paycli/src", &[".rs"]).iter().map(|it| read(it)).collect();
    let functions: Vec<_> = crate::template::functions().into_iter().map(|it| it.0).collect();
    for page in files(FOLDER, &[".md"]) {
        let (text, name) = (read(&page), shown(&page));
        for said in text.split("`paycli ").skip(1) {
            let said = said.split('`').next().unwrap_or_default();
            // `paycli disputes list`: a verb, and where it has some, a verb of its own.
            for word in said.split(' ').take_while(|it| is_verb(it)).take(2) {
                let variant = word.split('-').map(capital).collect::<String>();
                let known = ["(", " {", ",", "\n"]
                    .iter()
                    .any(|after| verbs.contains(&format!("    {variant}{after}")));
                assert!(known, "{name}: paycli has no {word}");
            }
        }
        for said in text.split("--name ").skip(1) {
            let function = said.split([' ', '`']).next().unwrap_or_default();
            let known = function == "<Function>" || functions.iter().any(|it| it == function);
            assert!(known, "{name}: there is no function {function}");
        }
        for said in text.split(".md`").map(|it| it.rsplit('`').next().unwrap_or_default()) {
            let other = root().join(FOLDER).join(format!("{said}.md"));
            let is_page = said.chars().all(|it| it.is_ascii_lowercase() || it == '-');
            assert!(!is_page || said.is_empty() || other.exists(), "{name}: no page {said}");
        }
    }
}

fn is_verb(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|it| it.is_ascii_lowercase() || it == '-')
        && !word.starts_with('-')
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// An alarm on what nobody tells never rises.
#[test]
fn what_is_watched_is_told() {
    let names = read(&root().join("shared/edge/src/metric.rs"));
    let names = names.split("#[cfg(test)]").next().unwrap_or_default();
    for metric in watched() {
        assert!(names.contains(&format!("\"{metric}\"")), "nothing is ever told as {metric}");
    }
    let measures = read(&root().join("shared/trail/src/measure.rs"));
    let measures = measures.split("pub enum Measure {").nth(1).expect("measures");
    let measures = measures.split("\n}").next().unwrap_or_default();
    let told = TELLERS.iter().flat_map(|it| files(it, &[".rs"])).map(|it| read(&it));
    let told = told.collect::<String>();
    for line in measures.lines().filter(|it| !it.trim_start().starts_with("//")) {
        let Some((variant, _)) = line.trim().split_once(" {") else { continue };
        assert!(told.contains(&format!("Measure::{variant} {{")), "nobody tells {variant}");
    }
}
