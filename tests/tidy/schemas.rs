//! What the wire's document cannot tell of itself: of two types with one name it keeps only one.

use crate::files::{files, read, shown};
use std::collections::BTreeMap;

/// The names under which the types of `source` stand in the document.
fn schemas(source: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|it| it.is_alphanumeric()).collect::<String>();
    let mut found = Vec::new();
    for rest in source.split("derive(").skip(1) {
        let (traits, rest) = rest.split_once(")]").unwrap_or_default();
        if !traits.split(|it: char| !it.is_alphanumeric()).any(|it| it == "ToSchema") {
            continue;
        }
        let places = ["struct ", "enum "].map(|it| rest.split_once(it));
        let nearest = places.into_iter().flatten().min_by_key(|it| it.0.len());
        let Some((above, name)) = nearest else { continue };
        let renamed = above.split_once("schema(as = ").map(|it| it.1);
        found.push(word(renamed.unwrap_or(name)));
    }
    found
}

#[test]
fn no_two_types_have_one_name_on_the_wire() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in ["shared", "functions"].into_iter().flat_map(|it| files(it, &[".rs"])) {
        for name in schemas(&read(&path)) {
            places.entry(name).or_default().push(shown(&path));
        }
    }
    assert!(places.contains_key("LoginAsk") && places.contains_key("WayIn"), "{places:#?}");
    places.retain(|_, it| it.len() > 1);
    assert!(places.is_empty(), "name one of them by #[schema(as = …)]: {places:#?}");
}

#[test]
fn a_name_is_read_as_the_document_says_it() {
    let plain = "/// An enum of\n#[derive(Debug, ToSchema)]\npub struct Ask {}\n#[derive(Debug)]\nenum No {}";
    assert_eq!(schemas(plain), ["Ask"]);
    let renamed = "#[derive(utoipa::ToSchema)]\n#[schema(as = PayAsk)]\npub(crate) enum Ask<T> {}";
    assert_eq!(schemas(renamed), ["PayAsk"]);
}
