use crate::site::{Load, Site};
use domain::reconcile::{DayReport, Exception, ReportState, Source, Tally};
use domain::{ChannelKind, Day};
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

/// A day that somebody wants to see reconciled.
pub struct WantedDay {
    pub day: Day,
    /// One channel; without it, all.
    pub channel: Option<ChannelKind>,
    /// The statement of that channel, to be brought first.
    pub file: Option<PathBuf>,
    pub url: String,
    pub user: String,
    pub password: String,
}

/// Where the days of some channels stand.
#[derive(Deserialize)]
struct Days {
    days: Vec<Standing>,
}

#[derive(Deserialize)]
struct Standing {
    channel: ChannelKind,
    #[serde(flatten)]
    state: ReportState,
}

/// Lines that a terminal shows of each report; the page and the workbook have all.
const SHOWN: usize = 40;

/// Brings the file, if there is one, and shows where the day stands. It fails as long as a channel's
/// day is not done, so that a script hears of it.
pub async fn reconcile(wanted: WantedDay, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let WantedDay { day, channel, file, url, user, password } = wanted;
    let brought = match (file, channel) {
        (Some(file), Some(channel)) => Some((channel, std::fs::read(file)?)),
        (Some(_), None) => return Err("--channel says whose statement the file is".into()),
        (None, _) => None,
    };
    let mut site = Site::new(&url)?;
    site.sign_in(&user, &password).await?;
    if let Some((channel, file)) = brought {
        let path = format!("/api/office/statements/{channel}/{day}");
        let _: Value = site.send(Method::PUT, &path, Load::Bytes(file)).await?;
    }
    let path = format!("/api/office/reports?from={day}&to={day}");
    let list: Days = site.send(Method::GET, &path, Load::Json(&Value::Null)).await?;
    let mut open = 0;
    let mut seen = false;
    for it in list.days.iter().filter(|it| channel.is_none_or(|wanted| wanted == it.channel)) {
        seen = true;
        if let ReportState::Done { .. } = it.state {
            let path = format!("/api/office/reports/{}/{day}", it.channel);
            let report = site.send(Method::GET, &path, Load::Json(&Value::Null)).await?;
            show(&report, out)?;
        } else {
            open += 1;
            writeln!(out, "{} {day}: {}", it.channel, words(&it.state))?;
        }
    }
    match (seen, open) {
        (false, _) => Err("nobody looked at that day yet".into()),
        (true, 0) => Ok(()),
        (true, _) => Err("not every channel's day is done".into()),
    }
}

fn words(state: &ReportState) -> String {
    match state {
        ReportState::Waiting => "there is no statement yet; it is asked for again".to_owned(),
        ReportState::Upload => "its statement is to be brought with --file".to_owned(),
        ReportState::Refused { code } => format!("its statement is refused: {code}"),
        ReportState::Done { .. } => "done".to_owned(),
    }
}

fn show(report: &DayReport, out: &mut impl Write) -> io::Result<()> {
    let DayReport { channel, day, merchant, exceptions, pooled, .. } = report;
    writeln!(out, "{channel} {day} of {}", merchant.0)?;
    let sums = [("ours", report.ours), ("theirs", report.theirs), ("agreed", report.agreed)];
    for (name, Tally { payments, paid, refunds, returned }) in sums {
        writeln!(out, "  {name:<7} {payments} paid {paid}, {refunds} given back {returned}")?;
    }
    writeln!(out, "  {} to look at, {} looked for later", exceptions.len(), pooled.len())?;
    for it in exceptions.iter().take(SHOWN) {
        writeln!(out, "    {}", line(it, report.source))?;
    }
    if exceptions.len() > SHOWN {
        writeln!(out, "    … all of them: /api/office/reports/{channel}/{day}.xlsx")?;
    }
    Ok(())
}

fn line(it: &Exception, source: Source) -> String {
    let side = |side: &Option<domain::reconcile::Move>| {
        side.as_ref().map_or("-".to_owned(), |it| it.amount.to_string())
    };
    let number = it.theirs.as_ref().or(it.ours.as_ref()).map_or("", |it| &it.number);
    format!(
        "{:<13} {number}  ours {}  theirs {}  {}",
        it.trouble.code(),
        side(&it.ours),
        side(&it.theirs),
        it.advice(source)
    )
}

#[cfg(test)]
mod tests {
    use super::{Days, show, words};
    use domain::reconcile::{Around, reconcile};
    use domain::{ChannelKind, LineKind, Merchant, Money, Statement, StatementLine, Transaction};

    #[test]
    fn a_terminal_shows_what_somebody_has_to_look_at() {
        let line = StatementLine {
            kind: LineKind::Payment,
            number: "SHOP-1".to_owned(),
            refund: None,
            transaction: Transaction("T1".to_owned()),
            amount: Money::from_fen(480_000).expect("in range"),
            fee_fen: 0,
            at: None,
            said_at: String::new(),
        };
        let (merchant, day) = (Merchant("M1".to_owned()), "2026-11-21".parse().expect("a day"));
        let empty = Statement::empty(ChannelKind::Bocom, &merchant, day);
        let statement = Statement { lines: vec![line], ..empty };
        let mut shown = Vec::new();
        let report = reconcile(&statement, &Around::default()).report;
        show(&report, &mut shown).expect("written");
        let shown = String::from_utf8(shown).expect("text");
        for it in ["bocom 2026-11-21 of M1", "theirs  1 paid 4800.00", "unknown       SHOP-1"] {
            assert!(shown.contains(it), "{it}:\n{shown}");
        }
    }

    #[test]
    fn where_a_day_stands_is_read_from_the_platforms_answer() {
        let said = r#"{"days":[{"channel":"bocom","day":"2026-11-21","at":"2026-11-22T02:30:00Z",
            "state":"refused","code":"no-total"}]}"#;
        let days: Days = serde_json::from_str(said).expect("the answer");
        assert_eq!(words(&days.days[0].state), "its statement is refused: no-total");
    }
}
