//! Amounts in the capital numerals of a receipt (大写): 肆仟捌佰元整.

use crate::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// Ten thousand and its square: by these the number words go on, each with all that is below it.
const WAN: u64 = 10_000;
const YI: u64 = 100_000_000;

impl Money {
    /// The amount in the capitals of Chinese bookkeeping (人民币大写), which nobody can alter by a
    /// stroke. By the central bank's rules of filling in bills (《支付结算办法》附一): zeros inside are
    /// one 零, so is an empty 角 before 分, and 整 ends what has no 分.
    pub fn in_capitals(self) -> String {
        let (yuan, jiao, fen) = (self.fen() / 100, self.fen() / 10 % 10, self.fen() % 10);
        let mut text = String::from("人民币");
        if yuan > 0 || self.is_zero() {
            text.push_str(&whole(yuan));
            text.push('元');
        }
        if jiao > 0 {
            text.push(digit(jiao));
            text.push('角');
        }
        if fen > 0 {
            if jiao == 0 && yuan > 0 {
                text.push('零');
            }
            text.push(digit(fen));
            text.push('分');
        } else {
            text.push('整');
        }
        text
    }
}

fn whole(number: u64) -> String {
    match number {
        0..WAN => below_wan(number),
        WAN..YI => joined(number, WAN, '万'),
        YI.. => joined(number, YI, '亿'),
    }
}

/// `number` as so many of `unit`, called `name`, and the rest. What the rest lacks of its first
/// place is one 零.
fn joined(number: u64, unit: u64, name: char) -> String {
    let (many, rest) = (number / unit, number % unit);
    let gap = if rest < unit / 10 { "零" } else { "" };
    let below = if rest == 0 { String::new() } else { format!("{gap}{}", whole(rest)) };
    format!("{}{name}{below}", whole(many))
}

fn below_wan(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut text = String::new();
    let mut rest = number;
    for (place, name) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        if rest / place > 0 {
            text.push(digit(rest / place));
            text.push_str(name);
        } else if !text.is_empty() && !text.ends_with('零') && rest > 0 {
            text.push('零');
        }
        rest %= place;
    }
    text
}

fn digit(number: u64) -> char {
    DIGITS[usize::try_from(number % 10).expect("below ten")]
}

#[cfg(test)]
mod tests {
    use super::DIGITS;
    use crate::Money;
    use proptest::prelude::*;

    fn fen(fen: u64) -> Money {
        Money::from_fen(fen).expect("in range")
    }

    #[track_caller]
    fn check(amount: &str, expected: &str) {
        let money: Money = amount.parse().expect("an amount");
        assert_eq!(money.in_capitals(), format!("人民币{expected}"), "{amount}");
    }

    #[test]
    fn the_rules_examples_are_written_as_the_rules_write_them() {
        check("1409.50", "壹仟肆佰零玖元伍角整");
        check("6007.14", "陆仟零柒元壹角肆分");
        check("1680.32", "壹仟陆佰捌拾元叁角贰分");
        check("107000.53", "壹拾万柒仟元伍角叁分");
        check("16409.02", "壹万陆仟肆佰零玖元零贰分");
        check("325.04", "叁佰贰拾伍元零肆分");
    }

    #[test]
    fn ends_of_the_range_and_empty_places() {
        check("0", "零元整");
        check("0.01", "壹分");
        check("0.50", "伍角整");
        check("0.55", "伍角伍分");
        check("10", "壹拾元整");
        check("4800", "肆仟捌佰元整");
        check("1001", "壹仟零壹元整");
        check("10001", "壹万零壹元整");
        check("100100", "壹拾万零壹佰元整");
        check("1010010.01", "壹佰零壹万零壹拾元零壹分");
        check("10000000", "壹仟万元整");
        // A sum of amounts may be more than any one of them.
        let sum: Money = std::iter::repeat_n(Money::MAX, 12).chain([fen(1)]).sum();
        assert_eq!(sum.in_capitals(), "人民币壹亿贰仟万元零壹分");
    }

    /// Reads capitals back; the words in between change nothing but the value.
    fn read(text: &str) -> Option<u64> {
        let text = text.strip_prefix("人民币")?;
        let (yuan, rest) = text.split_once('元').unwrap_or(("", text));
        let (jiao, rest) = rest.split_once('角').unwrap_or(("", rest));
        let fen = rest.split_once('分').map_or("", |it| it.0);
        Some(100 * number(yuan)? + 10 * number(jiao)? + number(fen)?)
    }

    fn number(text: &str) -> Option<u64> {
        let of = |name: char, worth: u64| {
            text.rsplit_once(name)
                .map(|(high, low)| Some(number(high)?.checked_mul(worth)? + number(low)?))
        };
        let largest_first =
            [('亿', 100_000_000), ('万', 10_000), ('仟', 1000), ('佰', 100), ('拾', 10)];
        for (name, worth) in largest_first {
            if let Some(value) = of(name, worth) {
                return value;
            }
        }
        let mut value = 0;
        for letter in text.chars().filter(|it| *it != '零') {
            value = value * 10 + DIGITS.iter().position(|it| *it == letter)? as u64;
        }
        Some(value)
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(amount in prop_oneof![0..=Money::MAX.fen(), 0_u64..100_000]) {
            let text = fen(amount).in_capitals();
            prop_assert_eq!(read(&text), Some(amount), "{}", text);
        }

        #[test]
        fn no_two_zeros_stand_together_and_none_before_a_unit(amount in 1..=Money::MAX.fen()) {
            let text = fen(amount).in_capitals();
            for wrong in ["零零", "零元", "零角", "零分", "零拾", "零佰", "零仟", "零万", "零整"] {
                prop_assert!(!text.contains(wrong), "{}", text);
            }
            prop_assert_eq!(text.ends_with('整'), amount % 10 == 0);
        }
    }
}
