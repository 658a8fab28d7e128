//! Writes `static-site/openapi.json` anew: what the site's types are made from.

use std::io::Error;

fn main() -> Result<(), Error> {
    std::fs::write(campus::wire::DOCUMENT, campus::wire::openapi())
}
