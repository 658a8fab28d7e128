//! `POST /api/captcha`: something to solve, as a picture or as work for the machine of somebody who
//! cannot see it.
//!
//! **Invariant:** nothing is stored here and no table is known: whoever draws a million puzzles costs
//! us their time and none of our rows.

mod canvas;
mod glyphs;
mod picture;
mod png;

use config::Kept;
use domain::{Clock, Purpose, Timestamp};
use edge::{Reply, Request};
use identity::{Chance, Drawn, Letters, Puzzles, Work};
use serde::{Deserialize, Serialize};

pub use picture::picture;

pub struct Deps {
    pub chance: Chance,
    pub clock: Clock,
    pub puzzles: Kept<Puzzles>,
}

/// What is to be solved, and what for.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaptchaAsk)]
pub struct Ask {
    purpose: Purpose,
    kind: Kind,
}

/// Letters to be read, or a number to be searched for.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = CaptchaKind)]
pub enum Kind {
    Image,
    Work,
}

/// A puzzle. It is good for one answer, right or wrong.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CaptchaAnswer)]
pub struct Answer {
    /// Goes back with the answer.
    token: String,
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// A picture of some letters, as a `data:` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<WorkToDo>,
}

/// The answer is the number below `most`, in decimal, such that PBKDF2-HMAC-SHA256 with `cost` rounds,
/// of `salt` and the number (4 bytes, big end first) as the password and `salt` as the salt, begins
/// with `key`.
#[derive(Serialize, utoipa::ToSchema)]
pub struct WorkToDo {
    /// 16 bytes in hex.
    salt: String,
    cost: u32,
    /// 16 bytes in hex.
    key: String,
    most: u32,
}

#[utoipa::path(
    post, path = "/api/captcha", request_body = Ask,
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let ask: Ask = edge::json(&request)?;
    let now = deps.clock.now();
    let puzzles = deps.puzzles.at(now).await?;

    let answer = match ask.kind {
        Kind::Image => {
            Answer::image(puzzles.draw_image(ask.purpose, deps.chance, now), deps.chance)
        }
        Kind::Work => Answer::work(puzzles.draw_work(ask.purpose, deps.chance, now)),
    };

    edge::ok(&answer)
}

impl Answer {
    fn image(drawn: Drawn<Letters>, chance: Chance) -> Self {
        let image = png::data_url(&picture(&drawn.asks, chance));
        Self { token: drawn.token, until: drawn.until, image: Some(image), work: None }
    }

    fn work(drawn: Drawn<Work>) -> Self {
        let Work { salt, key } = drawn.asks;
        let work = WorkToDo {
            salt: hex::encode(salt),
            cost: Work::COST.get(),
            key: hex::encode(key),
            most: Work::MOST,
        };
        Self { token: drawn.token, until: drawn.until, image: None, work: Some(work) }
    }
}
