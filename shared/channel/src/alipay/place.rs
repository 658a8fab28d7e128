use super::Alipay;
use super::call::{Answer, read};
use super::keys::QrContract;
use super::wire::{Place, Placed, TIME};
use crate::{ChannelError, Checkout, Doubt, text};
use domain::Order;
use jiff::ToSpan;

impl Alipay {
    /// Longest `subject`, in bytes. They say "256 characters": it fits whatever they count.
    const SUBJECT_MAX: usize = 256;

    /// Hours for which a QR code works, however long the order does.
    const QR_HOURS: i64 = 2;

    /// What the provider is told about `order`.
    pub(super) fn ask(order: &Order, product_code: &'static str) -> Place {
        let mut subject = text::description(order, Self::SUBJECT_MAX);
        // Three characters that they refuse, perhaps in the name of a bill.
        subject = subject.replace(['/', '=', '&'], "-");
        Place {
            out_trade_no: order.number(),
            total_amount: order.total.to_string(),
            subject,
            product_code,
            time_expire: text::beijing(order.until, TIME),
            quit_url: None,
        }
    }

    /// A code on our page. The trade begins when somebody scans it.
    pub(super) async fn code(&self, order: &Order) -> Result<Checkout, ChannelError> {
        let product = match self.qr_contract {
            QrContract::OrderCode => "QR_CODE_OFFLINE",
            QrContract::FaceToFace => "FACE_TO_FACE_PAYMENT",
        };
        let method = "alipay.trade.precreate";
        let links = [("notify_url", &*self.places.notify_url(Self::KIND))];
        let params = self.params(method, &Self::ask(order, product), &links);
        match self.call(method, params).await? {
            Answer::Yes(said) => {
                let placed: Placed = read(&said)?;
                if placed.out_trade_no != order.number().to_string() {
                    return Err(Doubt::Garbled(None).into());
                }
                let works = self.outside.clock.now() + Self::QR_HOURS.hours();
                Ok(Checkout::Qr { content: placed.qr_code, until: order.until.min(works) })
            }
            Answer::No(refusal) => Err(refusal.for_good()),
        }
    }

    /// The provider's own page: an address that we sign and the browser opens.
    pub(super) fn page(&self, order: &Order, method: &str, ask: &Place) -> Checkout {
        let links = [
            ("notify_url", &*self.places.notify_url(Self::KIND)),
            ("return_url", &*self.places.back_url(Self::KIND, order.id)),
        ];
        let params = self.params(method, ask, &links).signed(&self.keys.own);
        Checkout::Jump { url: params.address(&self.gateway) }
    }
}
