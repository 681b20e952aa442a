//! How the cells of a field are written: what its record says for all, and what it says itself.

use std::collections::BTreeSet;

use super::analyser::Analyser;
use super::errors::WrittenProblem;
use crate::ir::{FieldId, NumberType, NumberUnit, PercentForm, StoredColumn, Type, WrittenAs};
use crate::source::Span;
use crate::syntax::ast::{self, Spellings, Text, WrittenKind};
use crate::written::{DatePattern, ExampleProblem, NumberStyle, NumberText, YesNoWords};

impl Analyser<'_> {
    /// The column of a stored field.
    pub fn stored_column(
        &mut self,
        id: FieldId,
        field: &ast::Field,
        ty: &Type,
    ) -> Option<StoredColumn> {
        let headers = self.headers(id, &field.name, &field.columns);
        let mut written_as = self.written_in_record(id);
        self.add_as(&mut written_as, &field.written_as, ty)?;
        if let Some(first) = field.currency.first()
            && !matches!(
                innermost(ty),
                Type::Number(NumberType {
                    unit: NumberUnit::Money(_),
                    ..
                })
            )
        {
            let found = self.describe(ty);
            self.report(WrittenProblem::CurrencyOfOther {
                found,
                at: first.span.0,
            });
            return None;
        }
        Some(StoredColumn {
            headers,
            written_as,
            missing: values(&field.missing),
            currency: values(&field.currency),
        })
    }

    /// The column of the keys of other rows.
    pub fn column_of_keys(
        &mut self,
        id: FieldId,
        name: &ast::Name,
        written_as: &Spellings,
        columns: &[Text],
    ) -> Option<StoredColumn> {
        let headers = self.headers(id, name, columns);
        let mut written = self.written_in_record(id);
        self.add_as(&mut written, written_as, &Type::List(Box::new(Type::Text)))?;
        Some(StoredColumn {
            headers,
            written_as: written,
            ..StoredColumn::default()
        })
    }

    fn headers(&mut self, id: FieldId, name: &ast::Name, columns: &[Text]) -> Vec<String> {
        let mut headers: Vec<String> = Vec::new();
        for text in columns {
            self.check_column(id, &text.value, text.span.0);
            headers.push(text.value.clone());
        }
        if headers.is_empty() {
            self.check_column(id, &name.text, name.span.0);
            headers.push(name.text.clone());
        }
        headers
    }

    /// What the `written` lines of the field's record say.
    fn written_in_record(&mut self, id: FieldId) -> WrittenAs {
        let mut written_as = WrittenAs::default();
        let lines = self.written.get(&id).cloned().unwrap_or_default();
        // What is wrong with them is said once, not at each field.
        let parts = lines.iter().flat_map(|line| &line.parts);
        for part in parts {
            if let Ok(made) = made_of(part.kind, &part.written_as) {
                made.add_to(&mut written_as);
            }
        }
        written_as
    }

    /// Says what is wrong with a `written` line.
    pub fn check_written(&mut self, line: &ast::Written) {
        for part in &line.parts {
            if let Err(problem) = made_of(part.kind, &part.written_as) {
                self.report(problem);
            }
        }
    }

    /// What a field itself says behind `as`.
    fn add_as(
        &mut self,
        written_as: &mut WrittenAs,
        spellings: &Spellings,
        ty: &Type,
    ) -> Option<()> {
        let Some(at) = place(spellings) else {
            return Some(());
        };
        let made = match ty {
            // `as "a|b"` is about the items; their own style may be stated too, where it is none.
            Type::List(item) => match (separator(spellings), kind_of(item)) {
                (Some(between), _) => Ok(Made::Between(between)),
                (None, Some(kind)) => made_of(kind, spellings),
                (None, None) => made_of(WrittenKind::Lists, spellings),
            },
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::Reference(_) => match kind_of(ty) {
                Some(WrittenKind::Numbers) if is_percent(ty) => percent(spellings),
                Some(kind) => made_of(kind, spellings),
                None => {
                    let found = self.describe(ty);
                    Err(WrittenProblem::NoForm { found, at })
                }
            },
        };
        match made {
            Ok(made) => {
                made.add_to(written_as);
                Some(())
            }
            Err(problem) => {
                self.report(problem);
                None
            }
        }
    }
}

/// One thing that is stated.
enum Made {
    Numbers(NumberStyle),
    Percent(NumberStyle, PercentForm),
    Dates(DatePattern),
    YesNo(YesNoWords),
    Between(String),
}

impl Made {
    fn add_to(self, written_as: &mut WrittenAs) {
        match self {
            Made::Numbers(style) => written_as.numbers = Some(style),
            Made::Percent(style, form) => {
                written_as.numbers = Some(style);
                written_as.percent = Some(form);
            }
            Made::Dates(pattern) => written_as.dates = Some(pattern),
            Made::YesNo(words) => written_as.yes_no = Some(words),
            Made::Between(between) => written_as.between = Some(between),
        }
    }
}

fn made_of(kind: WrittenKind, spellings: &Spellings) -> Result<Made, WrittenProblem> {
    let at = place(spellings).unwrap_or_default();
    match kind {
        WrittenKind::Numbers => numbers(spellings).map(Made::Numbers),
        WrittenKind::Dates => dates(spellings).map(Made::Dates),
        WrittenKind::YesNo => yes_no(spellings).map(Made::YesNo),
        WrittenKind::Lists => separator(spellings)
            .map(Made::Between)
            .ok_or(WrittenProblem::Separator { at }),
    }
}

/// What is stated of cells of a type; none where nothing can be.
fn kind_of(ty: &Type) -> Option<WrittenKind> {
    match ty {
        Type::Number(_) => Some(WrittenKind::Numbers),
        Type::Date(_) => Some(WrittenKind::Dates),
        Type::YesNo => Some(WrittenKind::YesNo),
        Type::List(_) => Some(WrittenKind::Lists),
        Type::Text | Type::Duration(_) | Type::Months | Type::Choice(_) | Type::Reference(_) => {
            None
        }
    }
}

fn innermost(ty: &Type) -> &Type {
    if let Type::List(item) = ty { item } else { ty }
}

fn is_percent(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Number(NumberType {
            unit: NumberUnit::Percent,
            ..
        })
    )
}

fn numbers(spellings: &Spellings) -> Result<NumberStyle, WrittenProblem> {
    let at = place(spellings).unwrap_or_default();
    let [[text]] = spellings.iter().map(Vec::as_slice).collect::<Vec<_>>()[..] else {
        return Err(WrittenProblem::NotANumber { at });
    };
    NumberStyle::from_example(&text.value).map_err(|problem| match problem {
        ExampleProblem::NotANumber => WrittenProblem::NotANumber { at },
        ExampleProblem::Ambiguous(readings) => WrittenProblem::Ambiguous {
            text: text.value.clone(),
            readings: Box::new(readings),
            at,
        },
    })
}

/// `as "0.12"` is a fraction, `as "12"` and `as "12.5%"` are hundredths.
fn percent(spellings: &Spellings) -> Result<Made, WrittenProblem> {
    let style = numbers(spellings)?;
    let number = spellings
        .iter()
        .flatten()
        .find_map(|text| NumberText::split(text.value.trim()));
    let below_one = number.is_some_and(|number| {
        let digits = style.digits(number.body);
        !number.percent && digits.is_some_and(|digits| digits.starts_with("0."))
    });
    let form = if below_one {
        PercentForm::Fraction
    } else {
        PercentForm::Hundredths
    };
    Ok(Made::Percent(style, form))
}

fn dates(spellings: &Spellings) -> Result<DatePattern, WrittenProblem> {
    let at = place(spellings).unwrap_or_default();
    let [spelling] = spellings.as_slice() else {
        return Err(WrittenProblem::Slashes { at });
    };
    let texts: Vec<&str> = spelling.iter().map(|text| text.value.as_str()).collect();
    let (pattern, months) = texts.split_first().unwrap_or((&"", &[]));
    DatePattern::parse(pattern, months).map_err(|problem| WrittenProblem::Date {
        pattern: (*pattern).to_owned(),
        problem,
        at,
    })
}

fn yes_no(spellings: &Spellings) -> Result<YesNoWords, WrittenProblem> {
    let at = place(spellings).unwrap_or_default();
    let [yes, no] = spellings.as_slice() else {
        return Err(WrittenProblem::YesNo { at });
    };
    let folded = |text: &Text| text.value.trim().to_lowercase();
    let yeses: BTreeSet<String> = yes.iter().map(folded).collect();
    if let Some(both) = no.iter().find(|text| yeses.contains(&folded(text))) {
        return Err(WrittenProblem::YesAndNo {
            text: both.value.clone(),
            at: both.span.0,
        });
    }
    Ok(YesNoWords {
        yes: values(yes),
        no: values(no),
    })
}

/// What stands between two items of an example such as `a|b` or `one, two`.
fn separator(spellings: &Spellings) -> Option<String> {
    let [[text]] = spellings.iter().map(Vec::as_slice).collect::<Vec<_>>()[..] else {
        return None;
    };
    let word = char::is_alphanumeric;
    let text = text.value.trim();
    let between = text.trim_start_matches(word);
    let after = between.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = between.len() < text.len();
    let ends = !after.is_empty() && after.chars().all(word);
    let sign = between.get(..between.len() - after.len())?.trim();
    (begins && ends && !sign.is_empty()).then(|| sign.to_owned())
}

fn values(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}

fn place(spellings: &Spellings) -> Option<Span> {
    let spans = spellings.iter().flatten().map(|text| text.span.0);
    spans.reduce(|a, b| a.to(b))
}
