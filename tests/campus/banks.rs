//! The providers of one campus, each with its own ledger and faults, and its single sign-on.

use domain::ChannelKind;
use http::{Request, Uri};
use jiff::Timestamp;
use sandbox::{Accounts, Bank, Cas, Fault, Misdeed, Reply};
use std::collections::BTreeMap;
use std::time::Duration;

/// Where the banks are said to be; nobody ever connects to it.
pub(crate) const BANKS_URL: &str = "http://127.0.0.1:9";

pub(crate) struct Banks {
    all: Vec<Bank>,
    pub(crate) cas: Cas,
    /// How often each wrong of a provider's struck.
    pub(crate) wrongs: BTreeMap<String, u64>,
}

impl Banks {
    /// All providers of `accounts`. What they draw follows from `seed`.
    pub(crate) fn open(accounts: &Accounts, seed: u64) -> Self {
        let mut cas = Cas::at(&format!("{BANKS_URL}/cas"), seed);
        cas.register(crate::PUBLIC_URL);
        Self { all: accounts.banks(BANKS_URL, seed), cas, wrongs: BTreeMap::new() }
    }

    /// The bank of `kind`.
    pub(crate) fn of(&mut self, kind: ChannelKind) -> &mut Bank {
        let bank = self.all.iter_mut().find(|it| it.slug() == kind.slug());
        bank.unwrap_or_else(|| panic!("the sandbox has no {kind}"))
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Bank] {
        &self.all
    }

    /// The bank that has the order `number`; WeChat Pay if none has.
    pub(crate) fn with(&mut self, number: &str) -> &mut Bank {
        let place = self.all.iter().position(|it| it.trade(number).is_some());
        match place {
            Some(place) => &mut self.all[place],
            None => self.of(ChannelKind::Wechat),
        }
    }

    /// Fen that the order `number` is about at its bank.
    pub(crate) fn asked(&self, number: &str) -> Option<u64> {
        self.all.iter().find_map(|bank| bank.trade(number)).map(|it| it.total)
    }

    /// What the bank says to whose address `request` goes.
    pub(crate) fn answer(&mut self, mut request: Request<Vec<u8>>, now: Timestamp) -> Reply {
        let whole = request.uri().path_and_query().map_or("/", |it| it.as_str()).to_owned();
        let (slug, rest) =
            whole[1..].split_at(whole[1..].find(['/', '?']).unwrap_or(whole.len() - 1));
        let rest = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
        *request.uri_mut() = rest.parse::<Uri>().expect("part of an address is an address");
        if slug == "cas" {
            return Reply { answer: self.cas.answer(&request, now).answer, after: Duration::ZERO };
        }
        let bank = self.all.iter_mut().find(|it| it.slug() == slug);
        let bank = bank.unwrap_or_else(|| panic!("{whole} is no bank's address"));
        let awaited: Vec<_> = bank.faults().cloned().collect();
        let reply = bank.answer(&request, now);
        if let Some(wrong) = struck(&awaited, bank) {
            *self.wrongs.entry(wrong).or_default() += 1;
        }
        reply
    }
}

/// Which of the wrongs that were `awaited` befell the last call of `bank`.
fn struck(awaited: &[Fault], bank: &Bank) -> Option<String> {
    if bank.is_down() {
        return Some("a provider is down".to_owned());
    }
    let mut left = bank.faults();
    let done = awaited.iter().find(|was| left.next().is_none_or(|is| is != *was))?;
    let reject = matches!(done.fault, Misdeed::Reject { .. });
    Some(if reject {
        "a provider: Reject".to_owned()
    } else {
        format!("a provider: {:?}", done.fault)
    })
}
