//! The file of an import: put together from its pieces, read, judged and kept for the next request.

use crate::ask::Checked;
use crate::{Deps, ImportError, ImportId};
use aws_lc_rs::digest::{SHA256, digest};
use domain::Day;
use domain::arrears::{Judgement, Layout, Policy, Rules, Sheet, Wish, judge, lay_out};
use edge::Problem;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the file lies that was read last: an import is many requests about one file, and reading
/// 120,000 rows takes longer than writing some of them. It may be empty at any time.
#[derive(Default)]
pub struct Desk {
    held: Mutex<Option<(Question, Arc<Read>)>>,
}

/// What was read, and how.
#[derive(PartialEq, Eq)]
struct Question {
    id: ImportId,
    pieces: u32,
    file_name: String,
    wish: Wish,
    items: Vec<String>,
    today: Day,
}

/// A file, read and judged.
pub(crate) struct Read {
    pub(crate) sheets: Vec<String>,
    /// The sheet that was read.
    pub(crate) sheet: Sheet,
    pub(crate) layout: Layout,
    pub(crate) judgement: Judgement,
}

impl Desk {
    /// Reads the file that was sent, unless it lies here already.
    pub(crate) async fn read(
        &self,
        deps: &Deps,
        id: &ImportId,
        ask: &Checked,
    ) -> Result<Arc<Read>, Problem> {
        let question = Question {
            id: id.clone(),
            pieces: ask.pieces,
            file_name: ask.file_name.clone(),
            wish: ask.wish.clone(),
            items: ask.items.clone(),
            today: Day::of(deps.clock.now()),
        };
        let lying = self
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .and_then(|(held, read)| (*held == question).then(|| Arc::clone(read)));
        if let Some(read) = lying {
            return Ok(read);
        }
        let file = deps.store.import_file(id.as_str(), ask.pieces).await?;
        let read = Arc::new(Read::of(&file, &question)?);
        let held = Some((question, Arc::clone(&read)));
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = held;
        Ok(read)
    }
}

impl Read {
    fn of(file: &[u8], question: &Question) -> Result<Self, Problem> {
        // Pieces come one by one, perhaps from two windows: only the whole proves the whole.
        if hex::encode(digest(&SHA256, file).as_ref()) != question.id.as_str() {
            return Err(ImportError::FileDiffers.into());
        }
        let mut sheets = sheet::read(file)?.sheets;
        for sheet in sheets.iter_mut().filter(|it| it.name.is_empty()) {
            sheet.name.clone_from(&question.file_name);
        }
        let layout = lay_out(&sheets, &question.wish)?;
        let names = sheets.iter().map(|it| it.name.clone()).collect();
        let sheet = sheets.swap_remove(layout.sheet);
        let batch = question.wish.batch.as_ref();
        let rules = Rules { items: &question.items, batch, today: question.today };
        let judgement = judge(&sheet, &layout, &rules);
        Ok(Self { sheets: names, sheet, layout, judgement })
    }

    /// Whether anything may be written, and if not, why.
    pub(crate) fn may_be_written(&self, policy: Policy) -> Result<(), ImportError> {
        if !self.layout.is_settled() {
            Err(ImportError::Unsettled)
        } else if self.judgement.students.is_empty() {
            Err(ImportError::NothingToWrite)
        } else if !self.judgement.admits(policy) {
            Err(ImportError::RowsRefused)
        } else {
            Ok(())
        }
    }
}
