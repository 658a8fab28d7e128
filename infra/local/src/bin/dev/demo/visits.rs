//! What some people did at the demo school before anybody looks: one registered, some enrolled.

use std::error::Error;

use domain::Registration;
use identity::Chance;
use paycli::Site;
use serde_json::json;

use super::Demo;
use super::people::{DemoPerson, Outsider};

type Done = Result<(), Box<dyn Error>>;

/// Everybody's visit.
pub(super) async fn make(demo: &Demo, url: &str) -> Done {
    register(&demo.outsider, url).await?;
    let mut office = Site::new(url)?;
    office.enter(&demo.officer.user, &demo.officer.password).await?;
    for person in demo.students.iter().filter(|it| !it.enrols.is_empty()) {
        // An earlier start may have stopped before the second of these.
        put_back(&mut office, person).await?;
        enrol(person, url).await?;
        put_back(&mut office, person).await?;
    }
    Ok(())
}

/// Whoever registered at an earlier start is told the same, and stays as they are.
async fn register(outsider: &Outsider, url: &str) -> Done {
    let mut site = Site::new(url)?;
    let proof = site.solve("register").await?;
    let form = json!({
        "name": outsider.name, "gender": outsider.gender, "id_number": outsider.id_number,
        "phone": outsider.phone, "password": outsider.password,
        "consent": Registration::CONSENT, "proof": proof,
    });
    site.post("/api/register", &form).await.map(drop)
}

/// The initial password opens the choice of another, and that opens enrolling.
async fn enrol(person: &DemoPerson, url: &str) -> Done {
    let mut site = Site::new(url)?;
    site.enter(&person.user, &person.password).await?;
    let fresh = hex::encode(Chance::REAL.bytes::<12>());
    site.post("/api/password", &json!({ "fresh": fresh })).await?;
    for project in &person.enrols {
        let path = format!("/api/enrolments/{project}");
        let said = json!({ "tier": "free", "phone": "13800000000", "answers": {} });
        site.put(&path, &said).await?;
    }
    Ok(())
}

/// The office gives somebody their initial password again, the one that is printed.
async fn put_back(office: &mut Site, person: &DemoPerson) -> Done {
    let whom = json!({ "user": person.user, "name": person.name });
    office.post("/api/office/reset", &whom).await.map(drop)
}
