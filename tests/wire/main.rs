//! The wire is a checked-in document: a changed byte fails until somebody means it.

use campus::wire;

#[test]
fn the_site_is_built_from_the_wire_as_it_is() {
    let kept = std::fs::read_to_string(wire::DOCUMENT).expect("a document is kept");

    assert_eq!(
        kept,
        wire::openapi(),
        "the wire changed: run `cargo run -p campus-tests --bin openapi` and look at the difference"
    );
}

#[test]
fn every_route_is_documented_and_every_documented_route_is_deployed() {
    assert_eq!(wire::documented_routes(), wire::deployed_routes());
}

#[test]
fn every_shape_that_is_named_is_there() {
    let document: serde_json::Value = serde_json::from_str(&wire::openapi()).expect("it is JSON");
    let text = document.to_string();
    let named = text.split("\"$ref\":\"#").skip(1).filter_map(|it| it.split('"').next());
    let lost: Vec<&str> = named.filter(|it| document.pointer(it).is_none()).collect();

    assert!(text.contains("$ref"), "nothing names a shape");
    assert_eq!(lost, [""; 0]);
}

#[test]
fn every_route_has_a_name_of_its_own() {
    let document = wire::openapi();
    let mut names: Vec<_> = document.lines().filter(|it| it.contains("\"operationId\"")).collect();
    let routes = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), routes), (routes, wire::deployed_routes().len()));
}
