//! Files as banks hand them out, on throwaway keys: what comes out is what is in them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use paycli::{Pair, PfxError};

const LEGACY: &[u8] = include_bytes!("up_merchant_legacy_rc2.pfx");
const MODERN: &[u8] = include_bytes!("up_merchant_aes.pfx");
const ABC: &[u8] = include_bytes!("abc_merchant.pfx");
const CERTIFICATE: &str = include_str!("up_merchant.cer");
const KEY: &str = include_str!("up_merchant.key");

#[test]
fn old_and_new_files_hold_the_same_pair() {
    for file in [LEGACY, MODERN] {
        let pair = Pair::read(file, "000000").expect("a pair");
        assert_eq!(pair.certificate_pem.trim(), CERTIFICATE.trim(), "the one that has the key");
        assert_eq!(pair.key_pem.trim(), KEY.trim());
        assert!(pair.subject.contains("777290058110097:SIGN"), "{}", pair.subject);
    }
}

#[test]
fn the_agricultural_banks_file_opens_too() {
    let pair = Pair::read(ABC, "12345678").expect("a pair");
    assert_eq!(pair.certificate_pem.trim(), include_str!("abc_merchant.cer").trim());
}

/// A file of `certificates` (PEM) and the merchant's key.
fn packed(certificates: &[&str]) -> Vec<u8> {
    let der = |pem: &str| {
        let lines: String = pem.lines().filter(|it| !it.starts_with("-----")).collect();
        STANDARD.decode(lines).expect("base64")
    };
    let key = PrivateKey::from_der(&der(KEY)).expect("a key");
    let read = |pem: &&str| Certificate::from_der(&der(pem)).expect("a certificate");
    let chain = PrivateKeyChain::new("1", key, certificates.iter().map(read));
    let mut store = KeyStore::new();
    store.add_entry("merchant", KeyStoreEntry::PrivateKeyChain(chain));
    store.writer("000000").write().expect("a file")
}

#[test]
fn of_many_certificates_it_is_the_one_that_has_the_key() {
    let (root, middle) = (include_str!("up_root.cer"), include_str!("up_middle.cer"));
    let pair = Pair::read(&packed(&[root, middle, CERTIFICATE]), "000000").expect("a pair");
    assert_eq!(pair.certificate_pem.trim(), CERTIFICATE.trim());
    let none = Pair::read(&packed(&[root, middle]), "000000");
    assert_eq!(none.err(), Some(PfxError::NoCertificate));
}

#[test]
fn a_wrong_password_opens_nothing() {
    for (file, password) in [(LEGACY, "000001"), (MODERN, ""), (&LEGACY[..900], "000000")] {
        assert_eq!(Pair::read(file, password).err(), Some(PfxError::Closed));
    }
    assert_eq!(Pair::read(b"not a file of that sort", "000000").err(), Some(PfxError::Closed));
}

#[test]
fn no_changed_byte_goes_unnoticed() {
    for place in (0..LEGACY.len()).step_by(13) {
        let mut changed = LEGACY.to_vec();
        changed[place] ^= 0x10;
        let read = Pair::read(&changed, "000000").ok();
        assert!(read.is_none_or(|it| it.key_pem.trim() == KEY.trim()), "byte {place}");
    }
}

#[test]
fn a_pair_is_written_once_and_read_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::env::temp_dir().join(format!("pfx-{}", std::process::id()));
    std::fs::create_dir(&folder).expect("a new folder");
    let into = folder.join("unionpay.2026");
    let pair = Pair::read(LEGACY, "000000").expect("a pair");

    pair.write(&into).expect("written");

    let key = folder.join("unionpay.2026.key");
    assert_eq!(std::fs::read_to_string(&key).expect("there"), pair.key_pem);
    let mode = std::fs::metadata(&key).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let certificate = folder.join("unionpay.2026.cer");
    assert_eq!(std::fs::read_to_string(certificate).expect("there"), pair.certificate_pem);
    assert!(pair.write(&into).is_err(), "it may be the only copy");
    std::fs::remove_dir_all(&folder).expect("removed");
}
