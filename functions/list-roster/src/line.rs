//! The lines of a list of those who enrolled.

use domain::catalogue::Project;
use domain::{Enrolment, EnrolmentState, Timestamp, beijing_time};
use identity::{IdentityError, Vault};
use store::Enrollee;

/// What stands above the project's own fields.
const HEAD: [&str; 9] =
    ["学号/工号", "姓名", "证件号", "手机号", "报名档次", "价格", "状态", "报名时间", "最后修改"];

/// The first line: what each column is.
pub(crate) fn head(project: &Project) -> Vec<String> {
    let own = project.form.iter().map(|it| it.label.clone());
    HEAD.map(str::to_owned).into_iter().chain(own).collect()
}

/// One person's line. The ID number is masked here as everywhere: its last six characters are many
/// schools' first password.
pub(crate) fn of(
    theirs: &Enrollee,
    project: &Project,
    vault: &Vault,
    now: Timestamp,
) -> Result<Option<Vec<String>>, IdentityError> {
    let Some(enrolment) = theirs.enrolments.first() else { return Ok(None) };
    let person = &theirs.person;
    let said = vault.open_said((person.id, &project.id), &enrolment.said)?;
    let mut line = vec![
        person.number.expose().to_owned(),
        person.name.expose().to_owned(),
        person.id_masked.clone(),
        said.phone.expose().to_owned(),
        enrolment.agreed.label.clone(),
        enrolment.agreed.price.to_string(),
        state(enrolment, theirs, now).to_owned(),
        beijing_time(enrolment.at),
        beijing_time(enrolment.changed),
    ];
    let answer = |id| said.answers.0.get(id).cloned().unwrap_or_default();
    line.extend(project.form.iter().map(|field| answer(&field.id)));
    Ok(Some(line))
}

fn state(enrolment: &Enrolment, theirs: &Enrollee, now: Timestamp) -> &'static str {
    match enrolment.state(enrolment.bill_of(&theirs.bills), now) {
        EnrolmentState::Unpaid => "待缴费",
        EnrolmentState::Paying => "付款中",
        EnrolmentState::Enrolled => "已报名",
        EnrolmentState::Lapsed => "已过期",
    }
}
