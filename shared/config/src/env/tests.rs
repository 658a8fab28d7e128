use super::{Env, VARIABLES};

const AWS: [(&str, &str); 3] =
    [("AWS_REGION", "cn-north-1"), ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "key")];

#[test]
fn what_is_missing_is_named() {
    let env = Env::of(&[("TABLE_CORE", "core")]);
    let error = env.tables().expect_err("three tables are missing");
    assert_eq!(error.to_string(), "the environment variable TABLE_AUTH is not set");
    assert!(env.dynamodb().is_err(), "no region is no client");
}

#[test]
fn clients_are_built_for_plain_and_for_secure_endpoints() {
    assert!(Env::of(&AWS).dynamodb().is_ok());
    assert!(Env::of(&AWS).sqs().is_ok());
    let local = [&AWS[..], &[("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")]].concat();
    let client = Env::of(&local).dynamodb().expect("a client");
    assert_eq!(client.config().region().map(AsRef::as_ref), Some("cn-north-1"));
}

#[test]
fn a_public_url_is_a_scheme_and_a_host() {
    let check = |url: &str| Env::of(&[("PUBLIC_URL", url)]).public_url().is_ok();
    assert!(check("https://pay.example.edu.cn"));
    assert!(check("http://127.0.0.1:8080"));
    assert!(!check("https://pay.example.edu.cn/"));
    assert!(!check("pay.example.edu.cn"));
}

#[test]
fn a_secret_is_an_arn_or_an_absolute_file() {
    let check = |place: &str| {
        let given = [&AWS[..], &[("SECRET_CHANNEL", place)]].concat();
        Env::of(&given).channel_secret(|_| Ok::<_, std::fmt::Error>(())).is_ok()
    };
    assert!(check("file:/tmp/identity.json"));
    assert!(check("arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:identity-a1B2c3"));
    assert!(!check("file:identity.json"));
    assert!(!check("changeme"));
}

#[test]
fn a_lock_has_one_key_or_two_and_is_never_open_by_a_slip() {
    let deployed = [("PUBLIC_URL", "https://pay.example.edu.cn"), ("SCHOOL", "xust")];
    let [public, school] = deployed;
    let locks = |lock: &str| {
        let threshold = Env::of(&[public, school, ("ORIGIN_LOCK", lock)]).threshold();
        threshold.ok().map(|it| it.locks.len())
    };
    let hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    assert_eq!(Env::of(&deployed).threshold().expect("no lock").locks.len(), 0);
    assert_eq!(locks(&format!(r#"["{hash}"]"#)), Some(1));
    assert_eq!(locks(&format!(r#"["{hash}","{hash}"]"#)), Some(2));
    for slip in ["[]", hash, r#"["AAAA"]"#, &format!(r#"["{hash}","{hash}","{hash}"]"#)] {
        assert_eq!(locks(slip), None, "{slip}");
    }
}

#[test]
fn a_wrapping_key_is_an_arn_or_an_absolute_file() {
    let check = |place: &str| Env::of(&AWS).key_wrap(place).is_ok();
    assert!(check("file:/tmp/field.key"));
    assert!(check("arn:aws-cn:kms:cn-north-1:123456789012:key/5b3c9f0e-0000-4000-8000-1"));
    assert!(!check("file:field.key"));
    assert!(!check("5b3c9f0e-0000-4000-8000-1"));
}

#[test]
fn every_variable_has_a_sentence() {
    assert!(VARIABLES.iter().all(|it| it.meaning.ends_with('.')));
}
