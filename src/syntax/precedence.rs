//! The order of operators: one table, and the fold from a flat line of operands and operators to a
//! tree. Without recursion, so that a long chain costs no stack.

/// How tightly an operator binds; a larger power binds tighter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Power {
    /// `or`
    Or,
    /// `and`
    And,
    /// `not`
    Not,
    /// `is`, `<`, `in`, `contains`, `is known` …: they do not chain.
    Comparison,
    /// `..`
    Range,
    /// `+ -`
    Sum,
    /// `* /`
    Product,
    /// A `-` before a value.
    Negation,
    /// `default`
    Default,
}

/// A tree in the making: what the fold calls back.
pub(super) trait Fold {
    /// A value with all that is already bound to it.
    type Operand;
    /// An operator with its place.
    type Operator;
    /// The table.
    fn power(&self, operator: &Self::Operator) -> Power;
    /// The table for operators before their operand.
    fn prefix_power(&self, operator: &Self::Operator) -> Power;
    /// An operator before its operand.
    fn prefix(&mut self, operator: Self::Operator, operand: Self::Operand) -> Self::Operand;
    /// An operator between two operands.
    fn infix(
        &mut self,
        left: Self::Operand,
        operator: Self::Operator,
        right: Self::Operand,
    ) -> Self::Operand;
    /// An operator after its operand.
    fn postfix(&mut self, operand: Self::Operand, operator: Self::Operator) -> Self::Operand;
}

/// A piece of the flat line.
pub(super) enum Piece<Operand, Operator> {
    /// A value.
    Operand(Operand),
    /// An operator before a value.
    Prefix(Operator),
    /// An operator between values.
    Infix(Operator),
    /// An operator after a value.
    Postfix(Operator),
}

/// Folds a flat line. `None` only if operands and operators do not alternate, which the grammar
/// excludes.
pub(super) fn fold<F: Fold>(
    maker: &mut F,
    pieces: impl IntoIterator<Item = Piece<F::Operand, F::Operator>>,
) -> Option<F::Operand> {
    let mut stack = Stack {
        operands: Vec::new(),
        operators: Vec::new(),
    };
    for piece in pieces {
        match piece {
            Piece::Operand(operand) => stack.operands.push(operand),
            Piece::Prefix(operator) => stack.operators.push((operator, true)),
            Piece::Infix(operator) => {
                stack.reduce(maker, Some(maker.power(&operator)))?;
                stack.operators.push((operator, false));
            }
            Piece::Postfix(operator) => {
                stack.reduce(maker, Some(maker.power(&operator)))?;
                let operand = stack.operands.pop()?;
                stack.operands.push(maker.postfix(operand, operator));
            }
        }
    }
    stack.reduce(maker, None)?;
    stack.operands.pop()
}

struct Stack<Operand, Operator> {
    operands: Vec<Operand>,
    /// True for prefixes.
    operators: Vec<(Operator, bool)>,
}

impl<Operand, Operator> Stack<Operand, Operator> {
    /// Binds every waiting operator that binds at least as tightly as `power`; all without one.
    /// Every operator groups from the left.
    fn reduce<F>(&mut self, maker: &mut F, power: Option<Power>) -> Option<()>
    where
        F: Fold<Operand = Operand, Operator = Operator>,
    {
        while let Some((operator, is_prefix)) = self.operators.pop() {
            let own = if is_prefix {
                maker.prefix_power(&operator)
            } else {
                maker.power(&operator)
            };
            if power.is_some_and(|power| own < power) {
                self.operators.push((operator, is_prefix));
                break;
            }
            let right = self.operands.pop()?;
            let made = if is_prefix {
                maker.prefix(operator, right)
            } else {
                let left = self.operands.pop()?;
                maker.infix(left, operator, right)
            };
            self.operands.push(made);
        }
        Some(())
    }
}
