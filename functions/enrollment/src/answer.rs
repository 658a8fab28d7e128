use crate::change::There;
use domain::catalogue::{Answers, Phase, Project, ProjectView};
use domain::{BillView, EnrolmentView, Timestamp, seats_left};
use identity::Said;
use serde::Serialize;
use store::Enrollee;

/// Somebody's enrolment, as it is now.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = EnrolAnswer)]
pub struct Answer {
    pub(crate) enrolment: EnrolmentView,
}

/// What is to be paid for it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = EnrolmentDue)]
pub struct Due {
    pub(crate) bill: BillView,
    /// An order is to be opened before that instant.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) until: Timestamp,
}

/// All that somebody enrolled for, the latest first.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = EnrolmentsAnswer)]
pub struct Overview {
    enrolments: Vec<Item>,
}

/// One enrolment, and what it is for.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = EnrolmentItem)]
pub struct Item {
    #[serde(flatten)]
    enrolment: EnrolmentView,
    title: String,
    department: String,
    phase: Phase,
}

/// 已报名信息: an enrolment with what they said, or what is known before they enrol (S58, S62).
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MyEnrolment)]
pub struct Mine {
    /// Null: they are not enrolled.
    #[schema(required)]
    enrolment: Option<EnrolmentView>,
    project: ProjectView,
    name: String,
    /// Masked: its last six digits appear nowhere.
    id_number: String,
    number: String,
    /// Masked. Null: none is known.
    #[schema(required)]
    phone: Option<String>,
    answers: Answers,
}

impl Overview {
    pub(crate) fn of(theirs: &Enrollee, projects: &[Project], now: Timestamp) -> Self {
        let mut enrolments: Vec<_> = theirs.enrolments.iter().collect();
        enrolments.sort_by_key(|it| std::cmp::Reverse(it.at));
        let item = |it: &domain::Enrolment| {
            // The office takes no project back; a list that was read a moment too early lacks it.
            let project = projects.iter().find(|project| project.id == it.project)?;
            Some(Item {
                enrolment: EnrolmentView::of(it, it.bill_of(&theirs.bills), now),
                title: project.title.clone(),
                department: project.department.clone(),
                phase: project.phase(now),
            })
        };
        Self { enrolments: enrolments.into_iter().filter_map(item).collect() }
    }
}

impl Mine {
    pub(crate) fn of(there: There, said: Option<Said>, now: Timestamp) -> Self {
        let bills = &there.theirs.bills;
        let view = |it| EnrolmentView::of(it, it.bill_of(bills), now);
        let enrolment = there.enrolment().map(view);
        let left = seats_left(&there.shards, now);
        let project = ProjectView::of(there.project, left, enrolment.clone(), now);
        let person = there.theirs.person;
        let (phone, answers) = match said {
            Some(said) => (Some(said.phone.masked()), said.answers),
            None => (person.phone_masked, Answers::default()),
        };
        Self {
            enrolment,
            project,
            name: person.name.into(),
            id_number: person.id_masked,
            number: person.number.into(),
            phone,
            answers,
        }
    }
}
