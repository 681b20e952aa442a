//! What a pack asks for: the columns of its tables, the numbers that may be changed, its lists.

use super::pieces::{Page, code, escaped, label_of};
use super::words;
use crate::eval::{display_value, join_with};
use crate::ir::{
    Bounds, DomainId, Field, FieldSource, Link, NumberType, NumberUnit, PercentForm, Program,
    Record, RecordSource, Relation, StoredColumn, Type, Value,
};

/// Writes the part.
pub(super) fn write(page: &mut Page<'_>) {
    page.heading(2, "What it asks for");
    let program = page.program;
    for record in program.named_records() {
        write_record(page, &program.records[record]);
    }
    write_params(page);
    write_lists(page);
}

fn write_record(page: &mut Page<'_>, record: &Record) {
    let program = page.program;
    let title = match &record.named.label {
        Some(label) => format!("{}: {label}", record.named.name),
        None => record.named.name.clone(),
    };
    page.heading(3, &title);
    if let Some(rows) = rows_in_words(program, record) {
        page.paragraph(&rows);
    }
    let fields: Vec<&Field> = record
        .fields
        .iter()
        .map(|id| &program.fields[*id])
        .collect();
    let mut columns = Vec::new();
    let mut worked_out = Vec::new();
    for (id, field) in record.fields.iter().zip(&fields) {
        if let Some(column) = field.column() {
            let key = if record.key.contains(id) {
                " (key)"
            } else {
                ""
            };
            let label = field.named.label.as_deref().unwrap_or_default();
            columns.push(vec![
                format!("{}{key}", headers(column)),
                escaped(label),
                answers(program, &field.ty, column),
            ]);
        }
        match &field.source {
            FieldSource::Stored { .. } => {}
            FieldSource::Computed(value) => worked_out.push(format!(
                "{}: {}",
                name_and_label(field),
                words::sentence(program, *value)
            )),
            // Which rows are grouped, and by what, is said above.
            FieldSource::Shared(_) => {}
            FieldSource::Relation(_) if program.is_group(*id) => {}
            FieldSource::Relation(relation) => worked_out.push(format!(
                "{}: {}",
                name_and_label(field),
                related(program, relation)
            )),
        }
    }
    page.table(&["column", "question", "answers"], &columns);
    if !record.missing.is_empty() {
        let texts: Vec<String> = record.missing.iter().map(|text| code(text)).collect();
        page.paragraph(&format!("Read as an empty cell: {}.", texts.join(", ")));
    }
    if !worked_out.is_empty() {
        page.paragraph("Worked out from these:");
        page.list(&worked_out);
    }
}

/// Which rows there are, where that is not for a table to say.
fn rows_in_words(program: &Program, record: &Record) -> Option<String> {
    let key: Vec<String> = record
        .key
        .iter()
        .map(|field| name_and_label(&program.fields[*field]))
        .collect();
    let key = join_with(&key, "and");
    match &record.source {
        RecordSource::Table | RecordSource::Single => None,
        RecordSource::ForEvery => Some(format!("One row for every {key}, answered or not.")),
        RecordSource::Derived(derived) => {
            let source = &program.records[derived.record].named.name;
            let source = match derived.within {
                Some(segment) => code(&program.rules[segment].named.name),
                None => code(source),
            };
            Some(if record.key.is_empty() {
                format!("One row, made of all rows of {source}.")
            } else {
                format!("One row for each {key}, made of the rows of {source}.")
            })
        }
    }
}

fn name_and_label(field: &Field) -> String {
    match &field.named.label {
        Some(label) => format!("{} ({})", code(&field.named.name), escaped(label)),
        None => code(&field.named.name),
    }
}

fn related(program: &Program, relation: &Relation) -> String {
    let record = code(&program.records[relation.record].named.name);
    let whose = match &relation.link {
        Link::By(by) => format!(
            "the rows of {record} whose {} is this one",
            code(&program.fields[*by].named.name)
        ),
        Link::Keys {
            column,
            default_none,
        } => {
            let blank = if *default_none {
                "; none where it is blank"
            } else {
                ""
            };
            format!("the rows of {record} that {} names{blank}", headers(column))
        }
        Link::Group => format!("the rows of {record} in this group"),
        Link::Through(pairing) => format!(
            "the rows of {record} that a row of {} pairs with this one",
            code(&program.records[pairing.record].named.name)
        ),
    };
    match relation.complete_when {
        Some(condition) => format!(
            "{whose}; known to be all there when {}",
            words::sentence(program, condition)
        ),
        None => whose,
    }
}

fn write_params(page: &mut Page<'_>) {
    let program = page.program;
    let rows: Vec<Vec<String>> = program
        .params
        .values()
        .map(|param| {
            vec![
                code(&param.named.name),
                escaped(&display_value(program, &param.ty, &param.value)),
                escaped(param.named.label.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    page.heading(3, "Numbers and values to set");
    page.paragraph("Change them in the pack, or for one run with `--param NAME=VALUE`.");
    page.table(&["param", "is", "means"], &rows);
}

fn write_lists(page: &mut Page<'_>) {
    let program = page.program;
    for domain in program.domains.values() {
        match domain.kind {
            crate::ir::DomainKind::List => {}
            crate::ir::DomainKind::Inline
            | crate::ir::DomainKind::Bands
            | crate::ir::DomainKind::Options
            | crate::ir::DomainKind::Gates
            | crate::ir::DomainKind::Status => continue,
        }
        let ordered = if domain.ordered {
            ", from low to high"
        } else {
            ""
        };
        page.heading(3, &format!("The list {}{ordered}", domain.name));
        let mut header = vec!["value", "label"];
        header.extend(domain.attributes.iter().map(|column| column.name.as_str()));
        let rows: Vec<Vec<String>> = domain
            .members
            .iter()
            .enumerate()
            .map(|(place, member)| {
                let mut row = vec![
                    code(&member.named.name),
                    escaped(member.named.label.as_deref().unwrap_or_default()),
                ];
                row.extend(domain.attributes.iter().map(|column| {
                    let value = column.values.get(place).and_then(Option::as_ref);
                    value.map_or_else(String::new, |value| cell(program, &column.ty, value))
                }));
                row
            })
            .collect();
        page.table(&header, &rows);
    }
}

fn cell(program: &Program, ty: &Type, value: &Value) -> String {
    escaped(&display_value(program, ty, value))
}

/// The names that a column may have.
fn headers(column: &StoredColumn) -> String {
    let names: Vec<String> = column.headers.iter().map(|name| code(name)).collect();
    super::pieces::alternatives(&names)
}

/// What may stand in a column, in words.
fn answers(program: &Program, ty: &Type, column: &StoredColumn) -> String {
    let written = &column.written_as;
    let how = match ty {
        Type::YesNo => written.yes_no.as_ref().map(|words| {
            let all = |words: &[String]| {
                let words: Vec<String> = words.iter().map(|word| code(word)).collect();
                super::pieces::alternatives(&words)
            };
            format!("{} for yes, {} for no", all(&words.yes), all(&words.no))
        }),
        Type::Date(_) => written.dates.as_ref().map(|pattern| {
            format!(
                "{}, written {}",
                type_in_words(program, ty),
                code(pattern.text())
            )
        }),
        Type::Number(_) => number_style(column)
            .map(|style| format!("{}, written {style}", type_in_words(program, ty))),
        Type::Text
        | Type::Duration(_)
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => None,
    };
    let mut answers = how.unwrap_or_else(|| match (ty, &written.between) {
        (Type::List(item), Some(between)) => format!(
            "several, with {} between them: {}",
            code(between),
            type_in_words(program, item)
        ),
        _ => type_in_words(program, ty),
    });
    if let Some(currency) = column.currency.first() {
        answers.push_str(&format!("; its currency stands in {}", code(currency)));
    }
    answers
}

/// How the field states that its numbers are written.
fn number_style(column: &StoredColumn) -> Option<String> {
    let style = column.written_as.numbers?;
    Some(match column.written_as.percent {
        Some(PercentForm::Fraction) => "as a fraction".to_owned(),
        Some(PercentForm::Hundredths) | None => format!("like {}", code(&style.example())),
    })
}

fn type_in_words(program: &Program, ty: &Type) -> String {
    let is_date = matches!(ty, Type::Date(_));
    let ends = |bounds: Bounds| {
        let end = |end: Option<i128>| {
            end.map(|units| crate::eval::display_interval(ty, crate::eval::Interval::point(units)))
        };
        match (end(bounds.low), end(bounds.high)) {
            (None, None) => String::new(),
            (Some(low), None) if is_date => format!(", {low} or later"),
            (None, Some(high)) if is_date => format!(", {high} or earlier"),
            (Some(low), None) => format!(", {low} or more"),
            (None, Some(high)) => format!(", at most {high}"),
            (Some(low), Some(high)) => format!(", {low} to {high}"),
        }
    };
    match ty {
        Type::Text => "a text".to_owned(),
        Type::YesNo => "yes or no".to_owned(),
        Type::Number(NumberType {
            unit,
            integer,
            bounds,
        }) => {
            let what = match (unit, integer) {
                (NumberUnit::Plain, true) => "a whole number".to_owned(),
                (NumberUnit::Plain, false) => "a number".to_owned(),
                (NumberUnit::Percent, _) => "a percentage".to_owned(),
                (NumberUnit::Money(currency), _) => format!("an amount in {currency}"),
            };
            what + &ends(*bounds)
        }
        Type::Date(bounds) => "a date".to_owned() + &ends(*bounds),
        Type::Duration(bounds) => "a number of days".to_owned() + &ends(*bounds),
        Type::Months => "a number of months".to_owned(),
        Type::Choice(domain) => choice_in_words(program, *domain),
        Type::List(item) => format!(
            "several, with `;` between them: {}",
            type_in_words(program, item)
        ),
        Type::Reference(record) => {
            format!("a row of {}", code(&program.records[*record].named.name))
        }
    }
}

fn choice_in_words(program: &Program, domain: DomainId) -> String {
    let domain = &program.domains[domain];
    if domain.kind == crate::ir::DomainKind::List {
        return format!("a value of the list {}", code(&domain.name));
    }
    let members: Vec<String> = domain
        .members
        .iter()
        .map(|member| match &member.named.label {
            Some(_) => format!("{} ({})", code(&member.named.name), label_of(&member.named)),
            None => code(&member.named.name),
        })
        .collect();
    super::pieces::alternatives(&members)
}
