//! Segments: gates that must all hold.

use crate::analysis::analyser::{Analyser, named};
use crate::analysis::errors::DeclarationProblem;
use crate::ir::{DomainId, Gate, Segment};
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a segment.
    pub fn lower_segment(&mut self, segment: &ast::Segment, domain: DomainId) -> Option<Segment> {
        if segment.gates.is_empty() {
            let what = format!("the segment `{}`", segment.name.text);
            let needs = "a gate, as in `size: employees >= 20`";
            self.report(DeclarationProblem::Empty {
                what,
                needs,
                at: segment.span.0,
            });
            return None;
        }
        let gates: Vec<Option<Gate>> = segment
            .gates
            .iter()
            .map(|gate| self.lower_gate(gate))
            .collect();
        let gates = gates.into_iter().collect::<Option<_>>()?;
        Some(Segment { gates, domain })
    }

    fn lower_gate(&mut self, gate: &ast::Gate) -> Option<Gate> {
        let condition = self.condition(&gate.condition, "a gate");
        let otherwise = match &gate.otherwise {
            Some(text) => Some(self.text(text, "`else` of a gate")?),
            None => None,
        };
        Some(Gate {
            named: named(&gate.name, gate.label.as_ref()),
            condition: condition?,
            otherwise,
            span: gate.span.0,
        })
    }
}
