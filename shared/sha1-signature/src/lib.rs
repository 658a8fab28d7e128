//! RSA PKCS #1 v1.5 with SHA-1, to sign: one bank still wants it, nobody else should.
//!
//! aws-lc, the workspace's one cryptographic library, can do it, but its safe interface
//! (`aws-lc-rs`) only verifies SHA-1 and offers neither an encoding for it nor a raw private key
//! operation. So this package asks the same linked library directly, through four of its functions,
//! and is the only one of the workspace that is not `forbid(unsafe_code)`. A second RSA in Rust
//! would have been safe in Rust's sense and unsafe in the other: the `rsa` crate's private key
//! operations take a time that depends on the key.
//!
//! **Invariant:** only a key that `aws-lc-rs` has checked gets in, and no pointer gets out.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_sys::{
    CBS, ERR_clear_error, EVP_PKEY, EVP_PKEY_free, EVP_PKEY_get0_RSA, EVP_parse_private_key,
    NID_sha1, RSA_sign,
};
use std::ffi::c_uint;
use std::fmt;
use std::ptr::NonNull;

/// A private RSA key that signs with SHA-1.
pub struct Sha1SigningKey {
    /// Owned by this value alone, and freed with it.
    key: NonNull<EVP_PKEY>,
    /// Bytes of the modulus, which are the bytes of a signature.
    size: usize,
}

impl Sha1SigningKey {
    /// The same key as `checked`, which is RSA of 2048 to 8192 bits.
    pub fn new(checked: &KeyPair) -> Self {
        let der: Pkcs8V1Der<'_> = checked.as_der().expect("a checked key can be written");
        let der = der.as_ref();
        let mut unread = CBS { data: der.as_ptr(), len: der.len() };
        // SAFETY: `unread` spans exactly the bytes of `der`, which outlives the call; the function
        // only reads them, moves `unread` along and returns a key of its own, or null.
        #[expect(unsafe_code, reason = "the library's own interface")]
        let key = unsafe { EVP_parse_private_key(&raw mut unread) };
        let key = NonNull::new(key).expect("what the library just wrote it can read");
        Self { key, size: checked.public_modulus_len() }
    }

    /// The signature of `text`.
    pub fn sign(&self, text: &[u8]) -> Vec<u8> {
        let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, text);
        let digest = digest.as_ref();
        // SAFETY: `self.key` is a live key, freed only when `self` is dropped. What comes back
        // belongs to it, is null if it is not RSA, and is used only within this function.
        #[expect(unsafe_code, reason = "the library's own interface")]
        let rsa = unsafe { EVP_PKEY_get0_RSA(self.key.as_ptr()) };
        assert!(!rsa.is_null(), "only RSA keys get in");
        let mut signature = vec![0; self.size];
        let mut written: c_uint = 0;
        // SAFETY: `rsa` is not null and lives as long as `self.key`. `digest` is read for its own
        // length. At most `RSA_size` bytes are written to `signature`, and it is that long: `size`
        // is what the library calls the modulus's length of this very key. Signing does not change
        // the key for others: the library says that it may be done by several threads at once.
        #[expect(unsafe_code, reason = "the library's own interface")]
        let signed = unsafe {
            RSA_sign(
                NID_sha1,
                digest.as_ptr(),
                digest.len(),
                signature.as_mut_ptr(),
                &raw mut written,
                rsa,
            )
        };
        if signed != 1 {
            // SAFETY: takes nothing, and only empties this thread's own list of errors.
            #[expect(unsafe_code, reason = "the library's own interface")]
            unsafe {
                ERR_clear_error();
            }
        }
        assert!(signed == 1 && written as usize == self.size, "a checked key signs");
        signature
    }
}

impl Drop for Sha1SigningKey {
    fn drop(&mut self) {
        // SAFETY: the pointer came from the library, is owned by this value, and is not used again.
        #[expect(unsafe_code, reason = "the library's own interface")]
        unsafe {
            EVP_PKEY_free(self.key.as_ptr());
        }
    }
}

// SAFETY: the key is not tied to the thread that made it, and nobody else holds its pointer.
#[expect(unsafe_code, reason = "a pointer says nothing about threads; the library does")]
unsafe impl Send for Sha1SigningKey {}

// SAFETY: behind a shared reference a key is only signed with, which the library documents as not
// changing the key and as allowed to several threads at once (its own caches are behind a lock).
#[expect(unsafe_code, reason = "a pointer says nothing about threads; the library does")]
unsafe impl Sync for Sha1SigningKey {}

/// Nothing of the key.
impl fmt::Debug for Sha1SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha1SigningKey({} bits)", self.size * 8)
    }
}
