//! A function may do what it does, and nothing else.
//!
//! Its `Cargo.toml` says what it can know, its grants say what AWS lets it do: the same list.
//! `tests/simulation` compares the grants with what each function was seen to do.

use crate::files::{manifest, read, root};
use crate::template::functions;
use serde_json::{Value, json};

/// The one function that asks AWS for nothing: it only sends a browser on.
const NEEDS_NOTHING: &str = "ReturnPayer";

/// The statements of a function's policies.
fn statements(function: &Value) -> Vec<Value> {
    let policies = function["Policies"].as_array().expect("policies").iter();
    let statements = policies.flat_map(|it| it["Statement"].as_array().expect("statements"));
    statements.cloned().collect()
}

fn actions(statement: &Value) -> Vec<String> {
    let actions = statement["Action"].as_array().expect("a list of actions");
    actions.iter().map(|it| it.as_str().expect("an action").to_owned()).collect()
}

#[test]
fn no_grant_has_a_wildcard() {
    for (id, _, function) in functions() {
        let nothing = statements(&function).is_empty();
        assert_eq!(nothing, id == NEEDS_NOTHING, "{id} may do nothing at all, or need not");
        for statement in statements(&function) {
            let text = statement.to_string();
            assert!(!text.contains('*'), "{id}: {text}");
            let one = statement["Resource"].as_object().is_some_and(|it| it.len() == 1);
            assert!(one, "{id} names one thing at a time: {text}");
            assert_eq!(statement["Effect"], "Allow", "{id}");
        }
    }
}

#[test]
fn no_function_has_a_role_beside_its_grants() {
    for (id, _, function) in functions() {
        assert!(function["Role"].is_null(), "{id}");
        let policies = function["Policies"].as_array().expect("policies");
        assert!(policies.iter().all(Value::is_object), "{id}: a managed policy says too much");
    }
}

#[test]
fn what_a_function_knows_and_what_it_may_do_are_one_list() {
    for (id, folder, function) in functions() {
        let manifest = manifest(&format!("functions/{folder}"));
        let knows = |name: &str| manifest["dependencies"].get(name).is_some();
        let statements = statements(&function);
        let may = |service: &str| {
            statements.iter().flat_map(actions).any(|it| it.starts_with(&format!("{service}:")))
        };
        assert_eq!(knows("store"), may("dynamodb"), "{id}: tables");
        assert_eq!(knows("queue"), may("sqs"), "{id}: queues");
        let main = read(&root().join(format!("functions/{folder}/src/main.rs")));
        for (reads, secret, variable) in [
            ("channel_secret(", "ChannelSecret", "SECRET_CHANNEL"),
            ("identity_secret", "IdentitySecret", "SECRET_IDENTITY"),
        ] {
            let told = &function["Environment"]["Variables"][variable]["!Ref"];
            let may = statements.iter().any(|it| it["Resource"]["!Ref"] == secret);
            let reads = main.contains(reads);
            assert_eq!((reads, reads), (may, *told == secret), "{id}: {secret}");
        }
    }
}

/// Who opens sealed fields unwraps their keys; nobody else can, and nobody has any other right on them.
#[test]
fn field_keys_are_unwrapped_by_those_who_open_fields_alone() {
    let wanted = json!({
        "Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": {"!GetAtt": "FieldKey.Arn"},
    });
    for (id, folder, function) in functions() {
        let variables = &function["Environment"]["Variables"];
        let main = read(&root().join(format!("functions/{folder}/src/main.rs")));
        let reads = main.contains("identity_secret(");
        let of_keys = |it: &Value| actions(it).iter().any(|action| action.starts_with("kms:"));
        let may: Vec<_> = statements(&function).into_iter().filter(of_keys).collect();
        assert_eq!(may, Vec::from_iter(reads.then(|| wanted.clone())), "{id}");
        let told = variables["FIELD_KEY"]["!GetAtt"] == "FieldKey.Arn";
        assert_eq!(told, reads, "{id} is told where the key is");
    }
}
