//! Numbers, dates, texts.

use super::{Builder, Children};
use crate::decimal::{Decimal, DecimalError};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{
    DateLiteral, Expr, ExprKind, Multiplier, NumberLiteral, Template, TemplatePart, Unit,
};
use crate::syntax::grammar::Rule;
use chrono::NaiveDate;
use pest::iterators::Pair;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in NFC.
pub(in crate::syntax) fn nfc(text: &str) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.to_owned()
    } else {
        text.nfc().collect()
    }
}

/// The value of a quoted text: without its quotes, doubled quotes made single, in NFC.
pub(super) fn unquote(quoted: &str) -> String {
    let inner = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(quoted);
    nfc(&inner.replace("\"\"", "\""))
}

impl Builder {
    /// A number with its unit: `quantity`, or `number` / `percentage` alone.
    pub(super) fn number(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.node(&pair);
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        let (written, unit) = match pair.as_rule() {
            Rule::quantity | Rule::bound_days => {
                let mut children = Children::of(pair.clone());
                let written = children
                    .take(Rule::percentage)
                    .or_else(|| children.take(Rule::number))
                    .map_or("", |number| number.as_str());
                (written, children.any().map(|unit| unit.as_str()))
            }
            _ => (pair.as_str(), None), // a token of its own
        };
        let (digits, multiplier, percent) = split_number(written);
        let unit = match unit {
            _ if percent => Unit::Percent,
            None => Unit::None,
            Some("day" | "days") => Unit::Days,
            Some("week" | "weeks") => Unit::Weeks,
            Some("month" | "months") => Unit::Months,
            Some("year" | "years") => Unit::Years,
            Some(currency) => Unit::Currency(currency.to_owned()),
        };
        let value = self.value(digits, multiplier, percent, &pair);
        let literal = NumberLiteral {
            digits: digits.to_owned(),
            multiplier,
            unit,
            value,
        };
        Expr {
            kind: ExprKind::Number(literal),
            span,
        }
    }

    fn value(
        &mut self,
        digits: &str,
        multiplier: Multiplier,
        percent: bool,
        pair: &Pair<'_, Rule>,
    ) -> Decimal {
        let factor = match multiplier {
            Multiplier::One => 1,
            Multiplier::Thousand => 1_000,
            Multiplier::Million => 1_000_000,
        };
        let parsed = Decimal::parse(digits);
        let value = parsed.ok().and_then(|parsed| {
            let value = parsed.value.checked_mul(Decimal::from_integer(factor))?;
            let hundred = Decimal::from_integer(100);
            if percent {
                value.checked_div(hundred)
            } else {
                Some(value)
            }
        });
        let span = self.span(pair);
        let Some(value) = value else {
            let (message, help) = if parsed == Err(DecimalError::NotANumber) {
                (
                    format!("`{digits}` is no number"),
                    "write digits with at most one point",
                )
            } else {
                (
                    "this number is too large".to_owned(),
                    "a number has at most 20 digits before the point",
                )
            };
            self.mistake(Code::E011, message, span, help);
            return Decimal::ZERO;
        };
        let lost_in_percent = percent && parsed.is_ok_and(|parsed| parsed.value.units() % 100 != 0);
        if parsed.is_ok_and(|parsed| parsed.rounded) || lost_in_percent {
            self.mistake(
                Code::E011,
                format!("`{}` has too many digits after the point", pair.as_str()),
                span,
                "a number has at most 6 digits after the point; a percentage at most 4",
            );
        }
        value
    }

    /// `2026-01-31`
    pub(super) fn date(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let mut parts = pair
            .as_str()
            .splitn(3, '-')
            .map(|part| part.parse::<u32>().unwrap_or(0));
        let (year, month, day) = (
            i32::try_from(parts.next().unwrap_or(0)).unwrap_or(0),
            parts.next().unwrap_or(0),
            parts.next().unwrap_or(0),
        );
        let days = NaiveDate::from_ymd_opt(year, month, day).map(|date| {
            i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(0)
        });
        if days.is_none() {
            self.report(
                Diagnostic::new(
                    Code::E012,
                    format!("`{}` is no day of the calendar", pair.as_str()),
                    self.span(&pair),
                )
                .help("a date is year, month, day, as in `2026-01-31`"),
            );
        }
        Expr {
            kind: ExprKind::Date(DateLiteral {
                days: days.unwrap_or(0),
            }),
            span: self.node(&pair),
        }
    }

    /// A text with holes.
    pub(super) fn template(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.node(&pair);
        let mut parts = Vec::new();
        for part in pair.into_inner() {
            if part.as_rule() == Rule::template_plain {
                let plain = part
                    .as_str()
                    .replace("\"\"", "\"")
                    .replace("{{", "{")
                    .replace("}}", "}");
                parts.push(TemplatePart::Literal(nfc(&plain)));
            } else if part.as_rule() == Rule::hole {
                let inner = Children::of(part).take_hole();
                if let Some(inner) = inner {
                    parts.push(TemplatePart::Hole(Box::new(self.query(inner))));
                }
            }
        }
        Expr {
            kind: ExprKind::Text(Template { parts }),
            span,
        }
    }
}

impl<'i> Children<'i> {
    fn take_hole(mut self) -> Option<Pair<'i, Rule>> {
        self.0.find(|pair| pair.as_rule() == Rule::query)
    }
}

fn split_number(written: &str) -> (&str, Multiplier, bool) {
    if let Some(digits) = written.strip_suffix('%') {
        (digits, Multiplier::One, true)
    } else if let Some(digits) = written.strip_suffix('k') {
        (digits, Multiplier::Thousand, false)
    } else if let Some(digits) = written.strip_suffix('M') {
        (digits, Multiplier::Million, false)
    } else {
        (written, Multiplier::One, false)
    }
}
