//! Params and lists that nothing reads.

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::Lint;

/// Params and lists that nothing reads.
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    let program = &analyser.program;
    let params = program
        .params
        .iter()
        .filter(|(id, _)| !analyser.uses.params.contains(id));
    let params = params.map(|(_, param)| Lint::Unused {
        what: "param",
        name: param.named.name.clone(),
        at: param.named.span,
    });
    let lists = analyser.list_declarations.iter();
    let lists = lists.filter(|(id, _)| !analyser.uses.lists.contains(id));
    let lists = lists.map(|(_, list)| Lint::Unused {
        what: "list",
        name: list.name.text.clone(),
        at: list.name.span.0,
    });
    params.chain(lists).collect()
}
