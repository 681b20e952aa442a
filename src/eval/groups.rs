//! Derived records: the rows of a record in groups by what they share.
//!
//! Closed values (choices, yes/no) make a group each, open ones (texts, numbers, dates, keys) a group
//! for each value seen. A row whose value is open may belong to every group that it still allows.
//! Such rows are pooled by the groups they allow, so that an aggregate gathers each pool once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::aggregates::{Grouped, RelationIndex, membership};
use super::column::{
    ChoiceColumn, Column, NumberColumn, TextColumn, YesNoColumn, flag, is_single, members_of, truth,
};
use super::evaluator::Evaluator;
use super::kernels::logic::{Connective, Fold};
use super::kernels::select;
use crate::ir::Derived;

/// The groups of a derived record.
pub(super) struct Grouping {
    /// The values of the groups, a column for each that they share.
    keys: Vec<Column>,
    groups: usize,
    index: RelationIndex,
    open: usize,
    closed: bool,
    /// The truth bits of each group's being there; absent if all certainly are.
    presence: Option<Vec<u8>>,
    /// True if a row of the source may have a value that no row is known to have.
    unseen: bool,
}

impl Grouping {
    /// Puts the rows of the source in groups.
    pub(super) fn new(evaluator: &Evaluator<'_>, derived: &Derived) -> Grouping {
        let source = derived.record;
        let rows = evaluator.row_count(source);
        let members = derived
            .within
            .map(|rule| membership(evaluator, evaluator.whole_frame(source), rule));
        let presence = evaluator.presence(source);
        let fold = Fold::new(Connective::And);
        let member = |row: usize| {
            let within = members.as_ref().map_or(truth::YES, |it| it.get(row));
            let there = presence.map_or(truth::YES, |it| bits_at(it, row));
            fold.finish(fold.step(fold.step(fold.start(), within), there))
        };
        let shared: Vec<Shared> = derived
            .by
            .iter()
            .map(|&value| {
                let column = evaluator.whole_column(source, value);
                Shared::new(column, |row| member(row) & truth::YES != 0)
            })
            .collect();
        let Tuples {
            tuples,
            presence,
            unseen,
        } = Tuples::new(&shared, rows, member);
        let keys = shared.iter().enumerate().map(|(place, shared)| {
            let codes: Vec<u32> = tuples
                .iter()
                .filter_map(|tuple| tuple.get(place).copied())
                .collect();
            select::gather(&shared.values, &codes)
        });
        let keys = keys.collect();
        let (grouped, open) = grouped(&shared, &tuples, rows, member);
        Grouping {
            keys,
            groups: tuples.len(),
            index: RelationIndex::of_groups(tuples.len(), grouped),
            open,
            closed: shared.iter().all(|shared| shared.closed),
            presence: presence
                .iter()
                .any(|bits| *bits != truth::YES)
                .then_some(presence),
            unseen,
        }
    }

    /// The truth bits of each group's being there; nothing if all certainly are. A group that only
    /// rows make which may be outside the segment need not be there.
    pub(super) fn presence(&self) -> Option<&[u8]> {
        self.presence.as_deref()
    }

    /// True if there may be groups beside these: a row may have a value that no other has.
    pub(super) fn may_have_more(&self) -> bool {
        self.unseen
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.groups
    }

    /// The rows of each group.
    pub(super) fn rows(&self) -> &RelationIndex {
        &self.index
    }

    /// How many rows of the source may belong to several groups, or to none.
    pub(super) fn open(&self) -> usize {
        self.open
    }

    /// True if the groups are the same whatever rows there are.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// What the rows of some groups share.
    pub(super) fn key(&self, place: usize, groups: Range<usize>) -> Option<Column> {
        let places: Vec<u32> = groups
            .filter_map(|group| u32::try_from(group).ok())
            .collect();
        self.keys
            .get(place)
            .map(|column| select::gather(column, &places))
    }
}

/// The values of one shared expression that a row may have, by their places among all its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Codes {
    /// This one.
    One(u32),
    /// From one to another, the ends included.
    Span(u32, u32),
    /// Members of a choice.
    Set(Arc<[u64]>),
    /// Any, or one that no row is known to have.
    Any,
}

impl Codes {
    fn contains(&self, code: u32) -> bool {
        match self {
            Codes::One(only) => *only == code,
            Codes::Span(low, high) => (*low..=*high).contains(&code),
            Codes::Set(words) => members_of(words).any(|member| member == code),
            Codes::Any => true,
        }
    }

    /// The only one that is left.
    fn one(&self) -> Option<u32> {
        match self {
            Codes::One(code) => Some(*code),
            Codes::Span(..) | Codes::Set(_) | Codes::Any => None,
        }
    }
}

/// One thing that the rows of a group share.
pub(super) struct Shared {
    /// Its values, one a row: the place of each is its code.
    values: Column,
    /// True if they are known without looking at the rows.
    closed: bool,
    /// What each row may have, with the truth bits of its having one of them.
    rows: Vec<(Codes, u8)>,
}

impl Shared {
    /// Reads the values of a column. Of open values, those of present rows are seen.
    pub(super) fn new(column: &Column, present: impl Fn(usize) -> bool) -> Shared {
        match column {
            Column::Choice(column) => of_choice(column),
            Column::YesNo(column) => of_yes_no(column),
            Column::Text(column) => of_text(column, present),
            Column::Number(column) => of_number(column, present),
            // The analysis lets no list be shared.
            Column::List(column) => Shared {
                values: Column::Text(TextColumn::new(Vec::new(), Vec::new())),
                closed: false,
                rows: vec![(Codes::Any, truth::NO); column.values.len()],
            },
        }
    }

    /// How many values there are.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.values.len()).unwrap_or(u32::MAX)
    }

    /// What a row may have, and the truth bits of its having one of them.
    pub(super) fn row(&self, row: usize) -> (&Codes, u8) {
        self.rows
            .get(row)
            .map_or((&Codes::Any, truth::NO), |(codes, bits)| (codes, *bits))
    }
}

/// Whether a row has a value at all: it has for certain where one value is left that applies.
fn having(flags: u8, single: bool) -> u8 {
    let fault = if flags & flag::FAULT == 0 {
        0
    } else {
        truth::FAULT
    };
    match flags & (flag::APPLIES | flag::NOT_APPLICABLE) {
        flag::APPLIES if single => truth::YES,
        bits if bits & flag::APPLIES == 0 => truth::NO,
        _ => truth::UNKNOWN | fault,
    }
}

fn of_choice(column: &ChoiceColumn) -> Shared {
    let all = ChoiceColumn::all_members(column.members);
    let rows = column.sets().enumerate().map(|(row, set)| {
        let single = is_single(set);
        let codes = match members_of(set).next() {
            Some(member) if single => Codes::One(member),
            _ if set == all.as_slice() => Codes::Any,
            _ => Codes::Set(set.into()),
        };
        (codes, having(column.flags.get(row), single))
    });
    let members = 0..column.members;
    let words = members
        .clone()
        .flat_map(|member| ChoiceColumn::one_member(column.members, member));
    let bits = vec![flag::APPLIES; members.len()];
    Shared {
        rows: rows.collect(),
        values: Column::Choice(ChoiceColumn::new(column.members, words.collect(), bits)),
        closed: true,
    }
}

fn of_yes_no(column: &YesNoColumn) -> Shared {
    let rows = (0..column.len()).map(|row| {
        let bits = column.get(row);
        let codes = match bits & truth::UNKNOWN {
            truth::NO => Codes::One(0),
            truth::YES => Codes::One(1),
            _ => Codes::Any,
        };
        let single = codes != Codes::Any;
        (codes, having(super::column::truth_flags(bits), single))
    });
    Shared {
        rows: rows.collect(),
        values: Column::YesNo(YesNoColumn::new(vec![truth::NO, truth::YES])),
        closed: true,
    }
}

/// The places of values seen, in their order.
fn places<T: Ord>(seen: impl Iterator<Item = T>) -> BTreeMap<T, u32> {
    let seen: BTreeSet<T> = seen.collect();
    seen.into_iter().zip(0..).collect()
}

fn of_text(column: &TextColumn, present: impl Fn(usize) -> bool) -> Shared {
    let applies = |row: usize| column.flags.get(row) & flag::APPLIES != 0;
    let count = column.len();
    let seen = (0..count).filter(|&row| present(row) && applies(row));
    let codes = places(seen.filter_map(|row| column.text(row)));
    let rows = (0..count).map(|row| {
        let code = column.get(row).and_then(|text| codes.get(text));
        let single = code.is_some();
        let found = code.map_or(Codes::Any, |code| Codes::One(*code));
        (found, having(column.flags.get(row), single))
    });
    let rows = rows.collect();
    let values: Vec<Option<Arc<str>>> = codes.into_keys().map(Some).collect();
    let bits = vec![flag::APPLIES; values.len()];
    Shared {
        rows,
        values: Column::Text(TextColumn::new(values, bits)),
        closed: false,
    }
}

fn of_number(column: &NumberColumn, present: impl Fn(usize) -> bool) -> Shared {
    let applies = |row: usize| column.flags.get(row) & flag::APPLIES != 0;
    let seen = column
        .intervals()
        .enumerate()
        .filter(|(row, value)| value.is_point() && present(*row) && applies(*row));
    let codes = places(seen.map(|(_, value)| value.low));
    let values: Vec<i128> = codes.keys().copied().collect();
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let rows = column.intervals().enumerate().map(|(row, value)| {
        let from = values.partition_point(|seen| *seen < value.low);
        let to = values.partition_point(|seen| *seen <= value.high);
        let found = match codes.get(&value.low) {
            Some(code) if value.is_point() => Codes::One(*code),
            _ if from == 0 && to == values.len() => Codes::Any,
            _ if from == to => Codes::Span(1, 0), // none of those seen
            _ => Codes::Span(place(from), place(to).saturating_sub(1)),
        };
        (found, having(column.flags.get(row), value.is_point()))
    });
    Shared {
        rows: rows.collect(),
        values: Column::Number(NumberColumn::points(&values)),
        closed: false,
    }
}

/// The groups that there are.
struct Tuples {
    /// The values of every group, in order: each combination of open values seen, with every closed
    /// one.
    tuples: Vec<Vec<u32>>,
    /// The truth bits of each one's being there.
    presence: Vec<u8>,
    /// True if a row may have open values that are not among them.
    unseen: bool,
}

impl Tuples {
    fn new(shared: &[Shared], rows: usize, member: impl Fn(usize) -> u8) -> Tuples {
        let open: Vec<&Shared> = shared.iter().filter(|shared| !shared.closed).collect();
        let mut unseen = false;
        let mut seen: BTreeMap<Vec<u32>, u8> = BTreeMap::new();
        if open.is_empty() {
            seen.insert(Vec::new(), truth::YES);
        } else {
            let fold = Fold::new(Connective::And);
            for row in 0..rows {
                let parts = open.iter().map(|shared| shared.row(row).1);
                let bits = parts.fold(fold.step(fold.start(), member(row)), |bits, part| {
                    fold.step(bits, part)
                });
                let bits = fold.finish(bits);
                if bits & truth::YES == 0 {
                    continue;
                }
                let codes = open.iter().map(|shared| shared.row(row).0.one());
                match codes.collect::<Option<Vec<u32>>>() {
                    // One row that is certainly there is enough.
                    Some(codes) => {
                        let found = seen.entry(codes).or_insert(bits);
                        if bits == truth::YES {
                            *found = bits;
                        }
                    }
                    None => unseen = true,
                }
            }
        }
        let mut all: Vec<(Vec<u32>, u8)> = seen
            .iter()
            .flat_map(|(open, bits)| combined(shared, open).into_iter().map(|all| (all, *bits)))
            .collect();
        all.sort_unstable();
        let (tuples, presence) = all.into_iter().unzip();
        Tuples {
            tuples,
            presence,
            unseen,
        }
    }
}

/// The truth bits of a row; unknown beyond the last.
pub(super) fn bits_at(bits: &[u8], row: usize) -> u8 {
    bits.get(row).copied().unwrap_or(truth::UNKNOWN)
}

/// Open values with every combination of closed ones.
fn combined(shared: &[Shared], open: &[u32]) -> Vec<Vec<u32>> {
    let mut open = open.iter().copied();
    let mut all: Vec<Vec<u32>> = vec![Vec::new()];
    for shared in shared {
        let values = if shared.closed {
            0..shared.count()
        } else {
            open.next().map_or(0..0, |code| code..code + 1)
        };
        let longer = all.iter().flat_map(|tuple| {
            values.clone().map(move |code| {
                let mut longer = tuple.clone();
                longer.push(code);
                longer
            })
        });
        all = longer.collect();
    }
    all
}

/// Which rows belong to which groups, and how many rows leave that open.
fn grouped(
    shared: &[Shared],
    tuples: &[Vec<u32>],
    rows: usize,
    member: impl Fn(usize) -> u8,
) -> (Grouped, usize) {
    let fold = Fold::new(Connective::And);
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let groups: HashMap<&[u32], u32> = tuples.iter().map(Vec::as_slice).zip(0..).collect();
    let mut found = Grouped::default();
    let mut pools: HashMap<Vec<Codes>, usize> = HashMap::new();
    let mut open = 0;
    for row in 0..rows {
        let mut bits = fold.step(fold.start(), member(row));
        let mut codes = Vec::with_capacity(shared.len());
        let mut settled = true;
        for shared in shared {
            let (code, having) = shared.row(row);
            settled &= having == truth::YES || having == truth::NO;
            bits = fold.step(bits, having);
            codes.push(code.clone());
        }
        let bits = fold.finish(bits);
        if bits & truth::YES == 0 {
            continue;
        }
        open += usize::from(!settled);
        let group = if bits == truth::YES {
            single(&codes).and_then(|tuple| groups.get(tuple.as_slice()))
        } else {
            None
        };
        if let Some(group) = group {
            found.certain.push((*group, place(row)));
        } else if !codes.is_empty() && codes.iter().all(|code| *code == Codes::Any) {
            found.anywhere.push((place(row), bits));
        } else {
            let next = found.pools.len();
            let pool = *pools.entry(codes).or_insert(next);
            if pool == next {
                found.pools.push(Vec::new());
            }
            if let Some(pool) = found.pools.get_mut(pool) {
                pool.push((place(row), bits));
            }
        }
    }
    found.pools_of = pools_of(tuples, &pools);
    (found, open)
}

/// The group of a row whose values are all known.
fn single(codes: &[Codes]) -> Option<Vec<u32>> {
    codes.iter().map(Codes::one).collect()
}

/// The pools of each group.
fn pools_of(tuples: &[Vec<u32>], pools: &HashMap<Vec<Codes>, usize>) -> Vec<Vec<u32>> {
    if pools.is_empty() {
        return Vec::new();
    }
    // The groups of each value, so that a pool with a known one looks at its groups only.
    let mut by_code: HashMap<(usize, u32), Vec<usize>> = HashMap::new();
    for (group, tuple) in tuples.iter().enumerate() {
        for (place, code) in tuple.iter().enumerate() {
            by_code.entry((place, *code)).or_default().push(group);
        }
    }
    let every: Vec<usize> = (0..tuples.len()).collect();
    let mut pools_of = vec![Vec::new(); tuples.len()];
    for (codes, pool) in pools {
        let known = codes
            .iter()
            .enumerate()
            .find_map(|(place, code)| Some((place, code.one()?)));
        let groups = match known {
            Some(known) => by_code.get(&known),
            None => Some(&every),
        };
        for &group in groups.into_iter().flatten() {
            let tuple = tuples.get(group).into_iter().flatten();
            let fits = codes
                .iter()
                .zip(tuple)
                .all(|(codes, code)| codes.contains(*code));
            if fits && let Some(list) = pools_of.get_mut(group) {
                list.push(u32::try_from(*pool).unwrap_or(u32::MAX));
            }
        }
    }
    for list in &mut pools_of {
        list.sort_unstable(); // a hash has no order of its own
    }
    pools_of
}
