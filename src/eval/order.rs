//! The order in which rules and computed fields are worked out, found without recursion: however
//! long a chain of rules is, the stack holds one expression at a time.

use std::collections::HashSet;

use crate::ir::{ExprId, ExprKind, FieldId, FieldSource, Program, RuleId};

/// A rule or a computed field, on the rows of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// A rule.
    Rule(RuleId),
    /// A computed field.
    Field(FieldId),
}

enum Step {
    Read(ExprId),
    Enter(Node),
    Leave(Node),
}

/// All that a node reads on its own row and that is not done yet, each after what it reads itself;
/// the node comes last.
pub(super) fn order(program: &Program, node: Node, done: impl Fn(Node) -> bool) -> Vec<Node> {
    let mut found = Vec::new();
    let mut entered = HashSet::new();
    let mut read = HashSet::new();
    let mut steps = vec![Step::Enter(node)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave(node) => found.push(node),
            Step::Enter(node) => {
                if !done(node) && entered.insert(node) {
                    steps.push(Step::Leave(node));
                    match node {
                        Node::Field(field) => {
                            if let FieldSource::Computed(expr) = program.fields[field].source {
                                steps.push(Step::Read(expr));
                            }
                        }
                        Node::Rule(rule) => {
                            let outer = program.rules[rule].within;
                            steps.extend(outer.map(|outer| Step::Enter(Node::Rule(outer))));
                            steps.extend(program.rule_exprs(rule).into_iter().map(Step::Read));
                        }
                    }
                }
            }
            Step::Read(expr) => {
                if read.insert(expr) {
                    read_expr(program, expr, &mut steps);
                }
            }
        }
    }
    found
}

/// What an expression reads on its own row.
fn read_expr(program: &Program, expr: ExprId, steps: &mut Vec<Step>) {
    steps.extend(
        program.exprs[expr]
            .kind
            .children()
            .into_iter()
            .map(Step::Read),
    );
    if let ExprKind::Field(field) = program.exprs[expr].kind {
        if matches!(program.fields[field].source, FieldSource::Computed(_)) {
            steps.push(Step::Enter(Node::Field(field)));
        }
    } else if let ExprKind::Rule(rule, _) = program.exprs[expr].kind {
        steps.push(Step::Enter(Node::Rule(rule)));
    } else if let ExprKind::Aggregate(aggregate) = &program.exprs[expr].kind {
        let read = program.read_by_aggregate(aggregate);
        steps.extend(read.into_iter().map(Step::Read));
    }
}
