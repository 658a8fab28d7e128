use domain::ledger::audit::{Audit, Finding, Sums, audit};
use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;
use store::Store;

/// What an audit of a whole school came to.
struct Audited {
    audit: Audit,
    /// Rows that can be read as nobody's.
    strays: Vec<String>,
}

/// How often a school is looked at while something does not add up.
const LOOKS: usize = 3;

/// What a payment that is just being booked needs to be whole.
const PAUSE: Duration = Duration::from_secs(2);

/// Recounts every fen from the entries, and shows what came of it. It fails if anything does not add
/// up, so that a script hears of it.
pub async fn recount(store: &Store, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let audited = look(store).await?;
    audited.show(out)?;
    let wrong = audited.audit.findings.len() + audited.strays.len();
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} things do not add up").into()) }
}

/// Whoever reads whole tables sees payments that are booked meanwhile in part. So what does not add
/// up is looked at again, and only what is found each time is wrong.
async fn look(store: &Store) -> Result<Audited, Box<dyn Error>> {
    let mut seen = once(store).await?;
    for _ in 1..LOOKS {
        if seen.audit.findings.is_empty() && seen.strays.is_empty() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        let mut again = once(store).await?;
        let known: Vec<Finding> = std::mem::take(&mut seen.audit.findings);
        again.audit.findings.retain(|it| known.contains(it));
        again.strays.retain(|it| seen.strays.contains(it));
        seen = again;
    }
    Ok(seen)
}

async fn once(store: &Store) -> Result<Audited, Box<dyn Error>> {
    let moneys = store.moneys().await?;
    Ok(Audited { audit: audit(&moneys.people), strays: moneys.strays })
}

impl Audited {
    fn show(&self, out: &mut impl Write) -> io::Result<()> {
        let Audit { counts, sums, digest, findings } = &self.audit;
        writeln!(out, "people    {:>12}", counts.people)?;
        writeln!(out, "entries   {:>12}", counts.entries)?;
        writeln!(out, "bills     {:>12}", counts.bills)?;
        writeln!(out, "orders    {:>12}", counts.orders)?;
        writeln!(out, "payments  {:>12}", counts.payments)?;
        writeln!(out, "refunds   {:>12}", counts.refunds)?;
        let Sums { received, on_bills, left, on_its_way, given_back } = *sums;
        for (what, fen) in [
            ("received", received),
            ("on bills", on_bills),
            ("left", left),
            ("on its way", on_its_way),
            ("given back", given_back),
        ] {
            writeln!(out, "{what:<10}{:>12}", yuan(fen))?;
        }
        for it in findings {
            writeln!(out, "WRONG {it}")?;
        }
        for it in &self.strays {
            writeln!(out, "WRONG nobody's row: {it}")?;
        }
        writeln!(out, "digest of all entries: {digest}")
    }
}

/// A whole school's sum is more than a [`domain::Money`] holds.
fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
