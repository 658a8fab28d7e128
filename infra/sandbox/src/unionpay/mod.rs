//! China UnionPay's online gateway (ACP 5.1.0): front pages, codes, queries, refunds, files.

mod acts;
mod asks;
mod keys;
mod notices;
mod seal;
mod statement;
mod wire;

use crate::bank::{Announcement, Desk, Misdeed, On, Provider, SignedBy, WayBack};
use crate::server::note;
use asks::{Call, Refusal};
use http::{Request, Response, StatusCode};
use jiff::Timestamp;
use seal::{Seal, Signer};
use std::collections::BTreeSet;
use wire::{answer_of, broken, cut, fields, read};

pub use keys::{Keys, Signing};

/// UnionPay, with one account.
pub struct Unionpay {
    keys: Keys,
    seal: Seal,
    /// Who signs now: the other one after each change.
    signer: Signer,
    signed_by: SignedBy,
    /// Numbers of refunds: a query of one is told from a query of an order by them.
    refunds: BTreeSet<String>,
}

impl Unionpay {
    /// # Panics
    /// If the keys are not keys.
    pub fn new(keys: &Keys) -> Self {
        Self {
            seal: Seal::new(keys),
            keys: keys.clone(),
            signer: Signer::First,
            signed_by: SignedBy::PublicKey,
            refunds: BTreeSet::new(),
        }
    }

    /// Who signs a notice: over a change, both do.
    fn notice_signer(&self, desk: &mut Desk) -> Signer {
        let older = if self.signer == Signer::First { Signer::Second } else { Signer::First };
        match self.signed_by {
            SignedBy::PublicKey => self.signer,
            SignedBy::Certificate => older,
            SignedBy::Either => {
                if desk.random.coin() {
                    self.signer
                } else {
                    older
                }
            }
        }
    }
}

impl Provider for Unionpay {
    fn slug(&self) -> &'static str {
        "unionpay"
    }

    fn name(&self) -> &'static str {
        "银联在线支付"
    }

    fn on(&self, request: &Request<Vec<u8>>) -> Option<On> {
        let ask = read(request.body())?;
        match Call::of(request.uri().path(), &ask)? {
            Call::Front | Call::Code => Some(On::Place),
            Call::Query if ask.get("orderId").is_some_and(|it| self.refunds.contains(it)) => {
                Some(On::QueryRefund)
            }
            Call::Query => Some(On::Query),
            Call::Refund | Call::Undo => Some(On::Refund),
            Call::Statement => Some(On::Statement),
        }
    }

    fn answer(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        let path = request.uri().path();
        let front = path == "/gateway/api/frontTransReq.do";
        let ask = read(request.body()).unwrap_or_default();
        let said = match Call::of(path, &ask).filter(|_| request.method() == "POST") {
            Some(call) => self.act(desk, call, &ask, now),
            None => Err(Refusal::new("32", "无此交易权限")),
        };
        match said {
            Ok(said) if front => {
                let back = ask.get("frontUrl").map_or("", String::as_str);
                desk.cashier(said.get("code").map_or("", String::as_str), back)
            }
            // What the payer sees of a form that is wrong.
            Err(refusal) if front => {
                note(StatusCode::OK, &format!("{} [{}]", refusal.message, refusal.code))
            }
            Ok(said) => self.raw(desk, &ask, said),
            Err(Refusal { code, message }) => {
                self.raw(desk, &ask, fields([("respCode", &code), ("respMsg", &message)]))
            }
        }
    }

    fn notice(
        &mut self,
        desk: &mut Desk,
        announcement: &Announcement,
        _: Timestamp,
    ) -> Request<Vec<u8>> {
        let signer = self.notice_signer(desk);
        let trade = desk.ledger.trade(&announcement.number).expect("told of an order that is here");
        self.told(trade, announcement, signer)
    }

    fn taken(&self, status: u16, _: &[u8]) -> bool {
        matches!(status, 200 | 302)
    }

    fn resends(&self) -> &'static [u64] {
        &[60, 120, 240, 300]
    }

    fn way_back(&mut self, desk: &mut Desk, number: &str, _: Timestamp) -> WayBack {
        let trade = desk.ledger.trade(number);
        let back = trade.and_then(|it| Some((it, it.payments.last()?, it.return_url.clone()?)));
        let Some((trade, payment, url)) = back else { return WayBack::None };
        let said = notices::of_payment(trade, payment, &self.keys.merchant_id);
        WayBack::Post { url, fields: self.seal.signed(said, self.signer) }
    }

    fn spoil(&mut self, misdeed: &Misdeed, mut answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
        let said = cut(answer.body());
        let Some(mut said) = said else { return answer };
        match misdeed {
            Misdeed::ErrorAfter => return broken(500),
            Misdeed::Accepted => {
                for name in ["origRespCode", "origRespMsg", "qrCode", "fileContent"] {
                    said.remove(name);
                }
                said.extend(fields([("respCode", "05"), ("respMsg", "交易已受理")]));
                said = self.seal.signed(said, self.signer);
            }
            Misdeed::Unsigned => {
                said.remove("signature");
                said.remove("signPubKeyCert");
            }
            Misdeed::Probe => said = self.seal.signed(said, Signer::Other),
            Misdeed::Tampered => {
                said.insert("respMsg".to_owned(), "成功[0000001]".to_owned());
            }
            Misdeed::None
            | Misdeed::LostAsk
            | Misdeed::LostAnswer
            | Misdeed::ErrorBefore
            | Misdeed::TooMany
            | Misdeed::Reject { .. }
            | Misdeed::Pending
            | Misdeed::Fail
            | Misdeed::MissingLine
            | Misdeed::Cut
            | Misdeed::WrongTotal
            | Misdeed::WrongHash
            | Misdeed::NotYet => return answer,
        }
        *answer.body_mut() = answer_of(&said);
        answer
    }

    fn instead(&self, misdeed: &Misdeed) -> Response<Vec<u8>> {
        let Misdeed::Reject { code, .. } = misdeed else {
            return broken(if *misdeed == Misdeed::TooMany { 429 } else { 500 });
        };
        let said = fields([("respCode", code), ("respMsg", "沙箱按要求出错")]);
        Response::new(answer_of(&self.seal.signed(said, self.signer)))
    }

    /// From now on the other certificate signs. Nobody is told: it comes with each message.
    fn rotate(&mut self, _: &mut Desk, _: Timestamp) {
        self.signer = if self.signer == Signer::First { Signer::Second } else { Signer::First };
    }

    fn sign_notices_by(&mut self, signed_by: SignedBy) {
        self.signed_by = signed_by;
    }
}
