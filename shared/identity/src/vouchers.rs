use crate::vault::{base64, unbase64};
use aws_lc_rs::hmac;
use domain::{OrderNumber, ProofMark};
use subtle::ConstantTimeEq;

/// Vouches that it was this school who printed a proof of an order: what the proof's QR code holds.
pub struct Vouchers(hmac::Key);

/// What a voucher names: the order, and by a mark what the paper says of it. Whoever checks reads the
/// order's money anew, so nothing that changes since is vouched for, and sees whether it changed. The
/// same paper gets the same voucher, as often as it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voucher {
    pub order: OrderNumber,
    pub mark: ProofMark,
}

/// Characters of an order's number and, behind it, of a paper's mark.
const NUMBER: usize = 32;
const MARK: usize = 8;

/// Bytes of the seal behind both: 128 bits, which nobody guesses.
const SEAL: usize = 16;

const _: () = assert!(MARK * 3 == ProofMark::BYTES * 4, "base64 with no bit left over");

impl Vouchers {
    /// Its own key, made from the index key, as [`crate::Puzzles`] has one.
    pub(crate) fn new(index_key: &[u8; 32]) -> Self {
        let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, index_key), b"voucher:v1");
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }

    /// 62 letters, digits, `-` and `_`, as they stand in an address.
    pub fn write(&self, voucher: Voucher) -> String {
        let said = format!("{}{}", voucher.order, base64(&voucher.mark.0));
        let seal = base64(&self.seal(&said));
        said + &seal
    }

    /// A voucher that we wrote.
    pub fn read(&self, text: &str) -> Option<Voucher> {
        let (said, seal) = text.split_at_checked(NUMBER + MARK)?;
        let given = unbase64(seal)?;
        if !bool::from(self.seal(said).ct_eq(&given[..])) {
            return None;
        }
        let (order, mark) = said.split_at_checked(NUMBER)?;
        let mark = unbase64(mark)?.as_slice().try_into().ok()?;
        Some(Voucher { order: order.parse().ok()?, mark: ProofMark(mark) })
    }

    fn seal(&self, said: &str) -> [u8; SEAL] {
        let whole = hmac::sign(&self.0, said.as_bytes());
        *whole.as_ref().first_chunk().expect("32 bytes begin with 16")
    }
}

#[cfg(test)]
mod tests {
    use crate::{Chance, IdentitySecret, Keys, Voucher, Vouchers};
    use domain::{OrderId, OrderNumber, PersonId, ProofMark};
    use proptest::prelude::*;

    fn vouchers() -> Vouchers {
        Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys").vouchers
    }

    fn voucher(order: u128, payer: u32, mark: [u8; 6]) -> Voucher {
        let order =
            OrderNumber { order: OrderId::from_bits(order), payer: PersonId::from_bits(payer) };
        Voucher { order, mark: ProofMark(mark) }
    }

    #[test]
    fn a_voucher_is_the_same_each_time_and_fits_an_address() {
        let vouchers = vouchers();
        let text = vouchers.write(voucher(1 << 100, 7, [1; 6]));
        assert_eq!(text, vouchers.write(voucher(1 << 100, 7, [1; 6])));
        assert_ne!(text, vouchers.write(voucher(1 << 100, 7, [2; 6])), "it says something else");
        assert_eq!(text.len(), 62);
        assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_'));
        assert_eq!(self::vouchers().read(&text), None, "another school's");
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_nothing_near_it(
            order: u128,
            payer in 0_u32..1 << 30,
            mark: [u8; 6],
            place in 0_usize..62,
            bit in 0_u32..7,
        ) {
            let vouchers = vouchers();
            let text = vouchers.write(voucher(order, payer, mark));
            prop_assert_eq!(vouchers.read(&text), Some(voucher(order, payer, mark)));
            prop_assert_eq!(vouchers.read(&text[..place]), None, "cut off");
            prop_assert_eq!(vouchers.read(&format!("{text}A")), None, "longer");
            let mut bytes = text.into_bytes();
            bytes[place] ^= 1 << bit;
            let near = String::from_utf8(bytes).expect("still ASCII");
            prop_assert_eq!(vouchers.read(&near), None, "{}", near);
        }

        #[test]
        fn no_text_is_a_voucher_or_panics(text in ".{0,80}", plain in "[0-9A-Za-z_-]{62}") {
            let vouchers = vouchers();
            prop_assert_eq!(vouchers.read(&text), None);
            prop_assert_eq!(vouchers.read(&plain), None);
        }
    }
}
