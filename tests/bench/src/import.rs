//! (d) How fast the office's file comes in, through the front door and the real function.

use crate::Failure;
use crate::figures::Figure;
use crate::yard::Yard;
use config::{Env, School, Secret};
use generate::{Style, school, utf8};
use identity::{Chance, Keys};
use local::System;
use paycli::{Officer, Wanted};
use std::path::Path;
use std::time::Instant;
use store::Store;

/// Students of the generated school: some six bills each.
const STUDENTS: usize = 2_000;

const PASSWORD: &str = "seventeen blue umbrellas";

pub(crate) async fn measure(binaries: &Path, work: &Path) -> Result<Figure, Failure> {
    for needed in ["import-bills", "login"] {
        if !binaries.join(needed).is_file() {
            return Err(format!("{needed} is not built: cargo build --release -p {needed}").into());
        }
    }
    let lines = school(Style::Xust, 1, STUDENTS);
    let file = work.join("arrears.csv");
    std::fs::write(&file, utf8(&lines))?;

    let yard = Yard::lay(binaries).await;
    let system = System::start(yard.options.clone()).await?;
    let env = Env::of(&[
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL_DYNAMODB", &system.dynamodb_url()),
        ("SECRET_IDENTITY", &yard.secret("IdentitySecret")),
        ("FIELD_KEY", &yard.secret("FieldKey")),
        ("SCHOOL", "xust"),
    ]);
    let tables = ["CoreTable", "AuthTable", "InboxTable", "RefTable"].map(str::to_owned);
    let store = Store::new(env.dynamodb()?, tables);
    let officer = Officer {
        number: "CW0001".parse()?,
        name: "财务处".parse()?,
        password: Some(PASSWORD.to_owned()),
    };
    let keys = env.identity_secret(|it: &Secret| Keys::read(it.expose()))?;
    let keys = keys.at(env.clock().now()).await?;
    paycli::add(&store, &keys, School::named("xust")?.login, officer, Chance::REAL).await?;

    let first = seconds(&file, &system).await?;
    let again = seconds(&file, &system).await?;
    #[expect(clippy::cast_precision_loss, reason = "a million rows fit")]
    let rows = lines.len() as f64;
    Ok(Figure::new("import-bills")
        .with("rows", rows)
        .with("new_rows_per_s", rows / first)
        .with("same_rows_per_s", rows / again))
}

/// How long it takes from the first piece to the last row, the preview included.
async fn seconds(file: &Path, system: &System) -> Result<f64, Failure> {
    let wanted = Wanted {
        file: file.to_owned(),
        url: system.url(),
        user: "CW0001".to_owned(),
        password: PASSWORD.to_owned(),
        policy: "all-or-none".to_owned(),
        sheet: None,
        batch: None,
        mapping: Vec::new(),
        items: Vec::new(),
    };
    let began = Instant::now();
    let mut said = Vec::new();
    let done = paycli::import(wanted, || Ok(true), &mut said).await;
    done.map_err(|error| format!("{error}\n{}", String::from_utf8_lossy(&said)))?;
    Ok(began.elapsed().as_secs_f64())
}
