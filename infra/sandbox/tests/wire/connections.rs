use super::network::present;
use super::{keys, order, secret};
use channel::{Channels, Outside, Places};
use domain::{Clock, Scene};
use sandbox::wechat::Wechat;
use sandbox::{Sandbox, SandboxConfig, SignedBy};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::{TcpListener, TcpStream};

/// A door in front of `address` that counts how often somebody comes in.
async fn door(address: String) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let entered = Arc::new(AtomicUsize::new(0));
    let counted = entered.clone();
    tokio::spawn(async move {
        while let Ok((mut guest, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let mut host = TcpStream::connect(&address).await.expect("the sandbox listens");
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut guest, &mut host).await });
        }
    });
    (url, entered)
}

/// A connection costs a provider's whole handshake: one is made, and used again.
#[tokio::test]
async fn calls_to_a_provider_share_one_connection() {
    let running = Sandbox::start(SandboxConfig {
        port: 0,
        providers: vec![Box::new(Wechat::new(&keys()))],
        clock: present,
        hurry: 1,
        signed_by: SignedBy::PublicKey,
        ledger: None,
    });
    let running = running.await.expect("a port");
    let (url, entered) = door(running.base_url.replace("http://", "")).await;
    let public_url = "http://127.0.0.1:9".to_owned();
    let places = Places { public_url, sandbox: Some(url) };
    let outside = Outside::real(Clock::new(present));
    let channels = Channels::of_secret(&secret(&keys()), &places, &outside).expect("they work");

    let order = order(Scene::Pc, present(), &keys().bank.merchant_id);
    channels.place(&order).await.expect("placed");
    for _ in 0..20 {
        channels.query(&order).await.expect("an outcome");
    }
    assert_eq!(entered.load(Ordering::Relaxed), 1, "21 calls over one connection");
}
