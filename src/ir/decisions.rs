//! Decisions: tables whose lines are tested against a row.

use super::arena::{DomainId, ExprId};
use super::program::Named;
use super::types::Type;
use crate::source::Span;
pub use crate::syntax::ast::HitPolicy;

/// A table whose lines are tested against a row.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Which of the lines that hold count.
    pub policy: HitPolicy,
    /// What the cells of each column test.
    pub inputs: Vec<ExprId>,
    /// In the order written; of a grid row by row.
    pub lines: Vec<DecisionLine>,
    /// Of a grid: how many columns it has, so that its lines are `columns` for each of its rows.
    pub columns: Option<usize>,
    /// What comes out; the first bears the decision's name.
    pub outputs: Vec<DecisionOutput>,
    /// The outcomes of the first output as a choice; without members where it is none.
    pub domain: DomainId,
    /// True if it was proved that no two lines hold at once.
    pub proved_unique: bool,
    /// True if it was proved that a line holds on every row whose inputs apply.
    pub proved_complete: bool,
}

/// A line of a [`Decision`].
#[derive(Clone, Debug)]
pub struct DecisionLine {
    /// A condition an input; `None` where any value will do.
    pub cells: Vec<Option<ExprId>>,
    /// All cells together; not applicable counts as no. `None` for `otherwise`: no other line holds.
    pub condition: Option<ExprId>,
    /// A value an output.
    pub outputs: Vec<ExprId>,
    /// The reason, a text.
    pub because: Option<ExprId>,
    /// The whole row; of a grid the cell of the value.
    pub span: Span,
}

/// A column of what comes out of a [`Decision`].
#[derive(Clone, Debug)]
pub struct DecisionOutput {
    /// Name and place.
    pub named: Named,
    /// The type of the value of a line.
    pub ty: Type,
}

impl Decision {
    /// The type of what comes out in a column: with `all` the values of every line that holds.
    #[must_use]
    pub fn output_type(&self, place: usize) -> Option<Type> {
        let ty = self.outputs.get(place)?.ty.clone();
        Some(match self.policy {
            HitPolicy::First | HitPolicy::Unique => ty,
            HitPolicy::All => Type::List(Box::new(ty)),
        })
    }
}
