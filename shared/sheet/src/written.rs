/// What a spreadsheet takes for the beginning of a formula, in full width too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// `rows` as a CSV file that a spreadsheet opens as text: UTF-8 with the mark by which Excel knows
/// it, CRLF, each cell quoted that needs it (RFC 4180). What people typed never becomes a formula
/// on the computer of whoever opens the file: an apostrophe stands before such a cell.
pub fn csv<Row, Cell>(rows: impl IntoIterator<Item = Row>) -> Vec<u8>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<str>,
{
    let mut file = String::from('\u{feff}');
    for row in rows {
        for (column, cell) in row.into_iter().enumerate() {
            if column > 0 {
                file.push(',');
            }
            write(&mut file, cell.as_ref());
        }
        file.push_str("\r\n");
    }
    file.into_bytes()
}

fn write(file: &mut String, cell: &str) {
    let neutral = if cell.starts_with(FORMULA) { "'" } else { "" };
    if cell.contains([',', '"', '\r', '\n']) {
        let doubled = cell.replace('"', "\"\"");
        file.extend(["\"", neutral, &doubled, "\""]);
    } else {
        file.extend([neutral, cell]);
    }
}

#[cfg(test)]
mod tests {
    use super::{FORMULA, csv};
    use crate::{Cell, read};
    use proptest::prelude::*;

    #[track_caller]
    fn check(row: &[&str], expected: &str) {
        assert_eq!(csv([row]), format!("\u{feff}{expected}\r\n").into_bytes());
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        check(&["张三", "体检费", "80.00"], "张三,体检费,80.00");
        check(&["a,b", "say \"hi\"", "two\nlines"], "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"");
        check(&["", "", "x"], ",,x");
        assert_eq!(csv([["a"], ["b"]]), "\u{feff}a\r\nb\r\n".as_bytes());
    }

    #[test]
    fn no_cell_is_a_formula() {
        check(&["=1+1", "+1", "-1", "@SUM(A1)"], "'=1+1,'+1,'-1,'@SUM(A1)");
        check(&["\t=1", "\r=1"], "'\t=1,\"'\r=1\"");
        check(&["＝1", "＋1", "－1", "＠x"], "'＝1,'＋1,'－1,'＠x");
        check(&["=HYPERLINK(\"http://x\",\"y\")"], "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(rows in prop::collection::vec(
            prop::collection::vec("[a-z=+@\",'\n 张]{1,9}x", 2..5), 1..9)) {
            let book = read(&csv(&rows)).expect("a file");
            for (row, written) in book.sheets[0].rows.iter().zip(&rows) {
                for (cell, written) in row.cells.iter().zip(written) {
                    let Cell::Text(read) = cell else { return Err(TestCaseError::fail("not text")) };
                    let formula = written.starts_with(FORMULA);
                    let expected = if formula { format!("'{written}") } else { written.clone() };
                    prop_assert_eq!(read.trim(), expected.trim());
                }
            }
        }
    }
}
