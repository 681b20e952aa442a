//! Which rows of an inner record belong to which row of the outer one: certainly, or possibly.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Missing;
use super::links;
use crate::eval::column::truth;
use crate::eval::evaluator::Evaluator;
use crate::ir::{FieldId, Link, Relation};

/// The rows of a relation, for every row of the outer record.
pub(crate) struct RelationIndex {
    /// Where the rows of each outer row start in `rows`, and where the last end.
    starts: Vec<u32>,
    rows: Vec<u32>,
    /// Rows that may belong to every outer row.
    shared: Vec<(u32, u8)>,
    /// What is open of single outer rows; empty if nothing is.
    doubts: Vec<Doubt>,
    orphans: Vec<u32>,
    /// Rows of a record of pairs, one end of which is open.
    half_open: Vec<HalfOpen>,
    /// How many rows the inner record has.
    inner_rows: usize,
    /// True if no row that belongs certainly is among the shared ones too.
    apart: bool,
    /// Rows that may belong to some outer rows only, those of one pool to the same ones.
    pools: Vec<Vec<(u32, u8)>>,
    /// The pools of each outer row, by their places; none where there are no pools.
    pools_of: Vec<Vec<u32>>,
}

/// The rows of a derived record told apart by the groups that they belong to.
#[derive(Default)]
pub(in crate::eval) struct Grouped {
    /// Group and row of what certainly belongs together.
    pub(in crate::eval) certain: Vec<(u32, u32)>,
    /// Rows that may belong to every group, with their truth bits.
    pub(in crate::eval) anywhere: Vec<(u32, u8)>,
    /// Rows that may belong to some groups, with their truth bits.
    pub(in crate::eval) pools: Vec<Vec<(u32, u8)>>,
    /// The pools of each group, by their places.
    pub(in crate::eval) pools_of: Vec<Vec<u32>>,
}

/// What is open of the rows of one outer row, beyond the shared ones.
#[derive(Clone, Copy)]
pub(crate) struct Doubt {
    /// The truth bits of each inner row's belonging to it where nothing says which do; 0 if that is known.
    pub(in crate::eval) everyone: u8,
    /// Whether there may be a row that cannot be found.
    pub(super) missing: Missing,
}

/// A row of a record of pairs that does not say both.
#[derive(Clone, Copy)]
pub(crate) struct HalfOpen {
    /// The row.
    pub(in crate::eval) row: u32,
    /// The outer row, if that end is the known one.
    pub(in crate::eval) outer: Option<u32>,
    /// The inner row, if that end is the known one.
    pub(in crate::eval) inner: Option<u32>,
}

impl Doubt {
    const NONE: Doubt = Doubt {
        everyone: 0,
        missing: Missing::No,
    };

    /// True if a row that the data name cannot be found.
    pub(in crate::eval) fn stray(self) -> bool {
        self.missing.fault()
    }
}

/// What the others of a group are, beside those that certainly belong.
pub(super) enum Others<'i> {
    /// The rows that all groups share.
    Shared,
    /// Every row, with the truth bits of each one's belonging.
    Everyone(u8),
    /// The rows of these pools, and those that all groups share.
    Pooled(&'i [u32]),
    /// These.
    Listed(Cow<'i, [(u32, u8)]>),
}

/// Collects who belongs to whom.
pub(super) struct Belonging {
    /// Pairs of an outer and an inner row.
    pub(super) named: Vec<(u32, u32)>,
    pub(super) orphans: Vec<u32>,
    pub(super) half_open: Vec<HalfOpen>,
    shared: Vec<(u32, u8)>,
    doubts: Vec<Doubt>,
    outer_rows: usize,
}

impl Belonging {
    fn new(outer_rows: usize) -> Belonging {
        Belonging {
            named: Vec::new(),
            orphans: Vec::new(),
            half_open: Vec::new(),
            shared: Vec::new(),
            doubts: Vec::new(),
            outer_rows,
        }
    }

    /// An inner row may belong to every outer row.
    pub(super) fn share(&mut self, inner: u32, bits: u8) {
        self.shared.push((inner, bits));
    }

    /// Every inner row may belong to an outer row.
    pub(super) fn everyone(&mut self, outer: u32, bits: u8) {
        self.doubt(outer, |doubt| doubt.everyone = either(doubt.everyone, bits));
    }

    /// An outer row has a row that cannot be found.
    pub(super) fn stray(&mut self, outer: u32, fault: bool) {
        self.doubt(outer, |doubt| {
            doubt.missing = doubt.missing.or(Missing::Perhaps { fault });
        });
    }

    /// Every outer row, for what is open of all.
    pub(super) fn outer_rows(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.outer_rows).unwrap_or(u32::MAX)
    }

    fn doubt(&mut self, outer: u32, change: impl FnOnce(&mut Doubt)) {
        self.doubts.resize(self.outer_rows, Doubt::NONE);
        if let Some(doubt) = self.doubts.get_mut(outer as usize) {
            change(doubt);
        }
    }
}

/// The truth bits of one of two openings: a fault only if both are.
fn either(left: u8, right: u8) -> u8 {
    match (left, right) {
        (0, bits) | (bits, 0) => bits,
        (left, right) => truth::UNKNOWN | left & right & truth::FAULT,
    }
}

impl RelationIndex {
    /// Reads what says which rows belong together.
    pub(crate) fn new(evaluator: &Evaluator<'_>, field: FieldId) -> RelationIndex {
        let program = evaluator.program();
        let outer = program.fields[field].record;
        let mut found = Belonging::new(evaluator.row_count(outer));
        let Some(relation) = program.relation(field) else {
            return RelationIndex::of(found, 0, true); // asked of relations only
        };
        let inner_rows = evaluator.row_count(relation.record);
        match relation {
            Relation {
                link: Link::By(by), ..
            } => links::by_field(evaluator, (outer, relation.record), *by, &mut found),
            Relation {
                link: Link::Keys { default_none, .. },
                ..
            } => links::by_keys(evaluator, field, relation.record, *default_none, &mut found),
            Relation {
                link: Link::Through(pairing),
                ..
            } => links::by_pairs(evaluator, (outer, relation.record), *pairing, &mut found),
            // The rows of groups are kept with the groups.
            Relation {
                link: Link::Group, ..
            } => {}
        }
        let apart = matches!(relation.link, Link::By(_));
        RelationIndex::of(found, inner_rows, apart)
    }

    /// The rows of a number of groups.
    pub(in crate::eval) fn of_groups(groups: usize, grouped: Grouped) -> RelationIndex {
        let mut found = Belonging::new(groups);
        found.named = grouped.certain;
        found.shared = grouped.anywhere;
        RelationIndex {
            pools: grouped.pools,
            pools_of: grouped.pools_of,
            ..RelationIndex::of(found, 0, true)
        }
    }

    fn of(found: Belonging, inner_rows: usize, apart: bool) -> RelationIndex {
        let Belonging {
            mut named,
            orphans,
            half_open,
            mut shared,
            doubts,
            outer_rows,
        } = found;
        if !apart {
            // A row belongs once, however often it is named.
            let mut seen = HashSet::new();
            named.retain(|pair| seen.insert(*pair));
            shared.sort_unstable();
            shared.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 = either(kept.1, next.1);
                }
                same
            });
        }
        // Stable, so that the rows of a group stay in the order in which they are named.
        named.sort_by_key(|(outer, _)| *outer);
        let mut starts = vec![0; outer_rows + 1];
        for (outer, _) in &named {
            if let Some(count) = starts.get_mut(*outer as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        RelationIndex {
            starts,
            rows: named.into_iter().map(|(_, inner)| inner).collect(),
            shared,
            doubts,
            orphans,
            half_open,
            inner_rows,
            apart,
            pools: Vec::new(),
            pools_of: Vec::new(),
        }
    }

    /// The rows that certainly belong to an outer row, in the order in which they are named.
    pub(crate) fn rows(&self, outer: usize) -> &[u32] {
        let ends = self.starts.get(outer).zip(self.starts.get(outer + 1));
        let rows = ends.and_then(|(&from, &to)| self.rows.get(from as usize..to as usize));
        rows.unwrap_or_default()
    }

    /// The rows that may belong to any row, with the truth bits of their doing so.
    pub(crate) fn shared(&self) -> &[(u32, u8)] {
        &self.shared
    }

    /// What is open of an outer row, beyond the shared rows.
    pub(crate) fn doubt(&self, outer: usize) -> Doubt {
        self.doubts.get(outer).copied().unwrap_or(Doubt::NONE)
    }

    /// The rows that possibly belong to an outer row, beside the certain ones.
    pub(super) fn others(&self, outer: usize) -> Others<'_> {
        let (own, everyone) = (self.rows(outer), self.doubt(outer).everyone);
        if everyone != 0 && own.is_empty() {
            return Others::Everyone(everyone);
        }
        if let Some(places) = self.pools_of.get(outer).filter(|places| !places.is_empty()) {
            return Others::Pooled(places);
        }
        if everyone == 0 && (self.apart || own.is_empty() || self.shared.is_empty()) {
            return Others::Shared;
        }
        let own: HashSet<u32> = own.iter().copied().collect();
        let kept = |row: &(u32, u8)| !own.contains(&row.0);
        let listed: Vec<(u32, u8)> = if everyone == 0 {
            self.shared.iter().copied().filter(kept).collect()
        } else {
            self.all(everyone).filter(kept).collect()
        };
        Others::Listed(listed.into())
    }

    /// The same, one by one.
    pub(in crate::eval) fn listed_others(&self, outer: usize) -> Cow<'_, [(u32, u8)]> {
        match self.others(outer) {
            Others::Shared => Cow::Borrowed(&self.shared),
            Others::Everyone(bits) => self.all(bits).collect(),
            Others::Pooled(_) => {
                let pooled = self.pools_of(outer).flatten();
                pooled.chain(&self.shared).copied().collect()
            }
            Others::Listed(rows) => rows,
        }
    }

    fn all(&self, bits: u8) -> impl Iterator<Item = (u32, u8)> {
        (0..u32::try_from(self.inner_rows).unwrap_or(u32::MAX)).map(move |row| (row, bits))
    }

    /// Rows that may belong to some outer rows only, by pool.
    pub(super) fn pools(&self) -> &[Vec<(u32, u8)>] {
        &self.pools
    }

    /// The pools of an outer row.
    pub(in crate::eval) fn pools_of(&self, outer: usize) -> impl Iterator<Item = &[(u32, u8)]> {
        let places = self.pools_of.get(outer).into_iter().flatten();
        places.filter_map(|place| self.pools.get(*place as usize).map(Vec::as_slice))
    }

    /// The rows that name no row.
    pub(crate) fn orphans(&self) -> &[u32] {
        &self.orphans
    }

    /// The rows of a record of pairs that do not say both ends.
    pub(crate) fn half_open(&self) -> &[HalfOpen] {
        &self.half_open
    }
}
