//! Reports of reconciled days, in as many rows as one needs.

use crate::listed::Fresh;
use crate::row::{self, Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::reconcile::{DayReport, ReportState, Reported, Source};
use domain::{ChannelKind, Day, Timestamp};
use serde::{Deserialize, Serialize};

/// Bytes of a report that one row holds: the table takes 400 KB, and a busy evening that the
/// provider counts to the next day is thousands of lines.
const PIECE_BYTES: usize = 300 * 1024;

/// A piece of a report. Where its day stands is a row of its own, which names the report.
#[derive(Serialize, Deserialize)]
struct PieceRow {
    json: String,
}

impl Store {
    /// Where the days from `first` to `last` stand, one after the other.
    pub async fn reported(
        &self,
        channel: ChannelKind,
        (first, last): (Day, Day),
    ) -> Result<Vec<Reported>, StoreError> {
        let (mut reported, mut next) = (Vec::new(), None);
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.reference)
                .consistent_read(true)
                .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
                .expression_attribute_values(":pk", text(row::reports(channel)))
                .expression_attribute_values(":first", text(first))
                .expression_attribute_values(":last", text(last))
                .set_exclusive_start_key(next)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                reported.push(row::read(item)?);
            }
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(reported);
            }
        }
    }

    /// Where `day` stands, if anybody looked at it yet.
    pub async fn reported_day(
        &self,
        channel: ChannelKind,
        day: Day,
    ) -> Result<Option<Reported>, StoreError> {
        Ok(self.reported(channel, (day, day)).await?.pop())
    }

    /// The report of a day that is done. [`StoreError::Raced`]: another one is just taking its place.
    pub async fn report(&self, it: &Reported) -> Result<Option<DayReport>, StoreError> {
        let ReportState::Done { .. } = it.state else { return Ok(None) };
        let pk = row::report_pieces(it.channel, it.day, it.at);
        let rows = self.listed(&self.tables.reference, &pk, Fresh::Now).await?;
        let mut json = String::new();
        for piece in rows {
            json.push_str(&row::read::<PieceRow>(piece)?.json);
        }
        if json.is_empty() {
            return Err(StoreError::Raced);
        }
        serde_json::from_str(&json).map(Some).map_err(|_| StoreError::Nonsense("a day's report"))
    }

    /// Refuses a day that is done by the provider's own statement: no file takes its place.
    pub async fn takes_uploads(&self, channel: ChannelKind, day: Day) -> Result<(), StoreError> {
        let Some(it) = self.reported_day(channel, day).await? else { return Ok(()) };
        not_by_provider(self.report(&it).await?.as_ref())
    }

    /// Keeps `report` as what its day came to. The same report again changes nothing; one of a file
    /// never takes the place of one that the provider told.
    pub async fn keep_report(&self, report: &DayReport, at: Timestamp) -> Result<(), StoreError> {
        let was = self.reported_day(report.channel, report.day).await?;
        let kept = match &was {
            Some(was) => self.report(was).await?,
            None => None,
        };
        if kept.as_ref() == Some(report) {
            return Ok(());
        }
        if report.source == Source::Upload {
            not_by_provider(kept.as_ref())?;
        }
        let json = serde_json::to_string(report).expect("a report is plain JSON");
        for (nth, piece) in (0..).zip(cut(&json)) {
            let key = Key::report_piece((report.channel, report.day, at), nth);
            self.put_report(key, &PieceRow { json: piece.to_owned() }).await?;
        }
        // Only now does anybody see it.
        let state = ReportState::Done { summary: report.summary() };
        let reported = Reported { channel: report.channel, day: report.day, at, state };
        self.put_day(report.source, &reported, was.as_ref()).await?;
        match was.filter(|it| it.at != at) {
            Some(was) => self.forget_pieces(&was).await,
            None => Ok(()),
        }
    }

    /// Keeps that a day is not done, and why. One that is done stays so.
    pub async fn put_off(&self, reported: &Reported) -> Result<(), StoreError> {
        let key = Key::report(reported.channel, reported.day);
        let put = self.client.put_item().table_name(&self.tables.reference);
        let put = put
            .set_item(Some(key.row(reported)?))
            .condition_expression("attribute_not_exists(pk) OR #state.#state <> :done")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":done", AttributeValue::S("done".to_owned()));
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(error.into()),
            },
        }
    }

    /// Puts where a day stands. A file's report is put only over what was looked at: the provider's
    /// may be done in the meantime.
    async fn put_day(
        &self,
        source: Source,
        reported: &Reported,
        was: Option<&Reported>,
    ) -> Result<(), StoreError> {
        let key = Key::report(reported.channel, reported.day);
        let put = self.client.put_item().table_name(&self.tables.reference);
        let put = put.set_item(Some(key.row(reported)?));
        let put = match (source, was) {
            (Source::Provider, _) => put,
            (Source::Upload, None) => put.condition_expression("attribute_not_exists(pk)"),
            (Source::Upload, Some(was)) => put
                .condition_expression("#at = :was")
                .expression_attribute_names("#at", "at")
                .expression_attribute_values(":was", text(was.at)),
        };
        put.send().await.map(|_| ()).map_err(|error| match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(_)) => StoreError::Raced,
            _ => error.into(),
        })
    }

    async fn put_report(&self, key: Key, value: &impl Serialize) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(&self.tables.reference);
        put.set_item(Some(key.row(value)?)).send().await?;
        Ok(())
    }

    /// Clears away what a newer report took the place of; what stays behind if this dies is read by
    /// nobody.
    async fn forget_pieces(&self, was: &Reported) -> Result<(), StoreError> {
        let pk = row::report_pieces(was.channel, was.day, was.at);
        let many = self.listed(&self.tables.reference, &pk, Fresh::Now).await?.len();
        for nth in 0..u32::try_from(many).unwrap_or(u32::MAX) {
            let key = Key::report_piece((was.channel, was.day, was.at), nth);
            let delete = self.client.delete_item().table_name(&self.tables.reference);
            delete.set_key(Some(key.item())).send().await?;
        }
        Ok(())
    }
}

fn not_by_provider(kept: Option<&DayReport>) -> Result<(), StoreError> {
    match kept.map(|it| it.source) {
        Some(Source::Provider) => Err(StoreError::StatementByProvider),
        Some(Source::Upload) | None => Ok(()),
    }
}

/// `json` in pieces, none of which ends within a character.
fn cut(json: &str) -> impl Iterator<Item = &str> {
    let mut rest = json;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::{PIECE_BYTES, cut};

    #[test]
    fn a_long_report_is_cut_between_characters() {
        let text = "账".repeat(PIECE_BYTES);
        let pieces: Vec<_> = cut(&text).collect();
        assert!(pieces.iter().all(|it| it.len() <= PIECE_BYTES));
        assert_eq!(pieces.concat(), text);
        assert_eq!(cut("").count(), 0);
    }
}
