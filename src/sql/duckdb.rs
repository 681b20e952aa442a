//! DuckDB.

use super::dialect::{BLANKS, Spelling};
use super::tree::{Call, Kind};
use super::value::BEYOND;

/// DuckDB's way of saying things.
pub(super) struct DuckDb;

const NUMBER: &str = "DECIMAL(38, 6)";

impl Spelling for DuckDb {
    fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Number => NUMBER,
            Kind::Whole => "BIGINT",
            Kind::Text => "VARCHAR",
            Kind::YesNo => "BOOLEAN",
            Kind::Date => "DATE",
        }
    }

    fn times(&self, left: &str, right: &str, places: u8, held: bool) -> String {
        // The product of two decimals is exact, and so is the rounding of the cast.
        let product = match places {
            0 => format!("CAST(CAST({left} * {right} AS DECIMAL(38, 0)) AS {NUMBER})"),
            _ => format!("CAST({left} * {right} AS {NUMBER})"),
        };
        if held {
            return product;
        }
        let beyond = super::dialect::number(BEYOND);
        format!(
            "COALESCE(TRY({product}), CASE WHEN ({left} < 0) = ({right} < 0) THEN {beyond} ELSE -{beyond} END)"
        )
    }

    fn over(&self, left: &str, right: &str, places: u8) -> String {
        // Decimals are divided as doubles, so whole numbers are: of millionths, doubled to round.
        let units =
            |text: &str| format!("CAST(abs(CAST({text} AS {NUMBER})) * 1000000 AS HUGEINT)");
        let (top, bottom) = (units(left), units(right));
        let (scale, whole) = match places {
            0 => ("1", format!("AS {NUMBER})")),
            _ => ("1000000", "AS DECIMAL(38, 0)) * 0.000001".to_owned()),
        };
        format!(
            "(CASE WHEN ({left} < 0) = ({right} < 0) THEN 1 ELSE -1 END * CAST((2 * {top} * {scale} + {bottom}) // (2 * {bottom}) {whole})"
        )
    }

    fn call(&self, call: Call, arguments: &[String]) -> String {
        let first = arguments.first().map_or("", String::as_str);
        let second = arguments.get(1).map_or("", String::as_str);
        match call {
            Call::ReadNumber => format!("TRY_CAST({first} AS {NUMBER})"),
            Call::ReadDate => {
                format!("CAST(CAST({first} AS DATE) - DATE '1970-01-01' AS {NUMBER})")
            }
            Call::ReadText => {
                let blanks: Vec<String> =
                    BLANKS.iter().map(|code| format!("chr({code})")).collect();
                let blanks = blanks.join(" || ");
                format!("NULLIF(nfc_normalize(trim(CAST({first} AS VARCHAR), {blanks})), '')")
            }
            Call::ReadYesNo => format!("CAST({first} AS BOOLEAN)"),
            Call::Truncate => format!("CAST(trunc({first}) AS {NUMBER})"),
            Call::Lower => format!("lower({first})"),
            Call::Contains => format!("contains({first}, {second})"),
            Call::StartsWith => format!("starts_with({first}, {second})"),
            Call::EndsWith => format!("ends_with({first}, {second})"),
            Call::Length => format!("CAST(length({first}) AS {NUMBER})"),
            Call::NumberText => {
                format!("rtrim(rtrim(CAST(CAST({first} AS {NUMBER}) AS VARCHAR), '0'), '.')")
            }
            Call::Date => format!("(DATE '1970-01-01' + CAST({first} AS INTEGER))"),
            Call::DateText => {
                format!("CAST(DATE '1970-01-01' + CAST({first} AS INTEGER) AS VARCHAR)")
            }
            Call::From => format!("substr({first}, {second})"),
            Call::Whole => format!("CAST({first} AS HUGEINT)"),
            Call::AddMonths => format!(
                "CAST(CAST(DATE '1970-01-01' + CAST({first} AS INTEGER) + to_months(CAST({second} AS INTEGER)) AS DATE) - DATE '1970-01-01' AS {NUMBER})"
            ),
            Call::Year => {
                format!("CAST(year(DATE '1970-01-01' + CAST({first} AS INTEGER)) AS {NUMBER})")
            }
            Call::Month => {
                format!("CAST(month(DATE '1970-01-01' + CAST({first} AS INTEGER)) AS {NUMBER})")
            }
            Call::Absolute => format!("abs({first})"),
        }
    }

    fn by_code_point(&self, text: &str) -> String {
        format!("{text} COLLATE \"C\"")
    }

    fn longest_name(&self) -> usize {
        usize::MAX
    }
}
