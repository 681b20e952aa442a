//! Texts of reasons that were made before. Why a rule came out as it did says nothing but what the row's
//! own cells hold, so that rows with the same cells have the same text; and of ratings, choices and
//! answers there are few combinations.
//!
//! Only rules that read such cells alone are remembered: a text, a list, other rows or a place among
//! them would make every row its own. Cells with a fault are told each by itself.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::column::{Column, TextColumn, flag};
use super::super::evaluator::{Evaluator, Frame};
use crate::ir::{
    Check, ExprId, ExprKind, FieldId, FieldSource, Output, PointsItem, Program, RuleBody, RuleId,
    ScoreKind, Type,
};

/// Which text of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Why it came out as it did.
    Because,
    /// What the failing gates say.
    Failing,
    /// What is missing.
    Open,
    /// What is left.
    Possible,
}

/// Frames of fewer rows are not worth it.
const LEAST_ROWS: usize = 32;
/// How many texts of one kind are remembered, as a power of two.
const BITS: u32 = 12;

/// Texts by the cells that they were made of; each combination has one place where it may be kept.
pub struct Remembered(Vec<Option<Made>>);

/// A text, and the cells that it was made of.
#[derive(Clone)]
struct Made {
    of: Box<[u64]>,
    text: Option<Arc<str>>,
}

impl Remembered {
    fn new() -> Remembered {
        Remembered(vec![None; 1 << BITS])
    }

    fn get(&mut self, cells: &[u64], make: impl FnOnce() -> Option<Arc<str>>) -> Option<Arc<str>> {
        let mix = |hash: u64, word: &u64| {
            (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        };
        let place = cells.iter().fold(0, mix) >> (64 - BITS);
        let Some(place) = usize::try_from(place)
            .ok()
            .and_then(|place| self.0.get_mut(place))
        else {
            return make(); // there is a place for every number of so many bits
        };
        if let Some(made) = place.as_ref()
            && *made.of == *cells
        {
            return made.text.clone();
        }
        let text = make();
        *place = Some(Made {
            of: cells.into(),
            text: text.clone(),
        });
        text
    }
}

/// The texts of the rows of a frame, made or remembered; a row without text is not applicable.
pub(super) fn texts(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    (rule, kind): (RuleId, Kind),
    make: impl Fn(usize) -> Option<String>,
) -> TextColumn {
    let make = |row: usize| -> Option<Arc<str>> { make(row).map(Arc::from) };
    let columns = (frame.len() >= LEAST_ROWS)
        .then(|| evaluator.read_cells(rule))
        .flatten()
        .map(|fields| {
            let columns = fields.iter().map(|field| evaluator.field(frame, *field));
            columns.collect::<Vec<Column>>()
        });
    let Some(columns) = columns else {
        return super::text_column((0..frame.len()).map(make));
    };
    let mut remembered = evaluator
        .take_remembered(rule, kind)
        .unwrap_or_else(Remembered::new);
    let mut cells = Vec::with_capacity(columns.len() * 3);
    let rows = (0..frame.len()).map(|row| {
        cells.clear();
        if columns.iter().all(|column| add(column, row, &mut cells)) {
            remembered.get(&cells, || make(row))
        } else {
            make(row)
        }
    });
    let column = super::text_column(rows);
    evaluator.keep_remembered(rule, kind, remembered);
    column
}

/// Adds all that there is to say of a cell; false if it is one of its own.
fn add(column: &Column, row: usize, cells: &mut Vec<u64>) -> bool {
    let bits = column.flags(row);
    if bits & flag::FAULT != 0 {
        return false;
    }
    cells.push(u64::from(bits));
    match column {
        Column::Number(column) => match column.narrow_ends(row) {
            Some((low, high)) => {
                cells.extend([low.cast_unsigned(), high.cast_unsigned()]);
                true
            }
            None => false,
        },
        Column::YesNo(column) => {
            cells.push(u64::from(column.get(row)));
            true
        }
        Column::Choice(column) => {
            cells.extend_from_slice(column.set(row));
            true
        }
        Column::Text(_) | Column::List(_) => false,
    }
}

/// The cells that a rule's texts are made of; nothing if other than short cells of the row itself are
/// read.
pub fn read_cells(program: &Program, rule: RuleId) -> Option<Vec<FieldId>> {
    let (mut rules, mut exprs) = (vec![rule], Vec::new());
    let (mut seen_rules, mut seen_exprs) = (HashSet::new(), HashSet::new());
    let mut cells = Vec::new();
    while let Some(rule) = rules.pop() {
        if !seen_rules.insert(rule) {
            continue;
        }
        rules.extend(program.rules[rule].within);
        exprs.extend(program.rule_exprs(rule));
        exprs.extend(rule_texts(program, rule)?);
        while let Some(expr) = exprs.pop() {
            if !seen_exprs.insert(expr) {
                continue;
            }
            let kind = &program.exprs[expr].kind;
            match kind {
                ExprKind::Field(field) => match program.fields[*field].source {
                    FieldSource::Stored { .. } if is_short(&program.fields[*field].ty) => {
                        cells.push(*field);
                    }
                    FieldSource::Computed(value) => exprs.push(value),
                    FieldSource::Stored { .. }
                    | FieldSource::Relation(_)
                    | FieldSource::Shared(_) => return None,
                },
                ExprKind::Rule(_, Output::Rank)
                | ExprKind::Outer(_)
                | ExprKind::Through { .. }
                | ExprKind::Aggregate(_) => return None,
                ExprKind::Rule(rule, _) => rules.push(*rule),
                ExprKind::Literal(_)
                | ExprKind::Param(_)
                | ExprKind::Today
                | ExprKind::Attribute { .. }
                | ExprKind::LabelOf(_)
                | ExprKind::Not(_)
                | ExprKind::Negate(_)
                | ExprKind::Arithmetic(..)
                | ExprKind::And(_)
                | ExprKind::Or(_)
                | ExprKind::Compare(..)
                | ExprKind::InSet { .. }
                | ExprKind::InRange { .. }
                | ExprKind::IsState { .. }
                | ExprKind::TextTest(..)
                | ExprKind::If { .. }
                | ExprKind::Default(..)
                | ExprKind::Function(..)
                | ExprKind::List(_)
                | ExprKind::Template(_) => exprs.extend(kind.children()),
            }
        }
    }
    cells.sort_unstable();
    cells.dedup();
    Some(cells)
}

/// A type whose cells are few bytes.
fn is_short(ty: &Type) -> bool {
    match ty {
        Type::YesNo
        | Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::Choice(_) => true,
        Type::Text | Type::List(_) | Type::Reference(_) => false,
    }
}

/// What a rule has to say beside its conditions; nothing if it adds up rows.
fn rule_texts(program: &Program, rule: RuleId) -> Option<Vec<ExprId>> {
    let texts: Vec<ExprId> = match &program.rules[rule].body {
        RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }) => gates
            .gates
            .iter()
            .filter_map(|gate| gate.otherwise)
            .collect(),
        RuleBody::Strategy(strategy) => {
            let arms = strategy.options.iter().flat_map(|option| &option.arms);
            arms.filter_map(|arm| arm.because).collect()
        }
        RuleBody::Decision(decision) => {
            let lines = decision.lines.iter();
            let cells = lines.flat_map(|line| line.cells.iter().copied().chain([line.because]));
            decision
                .inputs
                .iter()
                .copied()
                .chain(cells.flatten())
                .collect()
        }
        RuleBody::Score(score) => match &score.kind {
            ScoreKind::Multiply(_) | ScoreKind::Weigh { .. } => Vec::new(),
            ScoreKind::WeighEach(_) => return None,
            ScoreKind::Points(items) => {
                let adds = |item: &PointsItem| match item {
                    PointsItem::Line(line) => line.added.is_some(),
                    PointsItem::Group { lines, .. } => {
                        lines.iter().any(|line| line.added.is_some())
                    }
                };
                if items.iter().any(adds) {
                    return None;
                }
                Vec::new()
            }
        },
    };
    Some(texts)
}
