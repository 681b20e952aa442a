//! The answers to get as a worklist: an answer a row, or a field a row.

use std::collections::BTreeMap;

use super::list::{Column, table};
use super::{Answer, Effect, Findings, Subject};
use crate::eval::Evaluator;
use crate::ir::{FieldId, RecordId};
use crate::results::ResultTable;

/// So many outcomes of an answer are told one by one.
const TOLD: usize = 3;

/// The answers, those that settle most first; at most so many.
#[must_use]
pub fn by_answer(subject: Subject<'_>, findings: &Findings, top: Option<usize>) -> ResultTable {
    let program = subject.program;
    let evaluator = Evaluator::new(program, subject.data, subject.settings);
    let shown: Vec<&Answer> = findings
        .answers
        .iter()
        .take(top.unwrap_or(usize::MAX))
        .collect();
    let text = |of: &dyn Fn(&Answer) -> String| shown.iter().map(|answer| of(answer)).collect();
    let count = |of: &dyn Fn(&Answer) -> usize| shown.iter().map(|answer| of(answer)).collect();
    let field = |answer: &Answer| &program.fields[answer.place.field].named;
    let columns = vec![
        Column::Text(
            "record",
            "record",
            text(&|answer| program.records[answer.place.record].named.name.clone()),
        ),
        Column::Text(
            "row",
            "row",
            text(&|answer| row_name(&evaluator, answer.place.record, answer.place.row)),
        ),
        Column::Text(
            "field",
            "answer",
            text(&|answer| field(answer).name.clone()),
        ),
        Column::Text(
            "question",
            "question",
            text(&|answer| field(answer).label.clone().unwrap_or_default()),
        ),
        Column::Count(
            "outcomes",
            "outcomes",
            count(&|answer| answer.effects.len()),
        ),
        Column::Count("settles", "settles", count(&Answer::settled)),
        Column::Count("places", "places", count(&Answer::reach)),
        Column::Text(
            "hangs_on_it",
            "what hangs on it",
            text(&|answer| effects_in_words(&evaluator, answer)),
        ),
        Column::YesNo(
            "certain",
            "certain",
            shown
                .iter()
                .map(|answer| answer.effects.iter().all(|effect| effect.certain))
                .collect(),
        ),
    ];
    table(
        "answers",
        "Which missing answers to get first",
        columns,
        findings.answers.len(),
    )
}

/// The fields, those whose answers settle most first.
#[must_use]
pub fn by_field(subject: Subject<'_>, findings: &Findings, top: Option<usize>) -> ResultTable {
    let program = subject.program;
    let mut fields: BTreeMap<FieldId, Tally> = BTreeMap::new();
    for answer in &findings.answers {
        let tally = fields.entry(answer.place.field).or_default();
        tally.missing += 1;
        tally.outcomes += answer.effects.len();
        tally.settled += answer.settled();
        tally.reach = tally.reach.max(answer.reach());
    }
    let total = fields.len();
    let mut fields: Vec<(FieldId, Tally)> = fields.into_iter().collect();
    fields.sort_by_key(|(field, tally)| {
        (
            std::cmp::Reverse(tally.settled),
            std::cmp::Reverse(tally.outcomes),
            *field,
        )
    });
    fields.truncate(top.unwrap_or(usize::MAX));
    let named = |field: &FieldId| &program.fields[*field].named;
    let text =
        |of: &dyn Fn(&FieldId) -> String| fields.iter().map(|(field, _)| of(field)).collect();
    let count = |of: &dyn Fn(&Tally) -> usize| fields.iter().map(|(_, tally)| of(tally)).collect();
    let columns = vec![
        Column::Text(
            "record",
            "record",
            text(&|field| {
                let record = program.fields[*field].record;
                program.records[record].named.name.clone()
            }),
        ),
        Column::Text("field", "answer", text(&|field| named(field).name.clone())),
        Column::Text(
            "question",
            "question",
            text(&|field| named(field).label.clone().unwrap_or_default()),
        ),
        Column::Count("missing", "missing", count(&|tally| tally.missing)),
        Column::Count("outcomes", "outcomes", count(&|tally| tally.outcomes)),
        Column::Count("settles", "settles", count(&|tally| tally.settled)),
        Column::Count("places", "places", count(&|tally| tally.reach)),
    ];
    table("fields", "Which questions to ask first", columns, total)
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    missing: usize,
    outcomes: usize,
    settled: usize,
    reach: usize,
}

/// The key of a row, be it of a table or made of other rows; its line where it has none.
#[must_use]
pub fn row_name(evaluator: &Evaluator<'_>, record: RecordId, row: usize) -> String {
    let line = || {
        let table = evaluator.data().tables.get(&record);
        let line = table.and_then(|table| table.lines.get(row));
        line.map_or_else(|| format!("row {}", row + 1), |line| format!("line {line}"))
    };
    evaluator.row_key(record, row).unwrap_or_else(line)
}

fn effects_in_words(evaluator: &Evaluator<'_>, answer: &Answer) -> String {
    let told = answer.effects.iter().take(TOLD);
    let mut parts: Vec<String> = told
        .map(|effect| effect_in_words(evaluator, answer, effect))
        .collect();
    let more = answer.effects.len().saturating_sub(TOLD);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    parts.join("; ")
}

fn effect_in_words(evaluator: &Evaluator<'_>, answer: &Answer, effect: &Effect) -> String {
    let program = evaluator.program();
    let rule = &program.rules[effect.rule];
    let here = (rule.record, effect.row) == (answer.place.record, answer.place.row);
    // The portfolio has one row, which needs no name.
    let whose = if here || program.portfolio == Some(rule.record) {
        String::new()
    } else {
        format!(" of {}", row_name(evaluator, rule.record, effect.row))
    };
    let perhaps = if effect.certain { "" } else { "perhaps " };
    format!("{perhaps}{}{whose}: {}", rule.named.name, effect.now)
}
