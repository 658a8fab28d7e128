use crate::given::{bytes, json, judged};
use domain::Money;
use domain::arrears::{Field, How};

#[test]
fn a_csv_in_gb18030_adds_up_to_the_fen() {
    let given = judged(&bytes("arrears-xust-style.csv"), &[]);

    given.adds_up_to(&json("totals.json")["arrears-xust-style.csv"]);
    let nothing_owed = given.judgement.students.iter().flat_map(|it| &it.arrears);
    assert_eq!(nothing_owed.filter(|it| it.owed().is_zero()).count(), 22);
    assert!(given.layout.mapped.iter().all(|it| it.how == How::Known));
    assert_eq!(given.layout.mapped.len(), 14, "every column but 备注");
}

#[test]
fn a_workbook_with_merged_headers_adds_up_to_the_fen() {
    let given = judged(&bytes("arrears-wwoc-style.xlsx"), &[]);

    given.adds_up_to(&json("totals.json")["arrears-wwoc-style.xlsx"]);
    assert_eq!(given.layout.header_row, 4);
    assert_eq!(given.layout.column(Field::Splittable), Some(18), "可否 and 分次 on two lines");
    let arrears = || given.judgement.students.iter().flat_map(|it| &it.arrears);
    assert!(arrears().all(|it| !it.splittable));
    let noisy = arrears().find(|it| it.row == 45).expect("row 45 is a bill");
    assert_eq!(noisy.due, Money::from_fen(64_867).expect("in range"));
}

#[test]
fn the_same_bytes_give_the_same_students_in_the_same_order() {
    let file = bytes("arrears-xust-style.csv");

    assert_eq!(judged(&file, &[]).judgement, judged(&file, &[]).judgement);
}
