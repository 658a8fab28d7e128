use crate::Line;
use encoding_rs::GB18030;
use std::fmt::Write;

/// The header, as a university's finance system writes it.
pub const HEADINGS: [&str; 15] = [
    "学号",
    "姓名",
    "性别",
    "身份证号",
    "学院",
    "专业",
    "班级",
    "学年",
    "收费项目",
    "应缴",
    "减免",
    "助学贷款",
    "已缴",
    "欠缴",
    "允许部分缴费",
];

/// The cells of a line, in the order of [`HEADINGS`].
pub(crate) fn cells(line: &Line) -> [String; 15] {
    let student = &line.student;
    [
        student.number.clone(),
        student.name.clone(),
        student.gender().to_owned(),
        student.id_number.clone(),
        student.college.to_owned(),
        student.major.to_owned(),
        student.class.clone(),
        line.year.to_owned(),
        line.item.to_owned(),
        line.due.to_string(),
        line.exempt.to_string(),
        line.loan.to_string(),
        line.paid.to_string(),
        line.owed().to_string(),
        if line.splittable { "是" } else { "否" }.to_owned(),
    ]
}

/// The lines as text, with the line ends of the system that most offices use.
pub fn csv(lines: &[Line]) -> String {
    let mut text = HEADINGS.join(",");
    for line in lines {
        let _ = write!(text, "\r\n{}", cells(line).join(","));
    }
    text.push_str("\r\n");
    text
}

/// CSV in UTF-8 with a byte order mark.
pub fn utf8(lines: &[Line]) -> Vec<u8> {
    format!("\u{FEFF}{}", csv(lines)).into_bytes()
}

/// CSV in GB18030.
pub fn gb18030(lines: &[Line]) -> Vec<u8> {
    GB18030.encode(&csv(lines)).0.into_owned()
}

#[cfg(test)]
mod tests {
    use crate::{Line, Style, demo, gb18030, school, utf8};
    use domain::Money;
    use domain::arrears::{Judgement, Rules, Wish, judge, lay_out};

    fn read(bytes: &[u8]) -> Judgement {
        let book = sheet::read(bytes).expect("readable");
        let layout = lay_out(&book.sheets, &Wish::default()).expect("a header");
        assert!(layout.is_settled(), "{:?}", layout.unsure);
        let today = "2026-11-20".parse().expect("a day");
        judge(&book.sheets[layout.sheet], &layout, &Rules { items: &[], batch: None, today })
    }

    #[track_caller]
    fn reads_back(bytes: &[u8], lines: &[Line]) {
        let judgement = read(bytes);
        let wrong: Vec<_> = judgement.findings().take(3).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let sums = judgement.sums();
        assert_eq!(sums.rows, lines.len());
        assert_eq!(sums.owed, lines.iter().map(Line::owed).sum::<Money>());
    }

    #[test]
    fn what_is_generated_is_read_back_to_the_fen() {
        for style in [Style::Xust, Style::Wwoc] {
            let lines = school(style, 7, 500);
            reads_back(&utf8(&lines), &lines);
            reads_back(&gb18030(&lines), &lines);
            #[cfg(feature = "command")]
            reads_back(&crate::workbook(&lines).expect("a workbook"), &lines);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_school() {
        assert_eq!(school(Style::Xust, 3, 100), school(Style::Xust, 3, 100));
        assert_ne!(school(Style::Xust, 3, 100), school(Style::Xust, 4, 100));
    }

    #[test]
    fn the_demo_has_everybody_whom_it_names() {
        for style in [Style::Xust, Style::Wwoc] {
            let demo = demo(style);
            reads_back(&utf8(&demo.lines), &demo.lines);
            let students = read(&utf8(&demo.lines)).students;
            assert!((300..320).contains(&students.len()));
            for known in demo.known {
                let found = students.iter().find(|it| it.number.expose() == known.number);
                let found = found.expect("they are in the file");
                assert_eq!(found.id_number.expose(), known.id_number);
                assert_eq!(found.name.expose(), known.name);
            }
        }
    }
}
