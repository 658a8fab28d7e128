use super::Wechat;
use super::call::Answer;
use super::wire::{Amount, H5Info, Payer, Place, PlacedH5, PlacedJsapi, PlacedNative, SceneInfo};
use crate::{Channel, ChannelError, Checkout, text};
use domain::{Order, Way};
use http::Method;
use jiff::ToSpan;
use percent_encoding::utf8_percent_encode;

impl Wechat {
    /// Longest `description`. They say "127 characters"; in bytes it fits whatever they count.
    const DESCRIPTION_MAX: usize = 127;

    /// Hours for which a QR code works, however long the order does.
    const QR_HOURS: i64 = 2;

    /// Asks for an order with the product of its way: `NATIVE`, H5 or `JSAPI`. Asked again, the
    /// provider gives a new code, page or `prepay_id` for the same order.
    pub(super) async fn order(&self, order: &Order) -> Result<Checkout, ChannelError> {
        if !self.ways(order.scene).contains(&order.way) {
            return Err(ChannelError::NotOffered);
        }
        match order.way {
            Way::Qr => {
                let placed = self.ordered("native", order).await?;
                let PlacedNative { code_url } = super::read(&placed)?;
                let works = self.outside.clock.now() + Self::QR_HOURS.hours();
                Ok(Checkout::Qr { content: code_url, until: order.until.min(works) })
            }
            Way::Page => {
                let placed = self.ordered("h5", order).await?;
                let PlacedH5 { h5_url } = super::read(&placed)?;
                let back = self.settings.result_page(order.id);
                let back = utf8_percent_encode(&back, &Self::PLAIN);
                let sign = if h5_url.contains('?') { '&' } else { '?' };
                Ok(Checkout::Jump { url: format!("{h5_url}{sign}redirect_url={back}") })
            }
            Way::Wallet => {
                // Who they are is what the entrance is for; an order without it cannot be paid here.
                order.wallet_user.as_ref().ok_or(ChannelError::NotOffered)?;
                let placed = self.ordered("jsapi", order).await?;
                let PlacedJsapi { prepay_id } = super::read(&placed)?;
                Ok(Checkout::Wallet { params: self.bridge(&prepay_id) })
            }
        }
    }

    async fn ordered(&self, product: &str, order: &Order) -> Result<Vec<u8>, ChannelError> {
        let path = format!("/v3/pay/transactions/{product}");
        match self.say(&Method::POST, &path, &self.ask(order)).await? {
            Answer::Yes(body) => Ok(body),
            Answer::No(status, refusal) => Err(refusal.final_at(status)),
        }
    }

    fn ask(&self, order: &Order) -> String {
        let scene_info = (order.way == Way::Page).then_some(SceneInfo {
            payer_client_ip: &order.client_ip,
            h5_info: H5Info { kind: "Wap" },
        });
        let payer = order.wallet_user.as_ref().filter(|_| order.way == Way::Wallet);
        super::body(&Place {
            appid: &self.settings.app_id,
            mchid: &self.settings.merchant_id,
            description: text::description(order, Self::DESCRIPTION_MAX),
            out_trade_no: order.number(),
            time_expire: text::beijing(order.until, "%Y-%m-%dT%H:%M:%S%:z"),
            notify_url: &self.settings.notify_url,
            amount: Amount { total: order.total.fen(), currency: "CNY" },
            payer: payer.map(|it| Payer { openid: it.as_str() }),
            scene_info,
        })
    }
}
