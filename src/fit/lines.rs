//! The line of a pack that would mend a finding: a field's own line with one thing changed.

use crate::compile::Compilation;
use crate::data::date_text;
use crate::decimal::Decimal;
use crate::ir::{Bounds, NumberUnit, Type};
use crate::source::Sources;
use crate::syntax::ast::{Field, Range, RecordItem, Statement, Text, TypeKind};

/// A field's line in the pack, in its parts.
#[derive(Clone, Debug)]
pub(super) struct FieldLine {
    name: String,
    /// The type as it is written, on one line.
    ty: String,
    /// The type up to its range, and its range, where it has one.
    before_range: Option<String>,
    is_rating: bool,
    key: bool,
    written_as: Option<String>,
    missing: Vec<String>,
    columns: Vec<String>,
    currency: Vec<String>,
    label: Option<String>,
}

impl FieldLine {
    /// The line of a field; nothing where it stands in another pack or is no column.
    pub(super) fn find(compilation: &Compilation, record: &str, field: &str) -> Option<FieldLine> {
        let record = compilation
            .pack
            .statements
            .iter()
            .find_map(|one| match one {
                Statement::Record(found) => (found.name.text == record).then_some(found),
                Statement::Pack(_)
                | Statement::Source(_)
                | Statement::Use(_)
                | Statement::List(_)
                | Statement::Param(_)
                | Statement::Segment(_)
                | Statement::Score(_)
                | Statement::Strategy(_)
                | Statement::Check(_)
                | Statement::Decision(_)
                | Statement::View(_)
                | Statement::Test(_) => None,
            })?;
        let field = record.items.iter().find_map(|item| match item {
            RecordItem::Field(found) => (found.name.text == field).then_some(found),
            RecordItem::Computed(_)
            | RecordItem::Relation(_)
            | RecordItem::Missing(_)
            | RecordItem::Written(_) => None,
        })?;
        Some(FieldLine::of(compilation, field))
    }

    fn of(compilation: &Compilation, field: &Field) -> FieldLine {
        let span = field.ty.span.0;
        let text = |start: u32, end: u32| {
            let file = compilation.sources.file_at(start);
            let slice = file.slice(crate::source::Span { start, end });
            slice.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let texts = |texts: &[Text]| texts.iter().map(quoted).collect::<Vec<_>>();
        let groups: Vec<String> = field
            .written_as
            .iter()
            .map(|group| texts(group).join(", "))
            .collect();
        let range = range_of(&field.ty.kind);
        FieldLine {
            name: field.name.text.clone(),
            ty: text(span.start, span.end),
            before_range: range.map(|range| text(span.start, range.span.0.start)),
            is_rating: matches!(field.ty.kind, TypeKind::Rating(_)),
            key: field.key,
            written_as: (!groups.is_empty()).then(|| groups.join(" / ")),
            missing: texts(&field.missing),
            columns: texts(&field.columns),
            currency: texts(&field.currency),
            label: field.label.as_ref().map(quoted),
        }
    }

    /// With one more name for its column.
    pub(super) fn column(mut self, header: &str) -> String {
        self.columns.push(quote(header));
        self.text()
    }

    /// With another `as`; `written` has its quotes.
    pub(super) fn written(mut self, written: &str) -> String {
        self.written_as = Some(written.to_owned());
        self.text()
    }

    /// With further texts for a missing answer.
    pub(super) fn missing<'t>(mut self, texts: impl IntoIterator<Item = &'t str>) -> String {
        self.missing.extend(texts.into_iter().map(quote));
        self.text()
    }

    /// As plain text.
    pub(super) fn text_type(mut self) -> String {
        "text".clone_into(&mut self.ty);
        self.written_as = None;
        self.currency.clear();
        self.text()
    }

    /// With a range that takes in these values too.
    pub(super) fn range(mut self, ty: &Type, (low, high): (i128, i128)) -> Option<String> {
        let bounds = ty.bounds();
        let wider = Bounds {
            low: bounds.low.map(|end| end.min(low)),
            high: bounds.high.map(|end| end.max(high)),
        };
        let end = |units: Option<i128>| units.map(|units| bound(ty, units, self.is_rating));
        let (low, high) = (
            end(wider.low).unwrap_or_default(),
            end(wider.high).unwrap_or_default(),
        );
        let before = self.before_range.clone()?;
        self.ty = format!("{before} {low}..{high}").trim_start().to_owned();
        Some(self.text())
    }

    /// With further values of its choice; nothing where they stand in a list.
    pub(super) fn members<'t>(
        mut self,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Option<String> {
        let members = self.ty.strip_prefix("one of ")?.to_owned();
        // Where they have an order it is for the analyst to say where they belong.
        let between = if members.contains(" < ") { " < " } else { ", " };
        let more = texts.into_iter().map(|text| {
            if crate::syntax::is_name(text) {
                text.to_owned()
            } else {
                quote(text)
            }
        });
        let all: Vec<String> = std::iter::once(members).chain(more).collect();
        self.ty = format!("one of {}", all.join(between));
        Some(self.text())
    }

    fn text(&self) -> String {
        let mut text = format!("{} {}", self.name, self.ty);
        let mut add = |word: &str, rest: &str| {
            if !rest.is_empty() {
                text.push(' ');
                text.push_str(word);
                text.push_str(rest);
            }
        };
        add("", if self.key { "key" } else { "" });
        add("as ", self.written_as.as_deref().unwrap_or_default());
        add("missing ", &self.missing.join(", "));
        add("column ", &self.columns.join(", "));
        add("currency ", &self.currency.join(", "));
        add("", self.label.as_deref().unwrap_or_default());
        text
    }
}

fn range_of(kind: &TypeKind) -> Option<&Range> {
    match kind {
        TypeKind::Integer(range)
        | TypeKind::Number(range)
        | TypeKind::Percent(range)
        | TypeKind::Money(_, range)
        | TypeKind::Date(range)
        | TypeKind::Duration(range) => range.as_ref(),
        TypeKind::Rating(range) => Some(range),
        TypeKind::Text
        | TypeKind::YesNo
        | TypeKind::OneOf { .. }
        | TypeKind::ListOf(_)
        | TypeKind::Named(_) => None,
    }
}

/// An end of a range as a pack writes it.
fn bound(ty: &Type, units: i128, is_rating: bool) -> String {
    let number =
        |units: i128| Decimal::from_units(units).map_or_else(String::new, |one| one.to_string());
    match ty {
        Type::Number(number_type) => match number_type.unit {
            NumberUnit::Percent => format!("{}%", number(units.saturating_mul(100))),
            NumberUnit::Plain | NumberUnit::Money(_) => {
                let text = number(units);
                // A rating in any step shows so by its point.
                if is_rating && !number_type.integer && !text.contains('.') {
                    format!("{text}.0")
                } else {
                    text
                }
            }
        },
        Type::Date(_) => date_text(units),
        Type::Duration(_) => format!("{units} days"),
        Type::Text
        | Type::YesNo
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => String::new(),
    }
}

fn quoted(text: &Text) -> String {
    quote(&text.value)
}

/// A text as a pack writes it, on one line.
pub(super) fn quote(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    format!("\"{}\"", line.replace('"', "\"\""))
}
