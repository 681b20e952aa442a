//! Which cells of a workbook are the table: `book.xlsx#Sheet!A3:F200`.

/// Behind the `#`: a sheet, an area of it, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SheetAddress {
    /// The sheet's name.
    pub(super) sheet: Option<String>,
    /// The rows and columns that are looked at.
    pub(super) area: Area,
}

/// Rows and columns, each from the first to the last, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u32, u32),
}

impl Default for Area {
    fn default() -> Area {
        Area {
            rows: (0, u32::MAX),
            columns: (0, u32::MAX),
        }
    }
}

impl Area {
    pub(super) fn contains(&self, row: u32, column: u32) -> bool {
        (self.rows.0..=self.rows.1).contains(&row)
            && (self.columns.0..=self.columns.1).contains(&column)
    }
}

impl SheetAddress {
    /// What stands behind the `#`: `Sheet`, `Sheet!A3:F200`, `'My sheet'!A3:F200`, `A3:F200`. A text that is the name of
    /// a sheet means that sheet.
    pub(super) fn read(text: &str, sheets: &[String]) -> SheetAddress {
        let whole = unquoted(text);
        let area = match text.rsplit_once('!') {
            _ if sheets.contains(&whole) => None,
            Some((sheet, area)) => area_of(area).map(|area| (unquoted(sheet), area)),
            // Letters alone could be a column's, but are rather a name with a slip in it.
            None => area_of(text)
                .filter(|_| text.contains(|sign: char| sign == ':' || sign.is_ascii_digit()))
                .map(|area| (String::new(), area)),
        };
        let (sheet, area) = area.unwrap_or((whole, Area::default()));
        SheetAddress {
            sheet: (!sheet.is_empty()).then_some(sheet),
            area,
        }
    }
}

/// A sheet's name in the quotes that spreadsheets put around it, or without.
fn unquoted(name: &str) -> String {
    let name = name.trim();
    match name
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        Some(inner) => inner.replace("''", "'"),
        None => name.to_owned(),
    }
}

/// `A3:F200`, `A:F`, `3:200`; `A3` alone is everything right of it and below.
fn area_of(text: &str) -> Option<Area> {
    let corners = text.trim().replace('$', "");
    let (from, to) = match corners.split_once(':') {
        Some((from, to)) => (corner(from)?, corner(to)?),
        None => (corner(&corners)?, (None, None)),
    };
    let span = |from: Option<u32>, to: Option<u32>| {
        let (from, to) = (from.unwrap_or(0), to.unwrap_or(u32::MAX));
        (from.min(to), from.max(to))
    };
    Some(Area {
        columns: span(from.0, to.0),
        rows: span(from.1, to.1),
    })
}

/// The column and the row of `F200`, either of which may be missing.
fn corner(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text
        .find(|sign: char| !sign.is_ascii_uppercase())
        .unwrap_or(text.len());
    let (letters, digits) = text.split_at(digits);
    if letters.len() > 3 || text.is_empty() {
        return None;
    }
    let column = letters
        .bytes()
        .fold(0, |column, letter| {
            column * 26 + u32::from(letter - b'A') + 1
        })
        .checked_sub(1);
    let row = if digits.is_empty() {
        None
    } else {
        Some(digits.parse::<u32>().ok()?.checked_sub(1)?)
    };
    Some((column, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_spreadsheets() {
        let all = u32::MAX;
        for (text, sheet, rows, columns) in [
            ("Accounts", Some("Accounts"), (0, all), (0, all)),
            ("Accounts!A3:F200", Some("Accounts"), (2, 199), (0, 5)),
            ("'Q1 ''26'!$B$2:$AA$9", Some("Q1 '26"), (1, 8), (1, 26)),
            ("A3:F200", None, (2, 199), (0, 5)),
            ("F200:A3", None, (2, 199), (0, 5)),
            ("!B:D", None, (0, all), (1, 3)),
            ("Data!5:9", Some("Data"), (4, 8), (0, all)),
            ("Data!C4", Some("Data"), (3, all), (2, all)),
            ("Q1", None, (0, all), (16, all)),
            ("Q2", Some("Q2"), (0, all), (0, all)),
            ("What!", Some("What!"), (0, all), (0, all)),
            ("A0:B1", Some("A0:B1"), (0, all), (0, all)),
            ("Data", Some("Data"), (0, all), (0, all)),
        ] {
            let address = SheetAddress::read(text, &["Q2".to_owned()]);
            assert_eq!(address.sheet.as_deref(), sheet, "{text}");
            assert_eq!(
                (address.area.rows, address.area.columns),
                (rows, columns),
                "{text}"
            );
        }
    }
}
