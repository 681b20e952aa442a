//! Records, fields and types.

use super::{Builder, Children};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{
    Computed, Expr, ExprKind, Field, Link, Member, MemberName, Missing, Name, Range, Record,
    RecordItem, Relation, Spellings, Text, TypeExpr, TypeKind, Written, WrittenKind, WrittenPart,
};
use crate::syntax::grammar::Rule;
use crate::syntax::suspects::{Suspect, Unless};
use pest::iterators::Pair;

/// Names of types elsewhere, and what they are called here.
const FOREIGN_TYPES: [(&str, &str); 40] = [
    ("string", "text"),
    ("str", "text"),
    ("varchar", "text"),
    ("char", "text"),
    ("email", "text"),
    ("url", "text"),
    ("int", "integer"),
    ("bigint", "integer"),
    ("long", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("decimal", "number"),
    ("numeric", "number"),
    ("real", "number"),
    ("bool", "yes/no"),
    ("boolean", "yes/no"),
    ("flag", "yes/no"),
    ("datetime", "date"),
    ("timestamp", "date"),
    ("percentage", "percent"),
    ("currency", "money EUR"),
    ("amount", "money EUR"),
    ("enum", "one of a, b, c"),
    ("choice", "one of a, b, c"),
    ("days", "duration"),
    ("rating", "1..5"),
    ("texte", "text"),
    ("entier", "integer"),
    ("nombre", "number"),
    ("pourcentage", "percent"),
    ("durée", "duration"),
    ("oui", "yes/no"),
    ("eur", "money EUR"),
    ("usd", "money USD"),
    ("текст", "text"),
    ("целое", "integer"),
    ("число", "number"),
    ("процент", "percent"),
    ("дата", "date"),
    ("длительность", "duration"),
];

impl Builder {
    pub(super) fn record(&mut self, pair: Pair<'_, Rule>) -> Option<Record> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let source = self.record_source(&mut children)?;
        let mut items = Vec::new();
        while let Some(item) = children.any() {
            let rule = item.as_rule();
            let made = if rule == Rule::field {
                self.field(item).map(RecordItem::Field)
            } else if rule == Rule::computed {
                self.computed(item).map(RecordItem::Computed)
            } else if rule == Rule::relation {
                self.relation(item).map(RecordItem::Relation)
            } else if rule == Rule::written {
                Some(RecordItem::Written(self.written_line(item)))
            } else {
                Some(RecordItem::Missing(self.missing(item)))
            };
            items.extend(made);
        }
        Some(Record {
            name,
            label,
            source,
            items,
            span,
        })
    }

    pub(super) fn optional_text(&mut self, children: &mut Children<'_>) -> Option<Text> {
        children.take(Rule::text).map(|text| self.text(&text))
    }

    fn missing(&mut self, pair: Pair<'_, Rule>) -> Missing {
        let span = self.node(&pair);
        Missing {
            texts: self.texts(pair),
            span,
        }
    }

    /// The texts between commas.
    fn texts(&mut self, pair: Pair<'_, Rule>) -> Vec<Text> {
        let mut children = Children::of(pair);
        let mut texts = Vec::new();
        while let Some(text) = children.take(Rule::text) {
            texts.push(self.text(&text));
        }
        texts
    }

    fn spellings(&mut self, pair: Pair<'_, Rule>) -> Spellings {
        let mut children = Children::of(pair);
        let mut spellings = Vec::new();
        while let Some(spelling) = children.take(Rule::spelling) {
            spellings.push(self.texts(spelling));
        }
        spellings
    }

    fn written_line(&mut self, pair: Pair<'_, Rule>) -> Written {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let mut parts: Vec<WrittenPart> = Vec::new();
        while let Some(part) = children.take(Rule::written_part) {
            let part = self.written_part(part);
            if parts.iter().any(|before| before.kind == part.kind) {
                self.mistake(
                    Code::E026,
                    format!("`{}` are stated twice", part.kind.word()),
                    part.span.0,
                    "remove one of the two",
                );
            }
            parts.push(part);
        }
        Written { parts, span }
    }

    fn written_part(&mut self, pair: Pair<'_, Rule>) -> WrittenPart {
        let span = self.node(&pair);
        let kind = if pair.as_str().starts_with("numbers") {
            WrittenKind::Numbers
        } else if pair.as_str().starts_with("dates") {
            WrittenKind::Dates
        } else if pair.as_str().starts_with("lists") {
            WrittenKind::Lists
        } else {
            WrittenKind::YesNo
        };
        WrittenPart {
            kind,
            written_as: self.spellings(pair),
            span,
        }
    }

    fn relation(&mut self, pair: Pair<'_, Rule>) -> Option<Relation> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let record = self.name(&children.take(Rule::name)?);
        let link = self.link(children.any()?)?;
        let complete_when = children
            .take(Rule::expr)
            .map(|condition| self.expr(condition));
        let label = self.optional_text(&mut children);
        Some(Relation {
            name,
            record,
            link,
            complete_when,
            label,
            span,
        })
    }

    fn link(&mut self, pair: Pair<'_, Rule>) -> Option<Link> {
        let rule = pair.as_rule();
        let mut children = Children::of(pair);
        if rule == Rule::related_by {
            return Some(Link::By(self.name(&children.take(Rule::name)?)));
        }
        if rule == Rule::related_through {
            return Some(Link::Through(self.name(&children.take(Rule::name)?)));
        }
        let default_none = children.take(Rule::default_none).is_some();
        let written_as = children.take(Rule::as_modifier);
        let columns = children.take(Rule::column_modifier);
        Some(Link::Keys {
            default_none,
            written_as: written_as.map_or_else(Vec::new, |part| self.spellings(part)),
            columns: columns.map_or_else(Vec::new, |part| self.texts(part)),
        })
    }

    fn computed(&mut self, pair: Pair<'_, Rule>) -> Option<Computed> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let (ty, label) = self.type_and_label(&mut children);
        let value = self.expr(children.take(Rule::expr)?);
        Some(Computed {
            name,
            ty,
            label,
            value,
            span,
        })
    }

    /// A type that may be left out and the label after it.
    pub(super) fn type_and_label(
        &mut self,
        children: &mut Children<'_>,
    ) -> (Option<TypeExpr>, Option<Text>) {
        let (ty, stray) = match children.take(Rule::r#type) {
            Some(ty) => {
                let (ty, stray) = self.type_expr(ty);
                (Some(ty), stray)
            }
            None => (None, None),
        };
        let label = self.optional_text(children);
        (ty, label.or(stray))
    }

    fn field(&mut self, pair: Pair<'_, Rule>) -> Option<Field> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let (ty, mut label) = self.type_expr(children.take(Rule::r#type)?);
        let mut key = false;
        let mut written_as = Spellings::new();
        let [mut missing, mut columns, mut currency] = [const { Vec::<Text>::new() }; 3];
        while let Some(part) = children.any() {
            let rule = part.as_rule();
            let place = self.span(&part);
            let twice = if rule == Rule::key_modifier {
                std::mem::replace(&mut key, true)
            } else if rule == Rule::text {
                label.replace(self.text(&part)).is_some()
            } else if rule == Rule::column_modifier {
                !std::mem::replace(&mut columns, self.texts(part)).is_empty()
            } else if rule == Rule::missing_modifier {
                !std::mem::replace(&mut missing, self.texts(part)).is_empty()
            } else if rule == Rule::currency_modifier {
                !std::mem::replace(&mut currency, self.texts(part)).is_empty()
            } else {
                !std::mem::replace(&mut written_as, self.spellings(part)).is_empty()
            };
            if twice {
                let members = matches!(ty.kind, TypeKind::OneOf { .. });
                let help = if members {
                    "remove one of the two; the values of a choice are parted by commas: `one of \"a\", \"b\"`"
                } else {
                    "remove one of the two"
                };
                self.mistake(
                    Code::E026,
                    format!("this is stated twice for `{}`", name.text),
                    place,
                    help,
                );
            }
        }
        Some(Field {
            name,
            ty,
            key,
            written_as,
            missing,
            columns,
            currency,
            label,
            span,
        })
    }

    /// A type, and a text behind the last member of a choice that belongs to the field.
    fn type_expr(&mut self, pair: Pair<'_, Rule>) -> (TypeExpr, Option<Text>) {
        let span = self.node(&pair);
        let mut label = None;
        let kind = match pair.into_inner().next() {
            Some(inner) => {
                let (kind, stray) = self.type_kind(inner);
                label = stray;
                kind
            }
            None => TypeKind::Text, // a type has always one child
        };
        (TypeExpr { kind, span }, label)
    }

    fn type_kind(&mut self, pair: Pair<'_, Rule>) -> (TypeKind, Option<Text>) {
        let rule = pair.as_rule();
        if rule == Rule::type_named {
            return (TypeKind::Named(self.named_type(&pair)), None);
        }
        if rule == Rule::type_one_of {
            return self.one_of(pair);
        }
        let currency = pair
            .clone()
            .into_inner()
            .find(|part| part.as_rule() == Rule::currency);
        let range = self.range_in(pair.clone());
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        let kind = match rule {
            Rule::type_yes_no => TypeKind::YesNo,
            Rule::type_integer => TypeKind::Integer(range),
            Rule::type_number => TypeKind::Number(range),
            Rule::type_percent => TypeKind::Percent(range),
            Rule::type_date => TypeKind::Date(range),
            Rule::type_duration => TypeKind::Duration(range),
            Rule::type_money => match currency {
                Some(currency) => TypeKind::Money(self.name(&currency), range),
                None => TypeKind::Text, // the grammar demands a currency
            },
            Rule::type_rating => self.rating(pair, range),
            Rule::type_list_of => {
                let inner = Children::of(pair)
                    .take(Rule::r#type)
                    .map(|inner| self.type_expr(inner));
                match inner {
                    Some((inner, label)) => return (TypeKind::ListOf(Box::new(inner)), label),
                    None => TypeKind::Text, // the grammar demands a type
                }
            }
            _ => TypeKind::Text,
        };
        (kind, None)
    }

    fn rating(&mut self, pair: Pair<'_, Rule>, range: Option<Range>) -> TypeKind {
        let span = self.node(&pair);
        let mistaken = range.is_some()
            && pair
                .into_inner()
                .any(|part| part.as_rule() == Rule::wrong_range);
        let range = range.unwrap_or(Range {
            low: None,
            high: None,
            span,
        });
        if !mistaken && (range.low.is_none() || range.high.is_none()) {
            self.mistake(
                Code::E018,
                "a rating needs both ends",
                span.0,
                "write both, as in `1..5`; with one end only, write `number` or `integer` before it",
            );
        }
        TypeKind::Rating(range)
    }

    /// The range among the children of a type, a mistaken `1-5` included.
    fn range_in(&mut self, pair: Pair<'_, Rule>) -> Option<Range> {
        for part in pair.into_inner() {
            if matches!(part.as_rule(), Rule::range | Rule::range_days) {
                return Some(self.range(part));
            }
            if part.as_rule() == Rule::wrong_range {
                return Some(self.wrong_range(&part));
            }
        }
        None
    }

    fn range(&mut self, pair: Pair<'_, Rule>) -> Range {
        let span = self.node(&pair);
        let mut range = Range {
            low: None,
            high: None,
            span,
        };
        let mut before_dots = true;
        for part in pair.into_inner() {
            if part.as_rule() == Rule::dot_dot {
                before_dots = false;
                continue;
            }
            let end = Some(Box::new(self.bound(part)));
            if before_dots {
                range.low = end
            } else {
                range.high = end
            }
        }
        range
    }

    fn bound(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.node(&pair);
        let negative = pair.as_str().starts_with('-');
        let number = if pair.as_rule() == Rule::bound_days {
            self.number(pair)
        } else {
            match Children::of(pair)
                .0
                .find(|part| part.as_rule() != Rule::minus)
            {
                Some(date) if date.as_rule() == Rule::date => self.date(date),
                Some(number) => self.number(number),
                None => super::expressions::blank_expr(span.0),
            }
        };
        if negative {
            Expr {
                kind: ExprKind::Negate(Box::new(number)),
                span,
            }
        } else {
            number
        }
    }

    fn wrong_range(&mut self, pair: &Pair<'_, Rule>) -> Range {
        let span = self.node(pair);
        let ends: Vec<&str> = pair
            .as_str()
            .split(|sign: char| !(sign.is_ascii_digit() || sign == '.'))
            .filter(|part| !part.is_empty())
            .collect();
        let better = ends.join("..");
        self.report(
            Diagnostic::new(Code::E018, "a range is written with two dots", span.0)
                .help(format!("write `{better}`"))
                .fix(span.0, better),
        );
        Range {
            low: None,
            high: None,
            span,
        }
    }

    fn named_type(&mut self, pair: &Pair<'_, Rule>) -> Name {
        let name = self.name(pair);
        let lower = name.text.to_lowercase();
        let ours = ["text", "integer", "number", "percent", "date", "duration"];
        let better = FOREIGN_TYPES
            .iter()
            .find(|(foreign, _)| *foreign == lower)
            .map(|(_, ours)| *ours)
            .or_else(|| ours.into_iter().find(|own| *own == lower));
        if let Some(better) = better {
            let mut finding = Diagnostic::new(
                Code::E023,
                format!("there is no type `{}`", name.text),
                name.span.0,
            )
            .help(format!("write `{better}`"));
            if !better.contains(' ') {
                finding = finding.fix(name.span.0, better);
            }
            let suspect = Suspect {
                name: name.text.clone(),
                unless: Unless::Value,
                finding,
            };
            self.suspects.push(suspect);
        }
        name
    }

    /// `one of a, b, c`. A text behind the last member is its label if another member has one,
    /// else the label of the field.
    fn one_of(&mut self, pair: Pair<'_, Rule>) -> (TypeKind, Option<Text>) {
        let span = self.span(&pair);
        let signs: Vec<Rule> = pair
            .clone()
            .into_inner()
            .map(|part| part.as_rule())
            .filter(|rule| matches!(rule, Rule::comma | Rule::less))
            .collect();
        let ordered = signs.contains(&Rule::less);
        if ordered && signs.contains(&Rule::comma) {
            self.mistake(
                Code::E001,
                "the members of a choice are joined by `,` and by `<`",
                span,
                "write `<` between all of them if they are in order, else `,` between all",
            );
        }
        let mut members: Vec<Member> = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::choice)
            .filter_map(|part| self.member(part))
            .collect();
        let mut stray = None;
        if let Some((last, others)) = members.split_last_mut()
            && others.iter().all(|member| member.label.is_none())
        {
            stray = last.label.take();
        }
        (TypeKind::OneOf { ordered, members }, stray)
    }

    fn member(&mut self, pair: Pair<'_, Rule>) -> Option<Member> {
        let mut children = pair.into_inner().peekable();
        let name = self.member_name(children.next()?)?;
        let written_as = match children.next_if(|part| part.as_rule() == Rule::k_as) {
            Some(_) => children.next().map(|text| self.text(&text)),
            None => None,
        };
        let label = children.next().map(|text| self.text(&text));
        Some(Member {
            name,
            written_as,
            label,
        })
    }

    pub(super) fn member_name(&mut self, pair: Pair<'_, Rule>) -> Option<MemberName> {
        let inner = pair.into_inner().next()?;
        Some(if inner.as_rule() == Rule::name {
            MemberName::Name(self.name(&inner))
        } else if inner.as_rule() == Rule::band_number {
            MemberName::Number(Text {
                value: inner.as_str().to_owned(),
                span: self.node(&inner),
            })
        } else {
            MemberName::Text(self.text(&inner))
        })
    }
}
