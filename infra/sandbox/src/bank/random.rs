/// `SplitMix64`: small, seeded, and the same on every machine. It guards nothing.
pub struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of two.
    pub fn coin(&mut self) -> bool {
        self.next() & 1 == 1
    }

    /// Letters and digits.
    pub fn letters(&mut self, many: usize) -> String {
        self.text(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", many)
    }

    /// Hexadecimal digits, lower case.
    pub fn hex(&mut self, many: usize) -> String {
        self.text(b"0123456789abcdef", many)
    }

    /// Decimal digits.
    pub fn digits(&mut self, many: usize) -> String {
        self.text(b"0123456789", many)
    }

    fn text(&mut self, alphabet: &[u8], many: usize) -> String {
        let size = u64::try_from(alphabet.len()).expect("an alphabet is short");
        let place = |drawn: u64| usize::try_from(drawn % size).expect("an alphabet is short");
        (0..many).map(|_| char::from(alphabet[place(self.next())])).collect()
    }
}
