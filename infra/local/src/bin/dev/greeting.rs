//! What `cargo dev` says when all is up.

use std::io::Write;

use config::School;
use local::System;

use crate::demo::Demo;

pub(crate) fn print(system: &System, bank: &str, school: &School, demo: &Demo) {
    let mut lines = vec![
        String::new(),
        format!("  {} {}", school.name, school.platform),
        String::new(),
        format!("  open       {}", system.url()),
        format!("  the banks  {bank}  (all orders, every provider; pay them there)"),
        format!("  tables     {}", system.dynamodb_url()),
        format!("  queues     {}", system.sqs_url()),
        String::new(),
    ];
    if school.sso.is_some() {
        let place = format!("  sign-on    {bank}/cas/desk  (the campus's; a number is enough)");
        lines.insert(lines.len() - 1, place);
    }
    let line = |user: &str, password: &str, name: &str, shows: &str| {
        format!("  {user:<18}  {password:<12}  {name}: {shows}")
    };
    let people = std::iter::once(&demo.officer).chain(&demo.students);
    lines.extend(people.map(|it| line(&it.user, &it.password, &it.name, &it.shows)));
    let outsider = &demo.outsider;
    lines.push(line(&outsider.id_number, &outsider.password, &outsider.name, &outsider.shows));
    lines.push(String::new());
    lines.push(
        "  Students choose a password of their own first; the last one here has one.".to_owned(),
    );
    lines.push("  Ctrl-C ends it; what it knows stays, --fresh forgets it.".to_owned());
    lines.push(String::new());
    // A closed pipe must not stop the platform.
    let _ = writeln!(std::io::stdout().lock(), "{}", lines.join("\n"));
}
