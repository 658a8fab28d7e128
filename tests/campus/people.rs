use crate::{Campus, clock};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Bill, BillId, Gender, IdNumber, Money, Origin, Person, PersonId, Role, UserName};
use identity::Facts;
use std::time::Duration;
use store::{PersonFate, PersonWrite};

/// Three students.
pub const ADA: &str = "ADA001";
pub const BEN: &str = "BEN002";
pub const CHEN: &str = "CHEN03";

/// The person called `id`.
pub(crate) fn person(id: &str) -> PersonId {
    id.parse().expect("a person's id")
}

/// The ID number of somebody born on 13 March 2006, the `sequence`th of that day.
pub fn id_number(sequence: u32) -> IdNumber {
    let body = format!("61011320060313{:03}", sequence % 1000);
    let digits: Vec<u8> = body.bytes().map(|it| it - b'0').collect();
    let checksum = IdNumber::checksum(&digits.try_into().expect("17 digits"));
    format!("{body}{checksum}").parse().expect("an ID number")
}

fn money(yuan: &str) -> Money {
    yuan.parse().expect("an amount")
}

impl Campus {
    /// `id` is a student here, who has not signed in yet.
    pub async fn admits(&self, id: &str) -> Facts {
        self.admits_as(id, Role::Payer, 1 + u32::try_from(clock::draw() % 999).expect("small"))
            .await
    }

    /// `id` is somebody here, with the ID number that ends in `sequence` and its checksum.
    pub async fn admits_as(&self, id: &str, role: Role, sequence: u32) -> Facts {
        let facts = Facts {
            name: format!("林{id}").parse().expect("a name"),
            number: format!("2103{id}").parse().expect("a number"),
            id_number: Some(id_number(sequence)),
            phone: None,
        };
        let person = Person {
            id: person(id),
            name: facts.name.clone(),
            gender: Gender::Unknown,
            number: facts.number.clone(),
            id_masked: id_number(sequence).masked(),
            college: "计算机学院".to_owned(),
            major: "软件工程".to_owned(),
            class: "2101".to_owned(),
            role,
            origin: Origin::School,
            phone_masked: None,
            wechat: false,
        };
        let days = i64::from(self.school.login.initial_days);
        let until = clock::now() + Duration::from_hours(24 * u64::try_from(days).expect("days"));
        let rules = self.school.login;
        let credential = self.keys.vault.new_credential((person.id, role), &facts, rules, until);
        let also =
            self.store.credential_puts(&credential.expect("facts")).expect("a new credential");
        let write =
            PersonWrite { person: PersonFate::New(person), bills: Vec::new(), at: clock::now() };
        self.store.import_person(&write, also).await.expect("a new person");
        facts
    }

    /// Whoever `facts` are of may not sign in any more.
    pub async fn disables(&self, facts: &Facts) {
        let names = [
            Some(UserName::Number(facts.number.clone())),
            facts.id_number.clone().map(UserName::IdNumber),
        ];
        let disabled = AttributeValue::M([("is".to_owned(), text("disabled"))].into());
        for name in names.into_iter().flatten() {
            let login = self.keys.vault.login(&name);
            let update = self.client.update_item().table_name(&self.tables[1]);
            let update =
                update.key("pk", text(&format!("LOGIN#{login}"))).key("sk", text("CREDENTIAL"));
            let update = update
                .update_expression("SET #state = :disabled")
                .condition_expression("#kind = :primary");
            let update = update
                .expression_attribute_names("#state", "state")
                .expression_attribute_names("#kind", "kind");
            let update = update.expression_attribute_values(":disabled", disabled.clone());
            // The other name is an alias, and stays one.
            let _ = update.expression_attribute_values(":primary", text("primary")).send().await;
        }
    }

    /// `id` owes `amount` for `bill`, in parts if they like.
    pub async fn owes(&self, id: &str, bill: &str, amount: &str) -> BillId {
        self.bills(id, Bill { splittable: true, ..new_bill(bill, amount) }).await
    }

    /// `id` owes `amount` for `bill`, to be paid whole.
    pub async fn owes_whole(&self, id: &str, bill: &str, amount: &str) -> BillId {
        self.bills(id, new_bill(bill, amount)).await
    }

    /// `id` has `bill` from now on.
    pub async fn bills(&self, id: &str, bill: Bill) -> BillId {
        let name = bill.id.clone();
        self.amends(id, bill, None).await.expect("a new bill");
        name
    }

    /// The office writes `bill` in place of what it read.
    pub async fn amends(
        &self,
        id: &str,
        bill: Bill,
        was: Option<Bill>,
    ) -> Result<(), store::StoreError> {
        let bills = vec![(bill, was)];
        let write = PersonWrite { person: PersonFate::Same(person(id)), bills, at: clock::now() };
        self.store.import_person(&write, Vec::new()).await
    }
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// A bill called `year/item`, of which nothing is settled.
pub fn new_bill(name: &str, amount: &str) -> Bill {
    let id: BillId = name.parse().expect("a bill's name");
    let (year, item) = name.split_once('/').expect("a year and an item");
    Bill {
        id,
        item: item.to_owned(),
        year: year.to_owned(),
        target: None,
        until: None,
        seat: None,
        due: money(amount),
        exempt: Money::ZERO,
        loan: Money::ZERO,
        paid_elsewhere: Money::ZERO,
        paid_here: Money::ZERO,
        returned: Money::ZERO,
        undue: Money::ZERO,
        splittable: false,
        hold: None,
        paid_by: None,
    }
}
