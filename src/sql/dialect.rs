//! What engines call differently. The text of a tree is written here, for one of them at a time.

use std::fmt::Write as _;

use super::tree::{Call, Comparison, Gathering, Kind, Sql};
use crate::decimal::ONE;

/// An SQL engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB, from 1.3 on.
    DuckDb,
    /// PostgreSQL, from 12 on.
    Postgres,
}

/// How an engine says what not every engine says alike.
pub(super) trait Spelling {
    /// The type of a kind of column.
    fn kind(&self, kind: Kind) -> &'static str;
    /// A rounded product that may be too large to be held.
    fn times(&self, left: &str, right: &str, places: u8, held: bool) -> String;
    /// A rounded quotient.
    fn over(&self, left: &str, right: &str, places: u8) -> String;
    /// Something with a name of its own.
    fn call(&self, call: Call, arguments: &[String]) -> String;
    /// How texts are ordered by code point.
    fn by_code_point(&self, text: &str) -> String;
    /// How many bytes a name may have.
    fn longest_name(&self) -> usize;
}

impl Dialect {
    pub(super) fn spelling(self) -> &'static dyn Spelling {
        match self {
            Dialect::DuckDb => &super::duckdb::DuckDb,
            Dialect::Postgres => &super::postgres::Postgres,
        }
    }

    /// The name as people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Dialect::DuckDb => "DuckDB",
            Dialect::Postgres => "PostgreSQL",
        }
    }
}

/// A name in quotes: whatever stands in it is part of the name.
pub(super) fn quoted_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in quotes. Backslashes stand for themselves in every dialect written here.
pub(super) fn quoted_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A number in millionths with its point.
pub(super) fn number(units: i128) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let (whole, rest) = (
        units.unsigned_abs() / ONE.unsigned_abs(),
        units.unsigned_abs() % ONE.unsigned_abs(),
    );
    let digits = format!("{rest:06}");
    match digits.trim_end_matches('0') {
        // More digits than a whole number of any engine may have need a point.
        "" if whole > 1_000_000_000 => format!("{sign}{whole}.0"),
        "" => format!("{sign}{whole}"),
        places => format!("{sign}{whole}.{places}"),
    }
}

/// What may not end a comment or begin another.
pub(super) fn comment(text: &str) -> String {
    let kept = text.chars().map(|letter| match letter {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => ' ',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    });
    kept.collect()
}

/// The text of an expression.
pub(super) fn write(spelling: &dyn Spelling, sql: &Sql) -> String {
    let one = |sql: &Sql| write(spelling, sql);
    let operand = |sql: &Sql| {
        let text = one(sql);
        let is_below_zero =
            sql.number().is_some_and(|units| units < 0) || sql.whole().is_some_and(|bits| bits < 0);
        let stands_alone = matches!(
            sql,
            Sql::Call(..) | Sql::Least(_) | Sql::Greatest(_) | Sql::Case(..)
        );
        if stands_alone || sql.is_atom() && !is_below_zero {
            text
        } else {
            format!("({text})")
        }
    };
    let listed = |items: &[Sql], between: &str| {
        let texts: Vec<String> = items.iter().map(operand).collect();
        texts.join(between)
    };
    match sql {
        Sql::Column(name) => quoted_name(name),
        Sql::Cell(name) => format!("t.{}", quoted_name(name)),
        Sql::Null(kind) => format!("CAST(NULL AS {})", spelling.kind(*kind)),
        Sql::Number(units) => number(*units),
        Sql::Whole(count) => count.to_string(),
        Sql::Text(text) => quoted_text(text),
        Sql::YesNo(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        Sql::Case(arms, otherwise) => {
            let mut text = "CASE".to_owned();
            for (when, then) in arms {
                let _ = write!(text, " WHEN {} THEN {}", one(when), one(then));
            }
            let _ = write!(text, " ELSE {} END", one(otherwise));
            text
        }
        Sql::Compare(comparison, left, right) => {
            let sign = match comparison {
                Comparison::Equal => "=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
            };
            format!("{} {sign} {}", operand(left), operand(right))
        }
        Sql::All(items) => listed(items, " AND "),
        Sql::Any(items) => listed(items, " OR "),
        Sql::Not(item) => {
            if let Sql::IsNull(item) = &**item {
                format!("{} IS NOT NULL", operand(item))
            } else if let Sql::Compare(Comparison::Equal, left, right) = &**item {
                format!("{} <> {}", operand(left), operand(right))
            } else {
                format!("NOT {}", operand(item))
            }
        }
        Sql::IsNull(item) => format!("{} IS NULL", operand(item)),
        Sql::BothBits(left, right) => format!("{} & {}", operand(left), operand(right)),
        Sql::EitherBits(left, right) => format!("{} | {}", operand(left), operand(right)),
        Sql::Add(left, right) => format!("{} + {}", operand(left), operand(right)),
        Sql::Subtract(left, right) => format!("{} - {}", operand(left), operand(right)),
        Sql::Negate(item) => format!("- {}", operand(item)),
        Sql::Least(items) => format!("LEAST({})", list(spelling, items)),
        Sql::Greatest(items) => format!("GREATEST({})", list(spelling, items)),
        Sql::Times {
            factors,
            whole,
            held,
        } => spelling.times(
            &operand(&factors.0),
            &operand(&factors.1),
            if *whole { 0 } else { 6 },
            *held,
        ),
        Sql::Over { sides, whole } => spelling.over(
            &operand(&sides.0),
            &operand(&sides.1),
            if *whole { 0 } else { 6 },
        ),
        Sql::Join(items) => listed(items, " || "),
        Sql::Gathered(how, of) => {
            let name = match how {
                Gathering::Sum => "SUM",
                Gathering::Least => "MIN",
                Gathering::Greatest => "MAX",
            };
            format!(
                "CAST({name}({}) AS {})",
                one(of),
                spelling.kind(Kind::Number)
            )
        }
        Sql::Call(call, arguments) => {
            let texts: Vec<String> = arguments.iter().map(one).collect();
            spelling.call(*call, &texts)
        }
    }
}

fn list(spelling: &dyn Spelling, items: &[Sql]) -> String {
    let texts: Vec<String> = items.iter().map(|item| write(spelling, item)).collect();
    texts.join(", ")
}

/// Every character that our reading of a cell trims, as a text for an engine that reads `chr(n)`.
pub(super) const BLANKS: &[u32] = &[
    9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
    0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
];
