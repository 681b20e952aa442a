//! PostgreSQL.

use super::dialect::{BLANKS, Spelling};
use super::tree::{Call, Kind};

/// PostgreSQL's way of saying things.
pub(super) struct Postgres;

impl Spelling for Postgres {
    fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Number => "numeric",
            Kind::Whole => "bigint",
            Kind::Text => "text",
            Kind::YesNo => "boolean",
            Kind::Date => "date",
        }
    }

    fn times(&self, left: &str, right: &str, places: u8, _held: bool) -> String {
        // Products are exact whatever their size, and round() goes half away from zero.
        format!("round({left} * {right}, {places})")
    }

    fn over(&self, left: &str, right: &str, places: u8) -> String {
        // Quotients are cut somewhere, so whole ones are taken: of millionths, doubled to round.
        let scale = if places == 0 { "1" } else { "1000000" };
        let unit = if places == 0 { "" } else { " * 0.000001" };
        format!(
            "(CASE WHEN ({left} < 0) = ({right} < 0) THEN 1 ELSE -1 END * div(2 * abs({left}) * {scale} + abs({right}), 2 * abs({right})){unit})"
        )
    }

    fn call(&self, call: Call, arguments: &[String]) -> String {
        let first = arguments.first().map_or("", String::as_str);
        let second = arguments.get(1).map_or("", String::as_str);
        match call {
            // Not a number, and the infinities, are no values that can be held.
            Call::ReadNumber => format!(
                "CASE WHEN CAST({first} AS numeric) IN ('NaN', 'Infinity', '-Infinity') THEN NULL ELSE round(CAST({first} AS numeric), 6) END"
            ),
            Call::ReadDate => {
                format!("CAST(CAST({first} AS date) - DATE '1970-01-01' AS numeric)")
            }
            Call::ReadText => {
                let blanks: Vec<String> =
                    BLANKS.iter().map(|code| format!("chr({code})")).collect();
                let blanks = blanks.join(" || ");
                format!("NULLIF(normalize(btrim(CAST({first} AS text), {blanks}), NFC), '')")
            }
            Call::ReadYesNo => format!("CAST({first} AS boolean)"),
            Call::Truncate => format!("trunc({first})"),
            Call::Lower => {
                let (from, to) = lower_case();
                format!("translate({first}, {from}, {to})")
            }
            Call::Contains => format!("strpos({first}, {second}) > 0"),
            Call::StartsWith => format!("starts_with({first}, {second})"),
            Call::EndsWith => format!("right({first}, length({second})) = {second}"),
            Call::Length => format!("CAST(length({first}) AS numeric)"),
            Call::NumberText => format!("CAST(trim_scale(CAST({first} AS numeric)) AS text)"),
            Call::Date => format!("(DATE '1970-01-01' + CAST({first} AS integer))"),
            Call::DateText => {
                format!("to_char(DATE '1970-01-01' + CAST({first} AS integer), 'YYYY-MM-DD')")
            }
            Call::From => format!("substr({first}, {second})"),
            Call::Whole => format!("CAST({first} AS numeric(38, 0))"),
            Call::AddMonths => format!(
                "CAST(CAST(DATE '1970-01-01' + CAST({first} AS integer) + make_interval(months => CAST({second} AS integer)) AS date) - DATE '1970-01-01' AS numeric)"
            ),
            Call::Year => format!(
                "CAST(extract(year FROM DATE '1970-01-01' + CAST({first} AS integer)) AS numeric)"
            ),
            Call::Month => format!(
                "CAST(extract(month FROM DATE '1970-01-01' + CAST({first} AS integer)) AS numeric)"
            ),
            Call::Absolute => format!("abs({first})"),
        }
    }

    fn by_code_point(&self, text: &str) -> String {
        format!("{text} COLLATE \"C\"")
    }

    fn longest_name(&self) -> usize {
        63
    }
}

/// Every letter that has a lower case of its own, and those: PostgreSQL's `lower` hangs on the
/// locale of the database.
fn lower_case() -> (String, String) {
    let letters = ('\u{1}'..=char::MAX).filter_map(|letter| {
        let lower = letter.to_lowercase().next()?;
        (lower != letter).then_some((letter, lower))
    });
    let (from, to): (String, String) = letters.unzip();
    (
        super::dialect::quoted_text(&from),
        super::dialect::quoted_text(&to),
    )
}
