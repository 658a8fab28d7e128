use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p12_keystore::Pkcs12Archive;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// What a bank hands out as a PFX: a merchant's key and the certificate that belongs to it.
pub struct Pair {
    /// PKCS#8, as the channels take it.
    pub key_pem: String,
    pub certificate_pem: String,
    /// Who the certificate names.
    pub subject: String,
    /// Until when it is valid.
    pub until: String,
}

/// Why a PFX gives no pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PfxError {
    #[error("the file is no PFX, or the password is wrong")]
    Closed,
    #[error("the file holds no RSA key of 2048 bits or more")]
    NoKey,
    #[error("the file holds more than one key")]
    ManyKeys,
    #[error("no certificate in the file belongs to its key")]
    NoCertificate,
}

impl Pair {
    /// The pair in `file`, which `password` opens: old ones (RC2, 3DES) and new ones. Such a file
    /// may hold a whole chain in any order, so the certificate is the one that has the key.
    pub fn read(file: &[u8], password: &str) -> Result<Self, PfxError> {
        let archive = Pkcs12Archive::from_pkcs12(file, password).map_err(|_| PfxError::Closed)?;
        let der = match archive.keys.as_slice() {
            [] => return Err(PfxError::NoKey),
            [key] => key.key.as_der(),
            [_, _, ..] => return Err(PfxError::ManyKeys),
        };
        let key = KeyPair::from_pkcs8(der).map_err(|_| PfxError::NoKey)?;
        let public = key.public_key();
        for bag in &archive.certs {
            let certificate = bag.cert.as_der();
            let Ok((_, read)) = X509Certificate::from_der(certificate) else { continue };
            if *read.public_key().subject_public_key.data == *public.as_ref() {
                return Ok(Self {
                    key_pem: pem("PRIVATE KEY", der),
                    certificate_pem: pem("CERTIFICATE", certificate),
                    subject: read.subject().to_string(),
                    until: read.validity().not_after.to_string(),
                });
            }
        }
        Err(PfxError::NoCertificate)
    }

    /// Writes the pair beside each other: `into.key`, which only its owner may read, and
    /// `into.cer`. What is there already is never overwritten.
    pub fn write(&self, into: &Path) -> io::Result<()> {
        let files = [("key", &self.key_pem, 0o600), ("cer", &self.certificate_pem, 0o644)];
        for (extension, text, mode) in files {
            let mut name = into.as_os_str().to_owned();
            name.push(".");
            name.push(extension);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(name)?;
            file.write_all(text.as_bytes())?;
        }
        Ok(())
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(std::str::from_utf8(line).expect("base64 is ASCII"));
        pem.push('\n');
    }
    pem + &format!("-----END {label}-----\n")
}
