use super::Wechat;
use crate::bank::Desk;
use serde_json::{Value, json};

impl Wechat {
    /// The number of the certificate that signs now.
    pub(super) fn certificate_serial(&self) -> &str {
        if self.rotated { &self.account.next.serial } else { &self.account.certificate_serial }
    }

    /// `GET /v3/certificates`: those in use, each sealed for the merchant. After a change the one
    /// before is listed, too.
    pub(super) fn certificates(&self, desk: &mut Desk) -> Value {
        let us = &self.account;
        let mut listed = Vec::new();
        let mut list = |serial: &str, pem: &str, since: &str| {
            let nonce = desk.random.letters(12);
            listed.push(json!({
                "serial_no": serial,
                "effective_time": since,
                "expire_time": "2044-01-01T08:00:00+08:00",
                "encrypt_certificate": {
                    "algorithm": "AEAD_AES_256_GCM",
                    "nonce": nonce,
                    "associated_data": "certificate",
                    "ciphertext": self.seal.seals(pem.as_bytes(), &nonce, "certificate"),
                },
            }));
        };
        if self.rotated {
            list(&us.next.serial, &us.next.certificate_pem, "2025-12-01T08:00:00+08:00");
        }
        list(&us.certificate_serial, &us.certificate_pem, "2024-01-01T08:00:00+08:00");
        json!({ "data": listed })
    }
}
