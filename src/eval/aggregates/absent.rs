//! The values of a choice, of yes and no, or of the rows of a record, that no row of a set has.

use std::collections::BTreeMap;

use super::picked::{Picked, units};
use super::{Gather, Missing};
use crate::eval::column::{Column, Interval, OPEN_HIGH, flag, truth};
use crate::eval::evaluator::Evaluator;
use crate::eval::keys::{KeyIndex, key_text};
use crate::ir::{FieldId, Program, RecordId, Type, Value};

/// All values that there are.
#[derive(Clone)]
pub(super) struct Universe<'c> {
    kind: Kind<'c>,
    /// How many.
    size: usize,
    /// True if there are more than can be named.
    open: bool,
}

#[derive(Clone)]
enum Kind<'c> {
    Choice(crate::ir::DomainId),
    YesNo,
    Rows {
        keys: &'c KeyIndex,
        record: RecordId,
        key: FieldId,
    },
}

impl<'c> Universe<'c> {
    /// The values of a type; none for a type whose values cannot be listed.
    pub(super) fn of(evaluator: &'c Evaluator<'_>, ty: &Type) -> Option<Universe<'c>> {
        let closed = |kind, size| {
            Some(Universe {
                kind,
                size,
                open: false,
            })
        };
        match ty {
            Type::Choice(domain) => closed(
                Kind::Choice(*domain),
                evaluator.program().domains[*domain].members.len(),
            ),
            Type::YesNo => closed(Kind::YesNo, 2),
            Type::List(item) => Universe::of(evaluator, item),
            Type::Reference(record) => {
                let key = evaluator.program().records[*record].key.first()?;
                Some(Universe {
                    kind: Kind::Rows {
                        keys: evaluator.keys(*record),
                        record: *record,
                        key: *key,
                    },
                    size: evaluator.row_count(*record),
                    open: evaluator.is_without(*record),
                })
            }
            Type::Text | Type::Number(_) | Type::Date(_) | Type::Duration(_) | Type::Months => None,
        }
    }

    /// The name of a value.
    fn name(&self, evaluator: &Evaluator<'_>, place: usize) -> String {
        let program = evaluator.program();
        match &self.kind {
            Kind::Choice(domain) => {
                let member = program.domains[*domain].members.get(place);
                member.map_or_else(String::new, |member| member.named.name.clone())
            }
            Kind::YesNo => if place == 0 { "no" } else { "yes" }.to_owned(),
            Kind::Rows { record, key, .. } => {
                let column = evaluator.field(evaluator.whole_frame(*record), *key);
                let key = key_text(program, &program.fields[*key].ty, &column, place);
                key.map_or_else(String::new, |key| key.to_string())
            }
        }
    }

    /// The place of an item of a list; none for what is no value of the universe.
    fn place(&self, item: &Value) -> Option<usize> {
        match (&self.kind, item) {
            (Kind::Choice(_), Value::Choice(_, member)) => Some(*member as usize),
            (Kind::YesNo, Value::YesNo(yes)) => Some(usize::from(*yes)),
            (Kind::Rows { keys, .. }, Value::Text(key)) => keys.row(key).map(|row| row as usize),
            (Kind::Choice(_) | Kind::YesNo | Kind::Rows { .. }, _) => None,
        }
    }
}

/// The values that an open row may have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum May {
    /// Any one.
    Any,
    /// One of these.
    OneOf(Vec<u64>),
    /// This one, if it has one at all.
    This(usize),
}

/// How many rows there are of a kind.
#[derive(Clone, Copy, Default)]
struct Rows {
    all: usize,
    /// Those that certainly have a value.
    certain: usize,
}

/// Gathers which values the rows have.
#[derive(Clone)]
pub(super) struct AbsentFold<'c> {
    universe: Universe<'c>,
    values: &'c Column,
    program: &'c Program,
    ty: &'c Type,
    /// The values that a row certainly has.
    present: Vec<u64>,
    /// Rows whose value is open.
    open: BTreeMap<May, Rows>,
    /// True if a row may have all values at once.
    unbounded: bool,
    fault: bool,
}

fn has(set: &[u64], place: usize) -> bool {
    set.get(place / 64)
        .is_some_and(|word| word & (1 << (place % 64)) != 0)
}

fn put(set: &mut [u64], place: usize) {
    if let Some(word) = set.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

fn size_of(set: &[u64]) -> usize {
    set.iter().map(|word| word.count_ones() as usize).sum()
}

/// The set of all values.
fn all_of(size: usize) -> Vec<u64> {
    let mut set = vec![0; size.div_ceil(64)];
    (0..size).for_each(|place| put(&mut set, place));
    set
}

impl<'c> AbsentFold<'c> {
    pub(super) fn new(
        universe: Universe<'c>,
        (program, ty): (&'c Program, &'c Type),
        values: &'c Column,
    ) -> AbsentFold<'c> {
        AbsentFold {
            present: vec![0; universe.size.div_ceil(64)],
            universe,
            values,
            program,
            ty,
            open: BTreeMap::new(),
            unbounded: false,
            fault: false,
        }
    }

    /// A row has this value, or may have it.
    fn one(&mut self, place: usize, certain: bool) {
        if certain {
            put(&mut self.present, place);
        } else {
            self.note(May::This(place), false);
        }
    }

    fn note(&mut self, may: May, certain: bool) {
        let rows = self.open.entry(may).or_default();
        rows.all += 1;
        rows.certain += usize::from(certain);
    }

    /// The values that no row has.
    pub(super) fn finish(self, evaluator: &Evaluator<'_>, missing: Missing) -> Picked {
        let absent = |place: &usize| !has(&self.present, *place);
        let left: Vec<usize> = (0..self.universe.size).filter(absent).collect();
        let mut open = vec![0; self.present.len()];
        left.iter().for_each(|&place| put(&mut open, place));
        let unbounded = self.unbounded || missing.possible();
        let (mut certain, mut possible) = (Vec::new(), Vec::new());
        for &place in &left {
            let name = self.universe.name(evaluator, place);
            let covered = |may: &May| match may {
                May::Any => true,
                May::OneOf(set) => has(set, place),
                May::This(one) => *one == place,
            };
            if unbounded || self.open.keys().any(covered) {
                possible.push(name);
            } else {
                certain.push(name);
            }
        }
        let most = if unbounded {
            possible.len()
        } else {
            self.most_covered(&open).min(possible.len())
        };
        let high = left.len() - self.least_covered(&open);
        Picked {
            count: Interval {
                low: units(left.len() - most),
                high: if self.universe.open {
                    OPEN_HIGH
                } else {
                    units(high)
                },
            },
            certain,
            possible,
            others: self.universe.open,
            fault: self.fault || missing.fault(),
        }
    }

    /// How many of the values that are left the open rows can have at most: each row one of its own.
    fn most_covered(&self, left: &[u64]) -> usize {
        let each = self.open.iter().map(|(may, rows)| match may {
            May::Any => rows.all.min(size_of(left)),
            May::OneOf(set) => {
                let own = set.iter().zip(left).map(|(set, left)| set & left);
                rows.all.min(size_of(&own.collect::<Vec<_>>()))
            }
            May::This(place) => usize::from(has(left, *place)),
        });
        each.sum()
    }

    /// How many of them the open rows have at least: rows that have nothing else and nothing in common.
    fn least_covered(&self, left: &[u64]) -> usize {
        let mut free = left.to_vec();
        let mut count = 0;
        for (may, rows) in &self.open {
            let own = match may {
                May::Any => all_of(self.universe.size),
                May::OneOf(set) => set.clone(),
                May::This(_) => continue, // such a row has nothing for certain
            };
            let only_free = own.iter().zip(&free).all(|(own, free)| own & !free == 0);
            if rows.certain > 0 && only_free && size_of(&own) > 0 {
                count += 1;
                free.iter_mut()
                    .zip(&own)
                    .for_each(|(free, own)| *free &= !own);
            }
        }
        count
    }
}

impl Gather for AbsentFold<'_> {
    fn add(&mut self, presence: u8, row: usize) {
        let bits = self.values.flags(row);
        if bits & flag::APPLIES == 0 {
            return;
        }
        let certain = presence == truth::YES && bits & flag::NOT_APPLICABLE == 0;
        self.fault |= presence & truth::FAULT != 0 || bits & flag::FAULT != 0;
        match self.values {
            Column::Choice(choices) => {
                let set = choices.set(row);
                let mut members = (0..self.universe.size).filter(|place| has(set, *place));
                match (members.next(), members.next()) {
                    (Some(only), None) => self.one(only, certain),
                    (Some(_), Some(_)) => self.note(May::OneOf(set.to_vec()), certain),
                    (None, _) => {}
                }
            }
            Column::YesNo(answers) => match answers.get(row) & truth::UNKNOWN {
                truth::NO => self.one(0, certain),
                truth::YES => self.one(1, certain),
                _ => self.note(May::Any, certain),
            },
            Column::Text(_) => match key_text(self.program, self.ty, self.values, row) {
                // A key that names no row is no value of the universe.
                Some(key) => {
                    if let Some(place) = self.universe.place(&Value::Text(key)) {
                        self.one(place, certain);
                    }
                }
                None if bits & flag::NOT_APPLICABLE == 0 => self.note(May::Any, certain),
                None => match self.values {
                    Column::Text(texts) => {
                        let named = texts.text(row).map(Value::Text);
                        match named {
                            Some(key) => {
                                if let Some(place) = self.universe.place(&key) {
                                    self.one(place, false);
                                }
                            }
                            None => self.note(May::Any, false),
                        }
                    }
                    Column::Number(_) | Column::YesNo(_) | Column::Choice(_) | Column::List(_) => {}
                },
            },
            Column::List(lists) => match lists.get(row) {
                Some(items) => {
                    let places: Vec<usize> = items
                        .iter()
                        .filter_map(|item| self.universe.place(item))
                        .collect();
                    for place in places {
                        self.one(place, certain);
                    }
                }
                None => self.unbounded = true,
            },
            Column::Number(_) => {} // numbers cannot be listed
        }
    }

    fn merge(&mut self, other: &Self) {
        for (word, more) in self.present.iter_mut().zip(&other.present) {
            *word |= more;
        }
        for (may, more) in &other.open {
            let rows = self.open.entry(may.clone()).or_default();
            rows.all += more.all;
            rows.certain += more.certain;
        }
        self.unbounded |= other.unbounded;
        self.fault |= other.fault;
    }
}
