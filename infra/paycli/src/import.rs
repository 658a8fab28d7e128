use crate::said::{Applied, Preview, Problem};
use crate::site::{Load, Site};
use aws_lc_rs::digest::{SHA256, digest};
use reqwest::Method;
use serde_json::{Map, Value, json};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

/// A file that is to be brought in, and how.
pub struct Wanted {
    pub file: PathBuf,
    pub url: String,
    pub user: String,
    pub password: String,
    /// `good-rows` or `all-or-none`.
    pub policy: String,
    pub sheet: Option<String>,
    /// The batch whose bills the rows become.
    pub batch: Option<String>,
    /// `field=column`, the column by letter or heading; nothing after the sign means none.
    pub mapping: Vec<String>,
    pub items: Vec<String>,
}

/// Bytes of a piece, as the platform takes them.
const PIECE_BYTES: usize = 350 * 1024;

/// Problems that a terminal shows.
const SHOWN: usize = 40;

/// Sends the file, shows how it would be read and, if `confirm` agrees, has it written.
pub async fn import(
    wanted: Wanted,
    confirm: impl FnOnce() -> io::Result<bool>,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let file = std::fs::read(&wanted.file)?;
    let name = wanted.file.file_name().map(|it| it.to_string_lossy().into_owned());
    let id = hex::encode(digest(&SHA256, &file).as_ref());
    let mut site = Site::new(&wanted.url)?;
    site.sign_in(&wanted.user, &wanted.password).await?;

    let pieces: Vec<&[u8]> = file.chunks(PIECE_BYTES).collect();
    for (nth, piece) in pieces.iter().enumerate() {
        let path = format!("/api/imports/{id}/pieces/{nth}");
        let _: Value = site.send(Method::PUT, &path, Load::Bytes(piece.to_vec())).await?;
        write!(out, "\rsent {} of {}", nth + 1, pieces.len())?;
        out.flush()?;
    }
    writeln!(out)?;

    let mut ask = json!({
        "file_name": name, "pieces": pieces.len(), "policy": wanted.policy, "items": wanted.items,
    });
    if let Some(sheet) = &wanted.sheet {
        ask["sheet"] = json!(sheet);
    }
    if let Some(batch) = &wanted.batch {
        ask["batch"] = json!(batch);
    }
    let path = format!("/api/imports/{id}/preview");
    let mut preview: Preview = site.send(Method::POST, &path, Load::Json(&ask)).await?;
    if !wanted.mapping.is_empty() {
        ask["mapping"] = mapping(&wanted.mapping, &preview.header)?;
        preview = site.send(Method::POST, &path, Load::Json(&ask)).await?;
    }
    show(&preview, out)?;
    if !preview.ready {
        return Err("nothing was written: see the questions and problems above".into());
    }
    if !confirm()? {
        return Err("nothing was written".into());
    }
    apply(&mut site, &id, ask, out).await
}

async fn apply(
    site: &mut Site,
    id: &str,
    mut ask: Value,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let path = format!("/api/imports/{id}/apply");
    let (mut created, mut changed, mut unchanged) = (0, 0, 0);
    let mut refused: Vec<Problem> = Vec::new();
    let mut from = Some(0);
    while let Some(at) = from {
        ask["from"] = json!(at);
        let part: Applied = site.send(Method::POST, &path, Load::Json(&ask)).await?;
        created += part.created;
        changed += part.changed;
        unchanged += part.unchanged;
        refused.extend(part.refused);
        write!(out, "\rwritten {} of {} students", part.next.unwrap_or(part.of), part.of)?;
        out.flush()?;
        if part.next.is_some_and(|next| next <= at) {
            return Err("the platform does not move on".into());
        }
        from = part.next;
    }
    writeln!(out, "\nbills: {created} new, {changed} changed, {unchanged} unchanged")?;
    problems(&refused, refused.len(), out)?;
    Ok(())
}

/// `due=J`, `due=应缴金额` or `loan=` as the platform wants it.
fn mapping(said: &[String], header: &[String]) -> Result<Value, Box<dyn Error>> {
    let mut mapping = Map::new();
    for pair in said {
        let (field, column) = pair.split_once('=').ok_or("a mapping is written field=column")?;
        let by_heading = || header.iter().position(|it| it == column);
        let place = match column {
            "" => None,
            _ => Some(by_heading().or_else(|| lettered(column)).ok_or("there is no such column")?),
        };
        mapping.insert(field.to_owned(), json!(place));
    }
    Ok(Value::Object(mapping))
}

/// The column that a spreadsheet calls `letters`.
fn lettered(letters: &str) -> Option<usize> {
    let fits =
        (1..=3).contains(&letters.len()) && letters.bytes().all(|it| it.is_ascii_alphabetic());
    let digit = |it: u8| usize::from(it.to_ascii_uppercase() - b'A') + 1;
    fits.then(|| letters.bytes().fold(0, |sum, it| sum * 26 + digit(it)) - 1)
}

fn show(preview: &Preview, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "sheet {:?} of {:?}, header in row {}",
        preview.sheet, preview.sheets, preview.header_row
    )?;
    if let Some(batch) = &preview.batch {
        writeln!(out, "into the batch {} ({})", batch.id, batch.title)?;
    }
    for it in &preview.mapping {
        writeln!(
            out,
            "  {:<11} column {:<3} {} ({})",
            it.field,
            it.column + 1,
            it.heading.replace('\n', ""),
            it.how
        )?;
    }
    for it in &preview.unsure {
        let columns: Vec<usize> = it.candidates.iter().map(|column| column + 1).collect();
        writeln!(out, "  {:<11} please say which: {columns:?}", it.field)?;
    }
    writeln!(
        out,
        "{} bills of {} students, {} repeated",
        preview.rows, preview.students, preview.duplicates
    )?;
    let sums = &preview.totals;
    writeln!(
        out,
        "due {}  exempt {}  loan {}  paid {}  owed {}",
        sums.due, sums.exempt, sums.loan, sums.paid, sums.owed
    )?;
    for it in &preview.by_item {
        writeln!(out, "  {}: {} bills, {} owed", it.name, it.rows, it.owed)?;
    }
    problems(&preview.problems, preview.problem_count, out)
}

fn problems(problems: &[Problem], count: usize, out: &mut impl Write) -> io::Result<()> {
    for it in problems.iter().take(SHOWN) {
        let column = it.column.as_deref().unwrap_or("-");
        let value = it.value.as_deref().unwrap_or_default();
        writeln!(out, "row {} {column}: {} ({}) {value}", it.row, it.message, it.code)?;
    }
    if count > SHOWN.min(problems.len()) {
        writeln!(out, "… {count} problems in all")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{lettered, mapping};
    use serde_json::json;

    #[test]
    fn a_column_is_named_by_letter_or_by_heading() {
        assert_eq!(
            [lettered("A"), lettered("Z"), lettered("aa"), lettered("A1")],
            [Some(0), Some(25), Some(26), None]
        );
        let header = ["学号".to_owned(), "应缴金额".to_owned()];
        let said = ["due=应缴金额".to_owned(), "name=C".to_owned(), "loan=".to_owned()];
        let read = mapping(&said, &header).expect("readable");
        assert_eq!(read, json!({ "due": 1, "name": 2, "loan": null }));
        assert!(mapping(&["due".to_owned()], &header).is_err());
        assert!(mapping(&["due=什么".to_owned()], &header).is_err());
    }
}
