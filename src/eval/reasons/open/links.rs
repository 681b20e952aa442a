//! What leaves open which rows belong to a row: a blank cell of keys, a row of pairs that does not
//! say both ends, a key that names no row.

use super::super::super::aggregates::{HalfOpen, key_of};
use super::super::super::column::Column;
use super::super::super::related::Related;
use super::{Node, Place, Walk, is_open};
use crate::ir::{Aggregate, FieldId, Link, Pairing, RecordId};

impl<'w> Walk<'w, '_> {
    /// Names what leaves the rows of one outer row open. True if a fault was named.
    pub(super) fn own_links(
        &mut self,
        place: &Place<'w>,
        (field, aggregate): (FieldId, &Aggregate),
        related: &Related,
    ) -> bool {
        let (evaluator, program) = (self.evaluator, self.evaluator.program());
        let Some(relation) = program.relation(field) else {
            return false; // asked of relations only
        };
        let outer = place.frame.rows().start + place.row;
        let index = evaluator.relation(field);
        let doubt = index.doubt(outer);
        let name = &program.fields[field].named.name;
        match &relation.link {
            Link::By(_) | Link::Group => false,
            Link::Keys { .. } => {
                let matters = |row: &usize| {
                    let inner = self.inner(related.record, *row);
                    !self.certainly_left_out(&inner, aggregate)
                };
                if doubt.everyone != 0 && related.own.iter().any(matters) {
                    self.next(place, Node::Field(field));
                }
                if doubt.stray() {
                    let keys = self.stray_keys(place, (field, relation.record));
                    let record = &program.records[relation.record].named.name;
                    let cause = format!(
                        "`{}{name}` names {keys}, which is no row of `{record}`",
                        place.prefix
                    );
                    self.fault(place, cause);
                }
                doubt.stray()
            }
            Link::Through(pairing) => {
                let half_open = index.half_open().iter();
                let ours =
                    half_open.filter(|half| half.outer.is_some_and(|row| row as usize == outer));
                for half in ours {
                    self.half_open(*pairing, half);
                }
                if doubt.stray() {
                    let pairs = &program.records[pairing.record].named.name;
                    let cause =
                        format!("a row of `{pairs}` pairs this row with one that is not there");
                    self.fault(place, cause);
                }
                doubt.stray()
            }
        }
    }

    /// Names what leaves open, of every outer row alike, which rows belong to it.
    pub(super) fn shared_links(&mut self, field: FieldId, aggregate: &Aggregate) {
        let (evaluator, program) = (self.evaluator, self.evaluator.program());
        let Some(relation) = program.relation(field) else {
            return; // asked of relations only
        };
        let Link::Through(pairing) = relation.link else {
            return;
        };
        for half in evaluator.relation(field).half_open() {
            let left_out = half.inner.is_some_and(|row| {
                let inner = self.inner(relation.record, row as usize);
                self.certainly_left_out(&inner, aggregate)
            });
            if half.outer.is_none() && !left_out {
                self.half_open(pairing, half);
            }
        }
    }

    /// The open ends of a row of pairs.
    fn half_open(&mut self, pairing: Pairing, half: &HalfOpen) {
        let place = Place {
            prefix: format!(
                "{}.",
                self.evaluator.program().records[pairing.record].named.name
            )
            .into(),
            ..self.inner(pairing.record, half.row as usize)
        };
        for end in [pairing.ours, pairing.theirs] {
            if is_open(self.evaluator.field(place.frame, end).status(place.row)) {
                self.next(&place, Node::Field(end));
            }
        }
    }

    /// A row of another table, named without what leads there.
    fn inner(&self, record: RecordId, row: usize) -> Place<'w> {
        Place {
            frame: self.evaluator.whole_frame(record),
            row,
            prefix: "".into(),
            many: true,
        }
    }

    /// The keys of a cell that name no row, quoted.
    fn stray_keys(&self, place: &Place<'w>, (field, record): (FieldId, RecordId)) -> String {
        let keys = self.evaluator.keys(record);
        let cells = self.evaluator.field(place.frame, field);
        let items = match &cells {
            Column::List(lists) => lists.get(place.row),
            Column::Number(_) | Column::YesNo(_) | Column::Choice(_) | Column::Text(_) => None,
        };
        let strays: Vec<String> = items
            .into_iter()
            .flat_map(|items| items.iter())
            .filter_map(key_of)
            .filter(|key| keys.row(key).is_none())
            .map(|key| format!("\"{key}\""))
            .collect();
        strays.join(" and ")
    }
}
