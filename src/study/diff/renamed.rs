//! Lines that say the same under another name. The old pack is read with the new names, so that what refers to such a line
//! is no difference, and rows are compared under the new name.

use std::collections::BTreeSet;

use super::merged::{Change, Edit, Significance};
use crate::analysis::Overrides;
use crate::compile::Compilation;
use crate::ir::Program;
use crate::study::tree::{Head, Node, children, described, meaning, nodes, pack, parts, unite};
use crate::syntax::ast::{
    Expectation, Expr, ExprKind, GivenRows, Name, RecordItem, ScoreItem, Statement, TestItem,
};

/// The old pack under the new names.
pub struct Renamed {
    /// The pack.
    pub compilation: Compilation,
    /// The pack, compiled.
    pub program: Program,
    /// What is renamed.
    pub edits: Vec<Edit>,
}

/// The old pack with the names of the new one, where a rule, a param, a computed field or a line says the same under another
/// name; nothing where none does.
#[must_use]
pub fn renamed(old: &Compilation, new: &Compilation, overrides: &Overrides) -> Option<Renamed> {
    let (mut old_nodes, new_nodes) = (nodes(&old.pack), nodes(&new.pack));
    let mut edits = Vec::new();
    // A rule is found to be the same only once what it reads has its new name.
    while let Some(found) = next(&old_nodes, &new_nodes, overrides) {
        let line_of = |compilation: &Compilation, head: &Head| {
            compilation.source().line_column(head.span().start).line
        };
        edits.push(Edit {
            path: path(&new_nodes, &found.new),
            change: Change::Renamed,
            significance: Significance::Wording,
            before: found.before.clone(),
            after: found.after.clone(),
            old_line: at(&old_nodes, &found.old).map(|node| line_of(old, &node.head)),
            new_line: at(&new_nodes, &found.new).map(|node| line_of(new, &node.head)),
            touches_tables: false,
            declares: false,
            file: None,
        });
        let renamed = at_mut(&mut old_nodes, &found.old)?;
        name_of(&mut renamed.head)?.text.clone_from(&found.after);
        if found.is_read {
            let (before, after) = (&found.before, &found.after);
            old_nodes
                .iter_mut()
                .for_each(|node| read_as(node, before, after));
        }
    }
    if edits.is_empty() {
        return None;
    }
    let compilation = Compilation {
        pack: pack(old_nodes.iter().map(unite)),
        ..old.clone()
    };
    let program = compilation.with(overrides).program?;
    Some(Renamed {
        compilation,
        program,
        edits,
    })
}

/// A line of both packs under two names.
struct Pair {
    /// The way to it from the statements of the old pack down.
    old: Vec<usize>,
    /// The same in the new pack.
    new: Vec<usize>,
    before: String,
    after: String,
    /// True for what expressions read by its name; gates and lines of points are not.
    is_read: bool,
}

/// The next line that has another name.
fn next(old: &[Node], new: &[Node], overrides: &Overrides) -> Option<Pair> {
    let taken: BTreeSet<String> = names(old).chain(names(new)).collect();
    let statement = pair(old, new, &|head| is_renamable(head, overrides));
    if let Some((from, to, before, after)) = statement {
        return Some(Pair {
            old: vec![from],
            new: vec![to],
            before,
            after,
            is_read: true,
        });
    }
    for (from, old_node) in old.iter().enumerate() {
        let Some(name) = named(&old_node.head) else {
            continue;
        };
        let same = |node: &Node| {
            named(&node.head).as_ref() == Some(&name)
                && std::mem::discriminant(&node.head) == std::mem::discriminant(&old_node.head)
                && described(&node.head) == described(&old_node.head)
        };
        let Some(to) = new.iter().position(same) else {
            continue;
        };
        let lines = new.get(to).map(|node| node.children.as_slice());
        let found = pair(&old_node.children, lines?, &is_renamable_line);
        let Some((old_line, new_line, before, after)) = found else {
            continue;
        };
        let is_read = matches!(
            old_node.children.get(old_line).map(|node| &node.head),
            Some(Head::RecordItem(_))
        );
        // A field of another record of that name would be taken for this one.
        let elsewhere = |nodes: &[Node], name: &String| {
            nodes
                .iter()
                .flat_map(|node| &node.children)
                .filter(|line| named(&line.head).as_ref() == Some(name))
                .count()
                > 1
        };
        if is_read
            && (elsewhere(old, &before)
                || elsewhere(new, &after)
                || taken.contains(&before)
                || taken.contains(&after))
        {
            continue;
        }
        return Some(Pair {
            old: vec![from, old_line],
            new: vec![to, new_line],
            before,
            after,
            is_read,
        });
    }
    None
}

/// The first line of the old ones without a namesake that says the same as one of the new ones without: their places and
/// names.
fn pair(
    old: &[Node],
    new: &[Node],
    may_be: &dyn Fn(&Head) -> bool,
) -> Option<(usize, usize, String, String)> {
    let old_names: BTreeSet<String> = names(old).collect();
    let new_names: BTreeSet<String> = names(new).collect();
    let strangers = |nodes: &[Node], known: &BTreeSet<String>| -> Vec<(usize, String, Node)> {
        let nodes = nodes.iter().enumerate();
        let nodes = nodes.filter(|(_, node)| may_be(&node.head));
        let nodes = nodes.filter_map(|(place, node)| {
            let name = named(&node.head)?;
            (!known.contains(&name)).then(|| (place, name, nameless(node)))
        });
        nodes.collect()
    };
    let new_strangers = strangers(new, &old_names);
    strangers(old, &new_names)
        .into_iter()
        .find_map(|(from, before, old)| {
            let same = new_strangers.iter().find(|(.., new)| *new == old)?;
            Some((from, same.0, before, same.1.clone()))
        })
}

/// What a line means with all that stands in it, whatever it is called.
fn nameless(node: &Node) -> Node {
    let mut node = meant(node);
    if let Some(name) = name_of(&mut node.head) {
        name.text.clear();
    }
    node
}

fn meant(node: &Node) -> Node {
    Node {
        head: meaning(node.head.clone()),
        children: node.children.iter().map(meant).collect(),
    }
}

fn names(nodes: &[Node]) -> impl Iterator<Item = String> + '_ {
    nodes.iter().filter_map(|node| named(&node.head))
}

fn named(head: &Head) -> Option<String> {
    name_of(&mut head.clone()).map(|name| name.text.clone())
}

/// The name of a line that has one.
fn name_of(head: &mut Head) -> Option<&mut Name> {
    match head {
        Head::Statement(statement) => match statement {
            Statement::Record(record) => Some(&mut record.name),
            Statement::List(list) => Some(&mut list.name),
            Statement::Param(param) => Some(&mut param.name),
            Statement::Segment(segment) => Some(&mut segment.name),
            Statement::Score(score) => Some(&mut score.name),
            Statement::Strategy(strategy) => Some(&mut strategy.name),
            Statement::Check(check) => Some(&mut check.name),
            Statement::Decision(decision) => Some(&mut decision.name),
            Statement::Use(used) => Some(&mut used.name),
            Statement::View(_) | Statement::Pack(_) | Statement::Source(_) | Statement::Test(_) => {
                None
            }
        },
        Head::RecordItem(item) => match item {
            RecordItem::Field(field) => Some(&mut field.name),
            RecordItem::Computed(field) => Some(&mut field.name),
            RecordItem::Relation(field) => Some(&mut field.name),
            RecordItem::Missing(_) | RecordItem::Written(_) => None,
        },
        Head::Gate(gate) => Some(&mut gate.name),
        Head::ScoreItem(ScoreItem::Points(line)) => Some(&mut line.name),
        Head::Points(line) => Some(&mut line.name),
        Head::ScoreItem(
            ScoreItem::Multiply(_)
            | ScoreItem::Weigh(_)
            | ScoreItem::WeighEach(_)
            | ScoreItem::Group(_)
            | ScoreItem::Scale(_)
            | ScoreItem::Limit(_)
            | ScoreItem::Band(_)
            | ScoreItem::Rank(_),
        )
        | Head::Option(_)
        | Head::Arm(_)
        | Head::Line(..)
        | Head::GridLine(_)
        | Head::Row(_)
        | Head::ViewItem(_) => None,
    }
}

/// True for rules and params. The name of a param that is set from outside is no matter of the pack alone.
fn is_renamable(head: &Head, overrides: &Overrides) -> bool {
    let Head::Statement(statement) = head else {
        return false;
    };
    match statement {
        Statement::Param(param) => !overrides.contains_key(&param.name.text),
        // The first output of a decision is called like it.
        Statement::Segment(_)
        | Statement::Score(_)
        | Statement::Strategy(_)
        | Statement::Check(_) => true,
        Statement::Decision(_)
        | Statement::Pack(_)
        | Statement::Source(_)
        | Statement::Use(_)
        | Statement::Record(_)
        | Statement::List(_)
        | Statement::View(_)
        | Statement::Test(_) => false,
    }
}

/// True for lines whose name is not an outcome and not a heading of a file.
fn is_renamable_line(head: &Head) -> bool {
    match head {
        Head::RecordItem(item) => matches!(item, RecordItem::Computed(_)),
        Head::ScoreItem(item) => matches!(item, ScoreItem::Points(_)),
        Head::Gate(_) | Head::Points(_) => true,
        Head::Statement(_)
        | Head::Option(_)
        | Head::Arm(_)
        | Head::Line(..)
        | Head::GridLine(_)
        | Head::Row(_)
        | Head::ViewItem(_) => false,
    }
}

fn at<'n>(nodes: &'n [Node], way: &[usize]) -> Option<&'n Node> {
    let (first, rest) = way.split_first()?;
    let node = nodes.get(*first)?;
    if rest.is_empty() {
        Some(node)
    } else {
        at(&node.children, rest)
    }
}

fn at_mut<'n>(nodes: &'n mut [Node], way: &[usize]) -> Option<&'n mut Node> {
    let (first, rest) = way.split_first()?;
    let node = nodes.get_mut(*first)?;
    if rest.is_empty() {
        Some(node)
    } else {
        at_mut(&mut node.children, rest)
    }
}

fn path(nodes: &[Node], way: &[usize]) -> String {
    let ways = (1..=way.len()).filter_map(|end| at(nodes, way.get(..end)?));
    let names: Vec<String> = ways.map(|node| described(&node.head)).collect();
    names.join(", ")
}

/// Reads a name under another one, in a line and all that stands in it.
fn read_as(node: &mut Node, before: &str, after: &str) {
    for (_, expr) in parts(&mut node.head) {
        expr_as(expr, before, after);
    }
    if let Head::Statement(statement) = &mut node.head {
        statement_as(statement, before, after);
    }
    for line in &mut node.children {
        read_as(line, before, after);
    }
}

fn expr_as(expr: &mut Expr, before: &str, after: &str) {
    if let ExprKind::Name(name) = &mut expr.kind
        && name == before
    {
        after.clone_into(name);
    }
    // `account.target`: a rule or a field of another row.
    if let ExprKind::Member(_, name) = &mut expr.kind
        && name.text == before
    {
        after.clone_into(&mut name.text);
    }
    for child in children(expr) {
        expr_as(child, before, after);
    }
}

/// What a statement names outside its expressions: what it is for, and what its tests give and expect.
fn statement_as(statement: &mut Statement, before: &str, after: &str) {
    let rename = |name: &mut Name| {
        if name.text == before {
            after.clone_into(&mut name.text);
        }
    };
    match statement {
        Statement::Segment(segment) => rename(&mut segment.target),
        Statement::Score(score) => rename(&mut score.target),
        Statement::Strategy(strategy) => rename(&mut strategy.target),
        Statement::Decision(decision) => rename(&mut decision.target),
        Statement::View(view) => rename(&mut view.target),
        Statement::Check(check) => check.target.iter_mut().for_each(rename),
        Statement::Test(test) => {
            for item in &mut test.items {
                test_item_as(item, before, after);
            }
        }
        Statement::Record(record) => {
            if let crate::syntax::ast::RecordSource::Derived(derived) = &mut record.source {
                rename(&mut derived.of);
            }
        }
        Statement::Pack(_)
        | Statement::Source(_)
        | Statement::Use(_)
        | Statement::List(_)
        | Statement::Param(_) => {}
    }
}

fn test_item_as(item: &mut TestItem, before: &str, after: &str) {
    match item {
        TestItem::AsOf { .. } => {}
        TestItem::Param { name, value, .. } => {
            if name.text == before {
                after.clone_into(&mut name.text);
            }
            expr_as(value, before, after);
        }
        TestItem::Given { rows, .. } => match rows {
            GivenRows::One(cells) => {
                for cell in cells {
                    expr_as(&mut cell.value, before, after);
                }
            }
            GivenRows::Table(_) => {}
        },
        TestItem::Expect { expectation, .. } => match expectation {
            Expectation::Holds(expr) => expr_as(expr, before, after),
            Expectation::Possible { value, outcomes } => {
                expr_as(value, before, after);
                outcomes
                    .iter_mut()
                    .for_each(|one| expr_as(one, before, after));
            }
        },
    }
}
