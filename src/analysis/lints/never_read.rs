//! Fields that nothing reads: mostly left over, or the sign of a forgotten gate.

use std::collections::BTreeMap;

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::Lint;
use crate::ir::RecordId;
use crate::source::Span;

/// Fields that nothing reads, one finding a record. Keys are read by the row's place in the table; a pack without views
/// shows every field.
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    let program = &analyser.program;
    if program.views.is_empty() {
        return Vec::new();
    }
    let unread = program.fields.iter().filter(|(id, field)| {
        let key = program.records[field.record].key.contains(id);
        // A derived record has its rows whether it asks about them or not.
        let rows = program.is_group(*id);
        !analyser.uses.fields.contains(id) && !key && !rows
    });
    let mut by_record: BTreeMap<RecordId, (Vec<String>, Span)> = BTreeMap::new();
    for (_, field) in unread {
        let (names, _) = by_record
            .entry(field.record)
            .or_insert_with(|| (Vec::new(), field.named.span));
        names.push(field.named.name.clone());
    }
    by_record
        .into_iter()
        .map(|(record, (names, at))| Lint::NeverRead {
            names,
            record: program.records[record].named.name.clone(),
            at,
        })
        .collect()
}
