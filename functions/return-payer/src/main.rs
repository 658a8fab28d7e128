use config::Env;
use return_payer::{Deps, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Error> {
    let env = Env::load();
    let deps = Deps { public_url: env.public_url()? };
    edge::serve_open(env.threshold()?, deps, handle).await
}
