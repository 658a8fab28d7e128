//! What the queues hold, on disk: one JSON line per change, rewritten whole at every start.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{message::Message, queue::Queue};

/// Where changes go, or nowhere.
pub(super) struct Journal(Option<File>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Keep { queue: String, message: Message },
    Forget { queue: String, id: String },
}

impl Journal {
    /// A journal that remembers nothing, for systems in memory.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// Reads what `path` remembers into `queues`, then goes on writing there.
    pub(super) fn open(path: &Path, queues: &mut BTreeMap<String, Queue>) -> io::Result<Self> {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        let remembered = if path.exists() { replay(path)? } else { Vec::new() };

        // Written beside and moved into place: a crash here leaves the old journal whole.
        let fresh = path.with_extension("new");
        let mut out = BufWriter::new(File::create(&fresh)?);
        for (name, message) in remembered {
            if let Some(queue) = queues.get_mut(&name) {
                queue.restore(message.clone());
                write_line(&mut out, &Line::Keep { queue: name, message })?;
            }
        }
        out.flush()?;
        fs::rename(&fresh, path)?;
        Ok(Self(Some(File::options().append(true).open(path)?)))
    }

    /// Remembers `message` as it is now.
    pub(super) fn keep(&mut self, queue: &str, message: &Message) {
        self.write(|| Line::Keep { queue: queue.to_owned(), message: message.clone() });
    }

    /// Forgets a message.
    pub(super) fn forget(&mut self, queue: &str, id: &str) {
        self.write(|| Line::Forget { queue: queue.to_owned(), id: id.to_owned() });
    }

    fn write(&mut self, line: impl FnOnce() -> Line) {
        if let Some(file) = &mut self.0 {
            // One write call per line: a process killed here leaves whole lines, and at worst one
            // torn last line, which replay skips.
            let mut bytes = Vec::new();
            write_line(&mut bytes, &line()).expect("memory takes everything");
            file.write_all(&bytes).expect("the disk of the local engine takes its journal");
        }
    }
}

/// What the journal leaves over, each message with its queue, in the order they first came.
fn replay(path: &Path) -> io::Result<Vec<(String, Message)>> {
    let mut left = BTreeMap::new();
    for (age, line) in BufReader::new(File::open(path)?).lines().enumerate() {
        match serde_json::from_str(&line?) {
            Ok(Line::Keep { queue, message }) => {
                let key = (queue, message.id.clone());
                let age = left.get(&key).map_or(age, |(age, _)| *age);
                left.insert(key, (age, message));
            }
            Ok(Line::Forget { queue, id }) => {
                left.remove(&(queue, id));
            }
            Err(_) => {}
        }
    }
    let mut left: Vec<_> = left.into_iter().collect();
    left.sort_by_key(|(_, (age, _))| *age);
    Ok(left.into_iter().map(|((queue, _), (_, message))| (queue, message)).collect())
}

fn write_line(out: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
