use crate::stage::{Stage, somebody};
use crate::student::{Student, id_number};
use domain::IdNumber;
use identity::Chance;
use paycli::{Officer, Wanted};

const PASSWORD: &str = "seventeen blue umbrellas";

#[tokio::test]
async fn what_the_office_brings_in_the_student_sees() {
    let stage = Stage::open().await;
    let id_number = id_number();
    let number = format!("21{}", somebody());
    let officer = stage.hires_officer().await;

    let told = stage.imports(&officer, &number, &id_number).await;

    let mut lin = Student::of(&stage, &number, &id_number);
    lin.comes_first().await;
    let home = lin.get("/api/arrears").await;
    assert_eq!(home.body["owed"], "6000.00", "{} {told}", home.body);
    assert_eq!(home.body["bills"].as_array().map(Vec::len), Some(2));
    assert_eq!(home.body["person"]["name"], "林知夏");
}

impl Stage {
    /// Somebody new in the finance office, by number.
    async fn hires_officer(&self) -> String {
        let number = format!("CW{}", somebody());
        let officer = Officer {
            number: number.parse().expect("a number"),
            name: "财务处".parse().expect("a name"),
            password: Some(PASSWORD.to_owned()),
        };
        let rules = self.school.login;
        let added = paycli::add(&self.store, &self.keys, rules, officer, Chance::REAL).await;
        added.expect("nobody has this number");
        number
    }

    /// The officer brings in two bills of one student, through the front door.
    async fn imports(&self, officer: &str, number: &str, id_number: &IdNumber) -> String {
        let who = format!("{number},林知夏,女,{},计算机学院,软件工程,软件2401", id_number.expose());
        let text = format!(
            "学号,姓名,性别,身份证号,学院,专业,班级,学年,收费项目,应缴,减免,已缴,允许部分缴费\n\
             {who},2026-2027,学费,4800.00,0.00,0.00,是\n\
             {who},2026-2027,住宿费,1200.00,0.00,0.00,否\n"
        );
        let file = std::env::temp_dir().join(format!("arrears-{number}.csv"));
        std::fs::write(&file, text).expect("a file can be written");
        let wanted = Wanted {
            file: file.clone(),
            url: self.place.public_url.clone(),
            user: officer.to_owned(),
            password: PASSWORD.to_owned(),
            policy: "all-or-none".to_owned(),
            sheet: None,
            batch: None,
            mapping: Vec::new(),
            items: Vec::new(),
        };
        let mut said = Vec::new();
        let done = paycli::import(wanted, || Ok(true), &mut said).await;
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(done.is_ok(), "{done:?}: {said}");
        std::fs::remove_file(file).expect("it is still there");
        said
    }
}
