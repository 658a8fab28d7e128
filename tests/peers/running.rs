//! The platform as it runs, its real functions behind the local engine, with a peer as its provider:
//! orders are placed there, and the peer's notices end in paid bills.

use crate::peer::{Peer, Tongue};
use crate::stage::{Stage, binaries};
use crate::student::Student;
use crate::web::{self, Answer};
use crate::yard::Yard;
use channel::Notice;
use domain::ChannelKind;
use http::Method;

#[tokio::test]
async fn notices_by_the_sdks_for_node_pay_bills() {
    are_taken(Tongue::Node).await;
}

#[tokio::test]
async fn notices_by_the_sdks_for_python_pay_bills() {
    are_taken(Tongue::Python).await;
}

async fn are_taken(tongue: Tongue) {
    let peer = Peer::provider(tongue).await;
    let stage = Stage::on(Yard::at(&binaries(), &peer.url, &peer.accounts).await).await;
    let mut lin = Student::signed_in(&stage, "9600.00").await;

    for (kind, left) in tongue.channels().iter().zip(["8100.00", "6600.00", "5100.00"]) {
        let kind = *kind;
        let order = lin.opens_by(kind.slug(), "1500.00").await;
        let notice = peer.pays(kind, &order.number).await;

        let refused = tells(&stage, kind, &altered(&notice)).await;
        assert!(refused.status.is_client_error(), "{kind}: {}", refused.status);
        let still_open = lin.sees(&order).await;
        assert_eq!(still_open.body["state"], "open", "{}", still_open.body);

        let taken = tells(&stage, kind, &notice).await;
        assert!(taken.status.is_success(), "{kind}: {}", taken.status);
        lin.awaits(&order, "paid").await;
        assert_eq!(lin.owed().await, left);
    }
    for kind in tongue.channels() {
        let verdicts = peer.verdicts(*kind).await;
        assert!(!verdicts.is_empty() && verdicts.iter().all(|(_, held)| *held), "{verdicts:#?}");
    }
}

/// Posts `notice` to where providers of `kind` post theirs.
async fn tells(stage: &Stage, kind: ChannelKind, notice: &Notice) -> Answer {
    let mut request = stage.request(Method::POST.as_str(), &format!("/api/notify/{kind}"));
    request.headers_mut().expect("a request so far").extend(notice.headers.clone());
    let body = String::from_utf8(notice.body.clone()).expect("text");
    web::send(request.body(body).expect("a request")).await
}

/// `notice` with one character changed, in a part that is signed.
fn altered(notice: &Notice) -> Notice {
    let mut altered = notice.clone();
    let middle = altered.body.len() / 2;
    altered.body[middle] = if altered.body[middle] == b'0' { b'1' } else { b'0' };
    altered
}
