use crate::vault::{base64, unbase64};
use aws_lc_rs::hmac;
use domain::OrderNumber;
use subtle::ConstantTimeEq;

/// Vouches that it was this school who printed a proof of an order: what the proof's QR code holds.
///
/// It names the order and says nothing about it. Whoever checks reads the order anew, so nothing
/// that changes since is vouched for. The same order gets the same voucher, as often as it is printed.
pub struct Vouchers(hmac::Key);

/// Characters of an order's number, and bytes of the mark behind it: 128 bits, which nobody guesses.
const NUMBER: usize = 32;
const MARK: usize = 16;

impl Vouchers {
    /// Its own key, made from the index key, as [`crate::Puzzles`] has one.
    pub(crate) fn new(index_key: &[u8; 32]) -> Self {
        let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, index_key), b"voucher:v1");
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }

    /// 54 letters, digits, `-` and `_`, as they stand in an address.
    pub fn write(&self, order: OrderNumber) -> String {
        let number = order.to_string();
        format!("{number}{}", base64(&self.mark(&number)))
    }

    /// The order of a voucher that we wrote.
    pub fn read(&self, text: &str) -> Option<OrderNumber> {
        let (number, mark) = text.split_at_checked(NUMBER)?;
        let given = unbase64(mark)?;
        let ours = bool::from(self.mark(number).ct_eq(&given[..]));
        if ours { number.parse().ok() } else { None }
    }

    fn mark(&self, number: &str) -> [u8; MARK] {
        let whole = hmac::sign(&self.0, number.as_bytes());
        *whole.as_ref().first_chunk().expect("32 bytes begin with 16")
    }
}

#[cfg(test)]
mod tests {
    use crate::{Chance, IdentitySecret, Keys, Vouchers};
    use domain::{OrderId, OrderNumber, PersonId};
    use proptest::prelude::*;

    fn vouchers() -> Vouchers {
        Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys").vouchers
    }

    fn number(order: u128, payer: u32) -> OrderNumber {
        OrderNumber { order: OrderId::from_bits(order), payer: PersonId::from_bits(payer) }
    }

    #[test]
    fn a_voucher_is_the_same_each_time_and_fits_an_address() {
        let vouchers = vouchers();
        let text = vouchers.write(number(1 << 100, 7));
        assert_eq!(text, vouchers.write(number(1 << 100, 7)));
        assert_eq!(text.len(), 54);
        assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_'));
        assert_eq!(self::vouchers().read(&text), None, "another school's");
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_nothing_near_it(
            order: u128,
            payer in 0_u32..1 << 30,
            place in 0_usize..54,
            bit in 0_u32..7,
        ) {
            let vouchers = vouchers();
            let text = vouchers.write(number(order, payer));
            prop_assert_eq!(vouchers.read(&text), Some(number(order, payer)));
            prop_assert_eq!(vouchers.read(&text[..place]), None, "cut off");
            prop_assert_eq!(vouchers.read(&format!("{text}A")), None, "longer");
            let mut bytes = text.into_bytes();
            bytes[place] ^= 1 << bit;
            let near = String::from_utf8(bytes).expect("still ASCII");
            prop_assert_eq!(vouchers.read(&near), None, "{}", near);
        }

        #[test]
        fn no_text_is_a_voucher_or_panics(text in ".{0,80}", plain in "[0-9A-Za-z_-]{54}") {
            let vouchers = vouchers();
            prop_assert_eq!(vouchers.read(&text), None);
            prop_assert_eq!(vouchers.read(&plain), None);
        }
    }
}
