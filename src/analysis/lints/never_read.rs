//! Fields that nothing reads: mostly left over, or the sign of a forgotten gate.

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::Lint;

/// Fields that nothing reads. Keys are read by the row's place in the table; a pack without rules
/// and views shows its fields as they are.
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    let program = &analyser.program;
    if program.rules.is_empty() && program.views.is_empty() {
        return Vec::new();
    }
    let unread = program.fields.iter().filter(|(id, field)| {
        !analyser.uses.fields.contains(id) && !program.records[field.record].key.contains(id)
    });
    unread
        .map(|(_, field)| Lint::NeverRead {
            name: field.named.name.clone(),
            record: program.records[field.record].named.name.clone(),
            at: field.named.span,
        })
        .collect()
}
