//! All that a run makes of a record, a column each, as people read it: its computed fields, and of its rules every
//! part that is an outcome. Reasons are left out; they are texts about outcomes.

use super::rows::BATCH;
use super::shown::{Content, cell_text, content_column};
use super::table::ShownColumn;
use crate::eval::{Column, Evaluator, Frame, RuleOutcome};
use crate::ir::{FieldSource, Program, RecordId, RuleBody, RuleId, Type};

/// A column of outcomes.
#[derive(Clone, Copy)]
enum Part {
    /// A computed field, or what a rule comes to first.
    Main(Content),
    /// The band of a score.
    Band(RuleId),
    /// The place of a score.
    Place(RuleId),
    /// A further column of what comes out of a decision.
    Further(RuleId, u32),
}

/// What the computed fields and the rules of a record come to on all its rows, in the order of the table.
#[must_use]
pub fn outcome_columns(evaluator: &Evaluator<'_>, record: RecordId) -> Vec<ShownColumn> {
    let program = evaluator.program();
    let (parts, mut columns): (Vec<Part>, Vec<ShownColumn>) = parts(program, record)
        .into_iter()
        .map(|(part, title)| {
            let column = ShownColumn {
                title,
                numeric: false,
                cells: Vec::new(),
            };
            (part, column)
        })
        .unzip();
    for start in (0..evaluator.row_count(record)).step_by(BATCH) {
        let frame = evaluator.frame(record, start..start + BATCH);
        for (part, column) in parts.iter().zip(&mut columns) {
            let (ty, values) = values(evaluator, &frame, *part);
            let texts = (0..frame.len()).map(|row| cell_text(program, &ty, &values, row));
            column.cells.extend(texts);
        }
    }
    columns
}

/// The columns of a record, each with its title.
fn parts(program: &Program, id: RecordId) -> Vec<(Part, String)> {
    let fields = program.records[id].fields.iter().copied();
    let computed =
        fields.filter(|field| matches!(program.fields[*field].source, FieldSource::Computed(_)));
    let mut parts: Vec<(Part, String)> = computed
        .map(|field| {
            let name = program.fields[field].named.name.clone();
            (Part::Main(Content::Field(field)), name)
        })
        .collect();
    for (rule, declared) in program.rules.iter().filter(|(_, rule)| rule.record == id) {
        let name = &declared.named.name;
        parts.push((Part::Main(Content::Rule(rule)), name.clone()));
        match &declared.body {
            RuleBody::Score(score) => {
                if score.bands.is_some() {
                    parts.push((Part::Band(rule), format!("{name}.band")));
                }
                if score.rank.is_some() {
                    parts.push((Part::Place(rule), format!("{name}.rank")));
                }
            }
            RuleBody::Decision(decision) => {
                let further = (0..).zip(&decision.outputs).skip(1);
                parts.extend(further.map(|(place, output)| {
                    let title = format!("{name}.{}", output.named.name);
                    (Part::Further(rule, place), title)
                }));
            }
            RuleBody::Segment(_) | RuleBody::Strategy(_) | RuleBody::Check(_) => {}
        }
    }
    parts
}

fn values(evaluator: &Evaluator<'_>, frame: &Frame, part: Part) -> (Type, Column) {
    let program = evaluator.program();
    match part {
        Part::Main(content) => content_column(evaluator, frame, content),
        Part::Place(rule) => (Type::number(), Column::Number(evaluator.rank(frame, rule))),
        Part::Band(rule) => match (&program.rules[rule].body, &*evaluator.rule(frame, rule)) {
            (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
                match (&score.bands, &outcome.band) {
                    (Some(bands), Some(band)) => {
                        (Type::Choice(bands.domain), Column::Choice(band.clone()))
                    }
                    (Some(_) | None, _) => content_column(evaluator, frame, Content::Rule(rule)),
                }
            }
            // Only scores have bands.
            (_, _) => content_column(evaluator, frame, Content::Rule(rule)),
        },
        Part::Further(rule, place) => {
            let outcome = evaluator.rule(frame, rule);
            let decision = program.rules[rule].body.decision();
            let ty = decision.and_then(|decision| decision.output_type(place as usize));
            let column = if let RuleOutcome::Decision(outcome) = &*outcome {
                outcome.outputs.get(place as usize).cloned()
            } else {
                None
            };
            ty.zip(column)
                .unwrap_or_else(|| content_column(evaluator, frame, Content::Rule(rule)))
        }
    }
}
