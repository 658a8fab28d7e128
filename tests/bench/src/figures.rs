use serde_json::{Map, Value, json};
use std::fmt::Write;

/// One thing that was measured, under names that say their unit.
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) values: Vec<(&'static str, f64)>,
}

impl Figure {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), values: Vec::new() }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: f64) -> Self {
        self.values.push((name, value));
        self
    }

    pub(crate) fn value(&self, name: &str) -> Option<f64> {
        self.values.iter().find(|it| it.0 == name).map(|it| it.1)
    }

    pub(crate) fn json(&self) -> Value {
        let values = self.values.iter().map(|(name, it)| ((*name).to_owned(), json!(it)));
        let mut object: Map<String, Value> = values.collect();
        object.insert("name".to_owned(), json!(self.name));
        Value::Object(object)
    }
}

/// Figures of one kind as a table that has a line for each value.
pub(crate) fn columns(figures: &[Figure]) -> String {
    let Some(first) = figures.first() else { return String::new() };
    let mut text = format!("{:<18}", "");
    for figure in figures {
        let _ = write!(text, "{:>20}", figure.name);
    }
    for (name, _) in &first.values {
        let _ = write!(text, "\n{name:<18}");
        for figure in figures {
            let _ = write!(text, "{:>20.1}", figure.value(name).unwrap_or_default());
        }
    }
    text + "\n"
}

/// Figures of one kind as a table.
pub(crate) fn table(figures: &[Figure]) -> String {
    let Some(first) = figures.first() else { return String::new() };
    let mut text = format!("{:<18}", "");
    for (name, _) in &first.values {
        let _ = write!(text, "{name:>16}");
    }
    for figure in figures {
        let _ = write!(text, "\n{:<18}", figure.name);
        for (_, value) in &figure.values {
            let _ = write!(text, "{value:>16.2}");
        }
    }
    text
}
