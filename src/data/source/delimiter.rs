//! What stands between the cells of a text.

use csv::StringRecord;

use super::layout::{self, hits};
use super::lines::{Place, Records};
use super::table::Hints;

/// The signs that are tried; of equally good ones the last.
const TRIED: [u8; 4] = [b'|', b'\t', b';', b','];

/// The first records of a text, under one delimiter.
pub(super) struct Sample {
    pub(super) delimiter: u8,
    /// Where each begins.
    pub(super) places: Vec<Place>,
    /// Where the one after each begins.
    pub(super) behind: Vec<Place>,
    /// Their cells.
    pub(super) rows: Vec<Vec<String>>,
}

/// The first records under the delimiter that the user says, or the one that fits best: under which the first lines name most of the columns
/// hoped for; then most of them have the same number of cells, of which there are several; then they have most cells.
pub(super) fn sample(text: &str, from: Place, told: Option<u8>, hints: Hints<'_>) -> Sample {
    if let Some(delimiter) = told {
        return Sample::new(text, from, delimiter);
    }
    let samples = TRIED.map(|delimiter| Sample::new(text, from, delimiter));
    let best = samples.into_iter().max_by_key(|sample| sample.fit(hints));
    best.unwrap_or_else(|| Sample::new(text, from, b','))
}

impl Sample {
    fn new(text: &str, from: Place, delimiter: u8) -> Sample {
        let mut records = Records::new(text, delimiter, from, text.len());
        let mut record = StringRecord::new();
        let mut sample = Sample {
            delimiter,
            places: Vec::new(),
            behind: Vec::new(),
            rows: Vec::new(),
        };
        while sample.rows.len() < layout::LOOKED_AT
            && let Ok(Some(place)) = records.next(&mut record)
        {
            sample.places.push(place);
            sample.behind.push(records.behind());
            sample.rows.push(record.iter().map(str::to_owned).collect());
        }
        sample
    }

    fn fit(&self, hints: Hints<'_>) -> (usize, usize, usize) {
        let named = self
            .rows
            .iter()
            .map(|row| hits(row, hints))
            .max()
            .unwrap_or(0);
        let mut times = std::collections::BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.len() > 1) {
            *times.entry(row.len()).or_insert(0_usize) += 1;
        }
        let usual = times.into_iter().max_by_key(|(_, times)| *times);
        let (cells, agreeing) = usual.unwrap_or((1, 0));
        (named, agreeing, cells)
    }
}

/// The first line of a file that Excel wrote for itself: `sep=;`. Gives the sign and where the table begins.
pub(super) fn separator_line(text: &str) -> Option<(u8, Place)> {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let plain = line.trim().trim_matches('"');
    let sign = plain
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
        .and(plain.get(4..))?;
    // A tab at the end of the line is the sign, not a blank.
    let sign = if sign.is_empty() {
        line.get(line.find('=')? + 1..)?
    } else {
        sign
    };
    let [delimiter] = sign.as_bytes() else {
        return None;
    };
    let rest = text.get(line.len()..).unwrap_or_default();
    let end = if rest.starts_with("\r\n") {
        2
    } else {
        rest.len().min(1)
    };
    let place = Place {
        offset: line.len() + end,
        line: 2,
    };
    Some((*delimiter, place))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_table() {
        for (text, expected) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2,5\n3,5;4,5\n", b';'),
            ("a\tb\n1;2\t3,4\n", b'\t'),
            ("id|text\n1|hello, world\n2|well; yes\n", b'|'),
            ("name;note\nAcme;\"one, two, three, four\"\nBeta;x\n", b';'),
            (
                "Umsatz nach Kunde\n\nKunde;Umsatz\nA;1.234,50\nB;2,00\n",
                b';',
            ),
            ("only\nAcme\n", b','),
            ("", b','),
        ] {
            let found = sample(text, Place::START, None, Hints::default()).delimiter;
            assert_eq!(char::from(found), char::from(expected), "{text:?}");
        }
        // Names hoped for go before the number of cells.
        let hints = Hints {
            columns: &[vec!["a,b"], vec!["c"]],
        };
        assert_eq!(
            sample("a,b;c\n1,2;3\n", Place::START, None, hints).delimiter,
            b';'
        );
        assert_eq!(
            sample("a,b\n", Place::START, Some(b'|'), hints).rows,
            [["a,b"]]
        );
    }

    #[test]
    fn excel_may_say_it_in_the_first_line() {
        let at = |offset| Place { offset, line: 2 };
        for (text, expected) in [
            ("sep=;\r\na;b", Some((b';', at(7)))),
            ("SEP=,\na,b", Some((b',', at(6)))),
            ("\"sep=|\"\na|b", Some((b'|', at(8)))),
            ("sep=\t\na\tb", Some((b'\t', at(6)))),
            ("sep=;", Some((b';', at(5)))),
            ("sep=\na", None),
            ("separator,b\n", None),
            ("sep=abc\n", None),
            ("", None),
        ] {
            assert_eq!(separator_line(text), expected, "{text:?}");
        }
    }
}
