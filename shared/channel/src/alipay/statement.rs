use super::Alipay;
use super::bill;
use super::call::{Answer, read};
use super::wire::{AskBill, Billed};
use crate::{ChannelError, Doubt, Stated, check};
use domain::Day;
use http::StatusCode;
use jiff::SignedDuration;

impl Alipay {
    /// The hour of the next day at which the bill of a day is there for certain.
    const BILLED: SignedDuration = SignedDuration::from_hours(12);

    /// What the provider says of `day`.
    pub(super) async fn stated(&self, day: Day) -> Result<Stated, ChannelError> {
        let now = self.outside.clock.now();
        if now < day.end() {
            return Ok(Stated::NotYet);
        }
        let ask = AskBill { bill_type: "trade", bill_date: day.to_string() };
        match self.say("alipay.data.dataservice.bill.downloadurl.query", &ask).await? {
            Answer::Yes(said) => {
                let billed: Billed = read(&said)?;
                self.fetch(day, &billed.bill_download_url).await
            }
            // They say it of a day without trades, and of one whose bill is still being made.
            Answer::No(refusal)
                if refusal.says(&["NO_BILL_DATA", "BILL_NOT_EXIST", "bill_not_exist"]) =>
            {
                Ok(if now < day.end() + Self::BILLED { Stated::NotYet } else { Stated::Empty })
            }
            Answer::No(refusal) if refusal.says(&["BILL_DATE_BEFORE_REGISTRATION"]) => {
                Ok(Stated::Empty)
            }
            Answer::No(refusal) => Err(refusal.for_good()),
        }
    }

    /// The bill of `day`, from the address at which the provider lets it be fetched for seconds.
    async fn fetch(&self, day: Day, url: &str) -> Result<Stated, ChannelError> {
        let local = check::address("Alipay", "bill", url).is_ok();
        // They hand out plain addresses of a host that speaks TLS as well.
        let url = match url.strip_prefix("http://") {
            Some(rest) if !local => format!("https://{rest}"),
            Some(_) | None => url.to_owned(),
        };
        let request = http::Request::get(url).body(Vec::new()).map_err(|_| Doubt::Garbled(None))?;
        let answer = self.outside.fetch(request).await?;
        if answer.status() != StatusCode::OK {
            let status = answer.status().as_u16();
            return Err(Doubt::Status { status, code: String::new() }.into());
        }
        match bill::read(answer.body(), &self.merchant, day) {
            Ok(statement) => Ok(Stated::Day(statement)),
            Err(error) => {
                tracing::warn!(channel = "alipay", "the bill of {day} is not one: {error}");
                Err(Doubt::Torn(error.torn()).into())
            }
        }
    }
}
