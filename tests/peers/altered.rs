//! A check that cannot fail proves nothing: the peers refuse what was altered on its way.

use crate::orders::order;
use crate::peer::{Peer, Tongue, outside};
use crate::web;
use channel::{Channels, Outside, Wire};
use domain::{ChannelKind, Scene, Way};
use http::Request;
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn the_peers_refuse_what_was_altered_on_its_way() {
    for tongue in [Tongue::Node, Tongue::Python] {
        let peer = Peer::provider(tongue).await;
        for kind in tongue.channels() {
            let kind = *kind;
            let said = said_of_an_order(&peer, kind).await;
            let altered = said.clone().map(|text| {
                let dearer = text.replace("480000", "480001").replace("4800.00", "4800.01");
                assert_ne!(text, dearer, "no amount to alter");
                dearer
            });

            web::send(said).await;
            web::send(altered).await;

            let verdicts: Vec<_> = peer.verdicts(kind).await.iter().map(|it| it.1).collect();
            assert_eq!(verdicts, [true, false], "{kind}");
        }
    }
}

/// What the channel says to place an order. It gets no answer.
async fn said_of_an_order(peer: &Peer, kind: ChannelKind) -> Request<String> {
    let kept: Arc<Mutex<Option<Request<Vec<u8>>>>> = Arc::default();
    let keeps = Arc::clone(&kept);
    let wire = Wire::direct(move |request| {
        *keeps.lock().expect("nobody panics with it") = Some(request);
        None
    });
    let outside = Outside { wire, ..outside() };
    let channels = Channels::of_secret(&peer.secret(kind), &peer.places(), &outside);
    let channels = channels.expect("the platform takes the peer's account");
    let channel = channels.at(kind).expect("an account of this kind");
    let silence = channel.place(&order(channel, kind, Scene::Pc, Way::Qr)).await;
    silence.expect_err("nobody answered");
    let said = kept.lock().expect("nobody panics with it").take().expect("something was said");
    said.map(|body| String::from_utf8(body).expect("text"))
}
