use crate::given::CHANCE;
use crate::{Campus, clock};
use domain::Purpose;
use serde_json::{Value, json};

impl Campus {
    /// What somebody sends who read the picture, as fast as no test could solve a puzzle: the campus
    /// draws one as the platform does, with the same keys.
    pub fn solves(&self, purpose: Purpose) -> Value {
        let drawn = self.keys.puzzles.draw_image(purpose, CHANCE, clock::now());
        json!({ "token": drawn.token, "answer": drawn.asks.0 })
    }
}
