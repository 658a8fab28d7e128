use super::super::certificate::{Certificate, decimal};
use super::super::trust::Trust;
use super::{NOW, Provider, VERIFY, at, now, order, paid, parsed, text, us, us_testing};
use crate::{Channel, NoticeError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Scene, Way};
use proptest::prelude::*;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::time::Instant;

const SHA1_ROOT: &str = include_str!("../vectors/sha1_root.cer");
const SHA1_MIDDLE: &str = include_str!("../vectors/sha1_middle.cer");
const SHA1_LEAF: &str = include_str!("../vectors/sha1_leaf.cer");
/// Its name is marked as teletex, as in certificates of 2017.
const SHA1_TELETEX: &str = include_str!("../vectors/sha1_teletex.cer");

fn heard(us: &super::Unionpay, provider: &Provider) -> Option<NoticeError> {
    us.read(&provider.notifies(paid(&order(Scene::Pc, Way::Page))), now()).err()
}

fn pem(name: &str) -> String {
    text(&parsed(VERIFY)[name]).to_owned()
}

#[test]
fn only_their_name_under_our_root_is_theirs() {
    let (us, testing) = (us(), us_testing());
    let check = |name, real, test| {
        let provider = Provider::by(name);
        assert_eq!(heard(&us, &provider), real, "{name}");
        assert_eq!(heard(&testing, &provider), test, "{name}, testing");
    };
    let unknown = Some(NoticeError::UnknownKey);
    check("cert_prod_cn", None, None);
    check("cert_test_cn", unknown, None);
    check("cert_other_cn", unknown, unknown);
    check("cert_rogue", unknown, unknown);
    check("cert_expired", Some(NoticeError::Stale), Some(NoticeError::Stale));
    // An authority's certificate signs certificates, and neither do merchants speak for them.
    check("middle_pem", unknown, unknown);
    let merchant = super::parsed(super::REQUESTS);
    let provider = Provider::with(text(&merchant["cert_pem"]));
    assert_eq!(heard(&us, &provider), unknown);
}

#[test]
fn a_chain_of_sha1_holds_as_theirs_does() {
    let chain =
        |root: &str, middle: &str| Trust::new(&[root.to_owned()], &[middle.to_owned()], true);
    assert!(chain(SHA1_ROOT, SHA1_MIDDLE).is_ok());
    assert!(chain(&pem("root_pem"), SHA1_MIDDLE).is_err());
    assert!(chain(SHA1_ROOT, &pem("middle_pem")).is_err());

    let mut account = super::account();
    account["environment"] = "test".into();
    account["check_cn"] = false.into();
    account["roots"] = serde_json::json!([SHA1_ROOT]);
    account["middles"] = serde_json::json!([SHA1_MIDDLE]);
    let us = super::opened(&account).expect("an account");
    assert_eq!(heard(&us, &Provider::with(SHA1_LEAF)), None);
    assert_eq!(heard(&us, &Provider::with(SHA1_TELETEX)), None);
    assert_eq!(heard(&us, &Provider::by("cert_test_cn")), Some(NoticeError::UnknownKey));
}

#[test]
fn old_and_new_chains_stand_side_by_side() {
    let mut account = super::account();
    account["environment"] = "test".into();
    account["check_cn"] = false.into();
    account["roots"] = serde_json::json!([pem("root_pem"), SHA1_ROOT]);
    account["middles"] = serde_json::json!([SHA1_MIDDLE, pem("middle_pem")]);
    let us = super::opened(&account).expect("an account");
    for _ in 0..3 {
        assert_eq!(heard(&us, &Provider::with(SHA1_LEAF)), None);
        assert_eq!(heard(&us, &Provider::by("cert_test_cn")), None);
        assert_eq!(heard(&us, &Provider::by("cert_prod_cn")), None);
        assert_eq!(heard(&us, &Provider::by("cert_rogue")), Some(NoticeError::UnknownKey));
    }
}

/// What was good once is not good for ever: dates count for what is remembered, too.
#[test]
fn a_remembered_certificate_runs_out() {
    let us = us();
    let notice = Provider::by("cert_prod_cn").notifies(paid(&order(Scene::Pc, Way::Page)));
    assert_eq!(us.read(&notice, now()).err(), None);
    // 2050 and 2019.
    assert_eq!(us.read(&notice, at(2_524_608_000)).err(), Some(NoticeError::Stale));
    assert_eq!(us.read(&notice, at(1_546_300_800)).err(), Some(NoticeError::Stale));
    assert_eq!(us.read(&notice, at(NOW)).err(), None);
}

#[test]
fn breaks_of_lines_do_not_matter_to_a_certificate() {
    let pem = pem("cert_prod_cn");
    for form in [pem.clone(), pem.trim().to_owned(), pem.replace('\n', "\r\n")] {
        let read = Certificate::read(form.as_bytes()).expect("a certificate");
        assert_eq!(read.serial, "68759585001", "{form}");
    }
}

#[test]
fn a_certificate_that_was_altered_is_nobodys() {
    let (pem, middle) = (pem("cert_prod_cn"), pem("middle_pem"));
    let middle = Certificate::read(middle.as_bytes()).expect("a certificate");
    let theirs = |pem: &[u8]| Certificate::read(pem).is_some_and(|it| it.issued_by(&middle));
    assert!(theirs(pem.as_bytes()));
    let body = pem.find('\n').expect("a line") + 1..pem.rfind("\n-----END").expect("an end");
    for place in body.filter(|it| pem.as_bytes()[*it] != b'\n') {
        let mut altered = pem.clone().into_bytes();
        altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
        assert!(!theirs(&altered), "character {place}");
    }
}

#[test]
fn a_storm_of_notices_costs_one_signature_each() {
    let us = us();
    let notice = Provider::by("cert_prod_cn").notifies(paid(&order(Scene::Pc, Way::Page)));
    let first = Instant::now();
    assert!(us.read(&notice, now()).is_ok());
    let first = first.elapsed();
    let many = Instant::now();
    for _ in 0..500 {
        assert!(us.read(&notice, now()).is_ok());
    }
    let each = many.elapsed() / 500;
    eprintln!("unionpay: the first notice took {first:?}, each of the next {each:?}");
    // Far above what it takes: a busy machine is not a failure, a chain checked each time is.
    assert!(each.as_micros() < 5_000, "{each:?}");
}

fn as_pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}

/// Anybody may send one, and writing a number in decimal takes the square of its length.
#[test]
fn a_serial_number_longer_than_any_is_not_written_out() {
    let part = |tag: u8, inside: &[u8]| {
        let length = u16::try_from(inside.len()).expect("short").to_be_bytes();
        [&[tag, 0x82, length[0], length[1]], inside].concat()
    };
    let der = CertificateDer::from_pem_slice(pem("cert_prod_cn").as_bytes()).expect("PEM");
    // Two heads of four bytes, the version of five, and the number with its own head of two.
    let (content, after) = der[8..].split_at(usize::from(der[6]) << 8 | usize::from(der[7]));
    let (version, rest) = (&content[..5], &content[7 + usize::from(content[6])..]);
    let with = |number: &[u8]| {
        let number = [&[2, u8::try_from(number.len()).expect("short")], number].concat();
        let content = part(0x30, &[version, &number, rest].concat());
        Certificate::read(as_pem(&part(0x30, &[content.as_slice(), after].concat())).as_bytes())
    };
    assert_eq!(with(&[1; 20]).expect("a certificate").serial, decimal(&[1; 20]));
    assert!(with(&[1; 22]).is_none());
}

proptest! {
    #[test]
    fn a_serial_number_is_the_same_in_decimal(number: u128) {
        prop_assert_eq!(decimal(&number.to_be_bytes()), number.to_string());
    }

    #[test]
    fn no_bytes_make_reading_a_certificate_panic(der in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Certificate::read(as_pem(&der).as_bytes()).is_none());
    }
}
