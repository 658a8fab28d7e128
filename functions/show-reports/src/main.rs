use config::Env;
use identity::Tokens;
use show_reports::{Deps, handle};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Error> {
    let env = Env::load();
    let school = env.school()?;
    let deps = Deps {
        clock: env.clock(),
        store: Store::new(env.dynamodb()?, env.tables()?),
        tokens: Tokens::new(env.token_keys()?, &school.id)?,
        school,
    };
    deps.store.warm().await;
    edge::serve(env.threshold()?, deps, handle).await
}
