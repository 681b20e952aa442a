//! Two packs as one tree of edits, from which a pack of any choice of the edits can be made.

use super::files::changed_files;
use super::matching::pairs;
use crate::compile::Compilation;
use crate::source::Span;
use crate::study::tree::{
    Head, Node, canonical, described, line_text, meaning, nodes, pack, unite,
};
use crate::syntax::ast::{
    DecisionTable, HitPolicy, List, ListRows, Pack, RecordItem, ScoreItem, Statement,
};

/// What an edit does to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The line is new.
    Added,
    /// The line is gone.
    Removed,
    /// The line says something else.
    Changed,
    /// The lines are the same in another order, and the order counts.
    Reordered,
    /// One line stands at another place, and the order counts.
    Moved,
    /// The line says the same under another name.
    Renamed,
}

impl Change {
    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed => "changed",
            Change::Reordered => "reordered",
            Change::Moved => "moved",
            Change::Renamed => "renamed",
        }
    }
}

/// What an edit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Significance {
    /// What a run gives may be another.
    Meaning,
    /// Labels, reasons, comments: what is said, not what comes out.
    Wording,
    /// What is expected, which changes no outcome.
    Test,
    /// How the same is written.
    Layout,
}

impl Significance {
    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Significance::Meaning => "meaning",
            Significance::Wording => "wording",
            Significance::Test => "test",
            Significance::Layout => "layout",
        }
    }
}

/// A line that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Where the line stands, by name: `score heat, band hot`.
    pub path: String,
    /// What is done to it.
    pub change: Change,
    /// What that is about.
    pub significance: Significance,
    /// The old line in the canonical form; empty if it is new.
    pub before: String,
    /// The new line in the canonical form; empty if it is gone.
    pub after: String,
    /// The line in the old pack, from 1.
    pub old_line: Option<usize>,
    /// The line in the new pack, from 1.
    pub new_line: Option<usize>,
    /// True if tables are read in another way.
    pub(super) touches_tables: bool,
    /// True if a declaration is added or removed that nothing of the other pack can read.
    pub(super) declares: bool,
    /// The file beside the pack that differs, where the edit is not in the pack itself.
    pub(super) file: Option<String>,
}

/// A line of both packs, or of one.
#[derive(Clone, Debug)]
struct Merged {
    old: Option<Node>,
    new: Option<Node>,
    /// The lines in it, where both packs have the line and lines of one may stand in the other.
    children: Option<Vec<Merged>>,
    /// The edit that makes the new line of the old one; both are alike without one.
    edit: Option<usize>,
    /// The edit that puts the lines in it in the new order, and their old order.
    order: Option<(usize, Vec<usize>)>,
}

/// All edits between two packs.
#[derive(Clone, Debug)]
pub struct Edits {
    /// The edits; those of a line in the order of the new pack.
    pub all: Vec<Edit>,
    merged: Vec<Merged>,
}

/// The edits that make the new pack of the old one.
#[must_use]
pub fn edits(old: &Compilation, new: &Compilation) -> Edits {
    let mut merger = Merger {
        old,
        new,
        all: Vec::new(),
    };
    let merged = merger.lines(nodes(&old.pack), nodes(&new.pack), &[]);
    let mut all = merger.all;
    all.extend(changed_files(old, new));
    all.extend(super::files::comments(old, new));
    all.extend(super::files::layout(old, new, &all));
    Edits { all, merged }
}

impl Edits {
    /// What was found before the lines were held against each other.
    pub fn add(&mut self, edits: Vec<Edit>) {
        self.all.extend(edits);
    }

    /// True if something of this kind differs.
    #[must_use]
    pub fn any(&self, significance: Significance) -> bool {
        self.all
            .iter()
            .any(|edit| edit.significance == significance)
    }

    /// True if tables are read in another way.
    #[must_use]
    pub fn touch_tables(&self) -> bool {
        self.all.iter().any(|edit| edit.touches_tables)
    }

    /// The old pack with the edits for which `applied` holds.
    pub(super) fn pack(&self, applied: &dyn Fn(usize) -> bool) -> Pack {
        let lines = self.merged.iter().filter_map(|line| line.head(applied));
        pack(lines)
    }
}

impl Merged {
    fn head(&self, applied: &dyn Fn(usize) -> bool) -> Option<Head> {
        let is_new = self.edit.is_none_or(applied);
        let node = if is_new { &self.new } else { &self.old }.as_ref()?;
        let Some(children) = &self.children else {
            return Some(unite(node));
        };
        let lines: Vec<Head> = match &self.order {
            Some((edit, old_order)) if !applied(*edit) => {
                let lines = old_order.iter().filter_map(|place| children.get(*place));
                lines.filter_map(|line| line.head(applied)).collect()
            }
            Some(_) | None => {
                let lines = children.iter();
                lines.filter_map(|line| line.head(applied)).collect()
            }
        };
        Some(node.head.clone().with(lines))
    }
}

struct Merger<'a> {
    old: &'a Compilation,
    new: &'a Compilation,
    all: Vec<Edit>,
}

impl Merger<'_> {
    fn lines(&mut self, old: Vec<Node>, new: Vec<Node>, parents: &[&Head]) -> Vec<Merged> {
        let pairs = pairs(&old, &new, parents);
        let mut old: Vec<Option<Node>> = old.into_iter().map(Some).collect();
        let mut new: Vec<Option<Node>> = new.into_iter().map(Some).collect();
        let mut take = |(before, after): &(Option<usize>, Option<usize>)| {
            let before = before.and_then(|place| old.get_mut(place)?.take());
            let after = after.and_then(|place| new.get_mut(place)?.take());
            (before, after)
        };
        let taken: Vec<_> = pairs.iter().map(&mut take).collect();
        let lines = taken
            .into_iter()
            .map(|(old, new)| self.line(old, new, parents));
        lines.collect()
    }

    fn line(&mut self, old: Option<Node>, new: Option<Node>, parents: &[&Head]) -> Merged {
        let (Some(before), Some(after)) = (&old, &new) else {
            let edit = Some(self.edit(old.as_ref(), new.as_ref(), parents));
            return Merged {
                old,
                new,
                children: None,
                edit,
                order: None,
            };
        };
        let together = may_share_lines(&before.head, &after.head);
        let differs = if together {
            before.head != after.head
        } else {
            before != after
        };
        let edit = differs.then(|| self.edit(Some(before), Some(after), parents));
        let mut order = None;
        let children = together.then(|| {
            let parents: Vec<&Head> = parents.iter().copied().chain([&after.head]).collect();
            let (old_lines, new_lines) = (before.children.clone(), after.children.clone());
            let places = super::matching::pairs(&old_lines, &new_lines, &parents);
            order = order_counts(&after.head)
                .then(|| old_order(&places).map(|order| (order, moved(&places))))
                .flatten();
            self.lines(old_lines, new_lines, &parents)
        });
        let order = order.map(|(order, moved)| {
            let edit = self.reorder((before, after), moved, parents);
            (edit, order)
        });
        Merged {
            old,
            new,
            children,
            edit,
            order,
        }
    }

    fn edit(&mut self, old: Option<&Node>, new: Option<&Node>, parents: &[&Head]) -> usize {
        let text =
            |node: Option<&Node>| node.map_or_else(String::new, |node| line_text(parents, node));
        let change = match (old, new) {
            (None, _) => Change::Added,
            (Some(_), None) => Change::Removed,
            (Some(_), Some(_)) => Change::Changed,
        };
        let head = new.or(old).map(|node| &node.head);
        let (mut before, mut after) = (text(old), text(new));
        if before == after
            && let (Some(old), Some(new)) = (old, new)
        {
            // The heads are alike, the lines below are not, and cannot be told apart one by one.
            (before, after) = (whole(old, parents), whole(new, parents));
        }
        let statement = parents.first().copied().or(head);
        self.all.push(Edit {
            path: path(parents, head),
            change,
            significance: significance(old, new),
            before,
            after,
            old_line: old.map(|node| line_of(self.old, node.head.span())),
            new_line: new.map(|node| line_of(self.new, node.head.span())),
            touches_tables: statement.is_some_and(touches_tables),
            declares: change != Change::Changed && head.is_some_and(declares),
            file: None,
        });
        self.all.len() - 1
    }

    /// Notes that lines stand in another order; `moved` is the one that moved, where it is one.
    fn reorder(
        &mut self,
        (old, new): (&Node, &Node),
        moved: Option<(usize, usize)>,
        parents: &[&Head],
    ) -> usize {
        let names = |node: &Node| {
            let names = node.children.iter().map(|line| described(&line.head));
            names.collect::<Vec<_>>().join(", ")
        };
        let statement = parents.first().copied().unwrap_or(&new.head);
        let touches_tables = touches_tables(statement);
        let one = moved.and_then(|(from, to)| {
            let line = new.children.get(to)?;
            let inside: Vec<&Head> = parents.iter().copied().chain([&new.head]).collect();
            let text = line_text(&inside, line);
            Some(Edit {
                path: path(&inside, Some(&line.head)),
                change: Change::Moved,
                significance: Significance::Meaning,
                before: format!("{}. {text}", from + 1),
                after: format!("{}. {text}", to + 1),
                old_line: Some(line_of(self.old, old.children.get(from)?.head.span())),
                new_line: Some(line_of(self.new, line.head.span())),
                touches_tables,
                declares: false,
                file: None,
            })
        });
        let all = || Edit {
            path: path(parents, Some(&new.head)),
            change: Change::Reordered,
            significance: Significance::Meaning,
            before: names(old),
            after: names(new),
            old_line: Some(line_of(self.old, old.head.span())),
            new_line: Some(line_of(self.new, new.head.span())),
            touches_tables,
            declares: false,
            file: None,
        };
        let edit = one.unwrap_or_else(all);
        self.all.push(edit);
        self.all.len() - 1
    }
}

/// A statement whose lines cannot be told apart, all on one line.
fn whole(node: &Node, parents: &[&Head]) -> String {
    let parents: Vec<&Head> = parents.iter().copied().chain([&node.head]).collect();
    let lines = node.children.iter().map(|line| line_text(&parents, line));
    lines.collect::<Vec<_>>().join(" ")
}

fn path(parents: &[&Head], head: Option<&Head>) -> String {
    let heads = parents.iter().copied().chain(head);
    let names: Vec<String> = heads.map(described).collect();
    names.join(", ")
}

fn line_of(compilation: &Compilation, span: Span) -> usize {
    compilation.source().line_column(span.start).line
}

fn significance(old: Option<&Node>, new: Option<&Node>) -> Significance {
    let head = new.or(old).map(|node| &node.head);
    match head {
        Some(Head::Statement(Statement::Test(_))) => return Significance::Test,
        Some(Head::Statement(Statement::Pack(_) | Statement::Source(_))) => {
            return Significance::Wording;
        }
        Some(_) | None => {}
    }
    let (Some(old), Some(new)) = (old, new) else {
        return Significance::Meaning;
    };
    let all = |node: &Node, form: &dyn Fn(Head) -> Head| in_form(node, form);
    if !may_share_lines(&old.head, &new.head) {
        if all(old, &meaning) != all(new, &meaning) {
            return Significance::Meaning;
        }
        return match all(old, &canonical) == all(new, &canonical) {
            true => Significance::Layout,
            false => Significance::Wording,
        };
    }
    if meaning(old.head.clone()) != meaning(new.head.clone()) {
        Significance::Meaning
    } else if canonical(old.head.clone()) != canonical(new.head.clone()) {
        Significance::Wording
    } else {
        Significance::Layout
    }
}

fn in_form(node: &Node, form: &dyn Fn(Head) -> Head) -> Node {
    Node {
        head: form(node.head.clone()),
        children: node
            .children
            .iter()
            .map(|line| in_form(line, form))
            .collect(),
    }
}

/// True if lines of the old one may stand in the new one: both are of one kind, and tables have the same
/// columns.
fn may_share_lines(old: &Head, new: &Head) -> bool {
    if let (Head::Statement(old), Head::Statement(new)) = (old, new) {
        if let (Statement::Decision(old), Statement::Decision(new)) = (old, new) {
            return match (&old.table, &new.table) {
                (DecisionTable::Lines(old), DecisionTable::Lines(new)) => {
                    old.inputs == new.inputs && old.outputs == new.outputs
                }
                (DecisionTable::Grid(old), DecisionTable::Grid(new)) => {
                    old.down == new.down && old.across == new.across && old.columns == new.columns
                }
                (DecisionTable::Lines(_) | DecisionTable::Grid(_), _) => false,
            };
        }
        if let (Statement::List(old), Statement::List(new)) = (old, new) {
            return match (&old.rows, &new.rows) {
                (ListRows::Table(old), ListRows::Table(new)) => old.header == new.header,
                (ListRows::Table(_) | ListRows::File(_), _) => old.rows == new.rows,
            };
        }
        return std::mem::discriminant(old) == std::mem::discriminant(new);
    }
    if let (Head::ScoreItem(old), Head::ScoreItem(new)) = (old, new) {
        return std::mem::discriminant(old) == std::mem::discriminant(new);
    }
    std::mem::discriminant(old) == std::mem::discriminant(new)
}

/// True if it matters in which order the lines of a line stand.
fn order_counts(head: &Head) -> bool {
    match head {
        Head::Statement(statement) => match statement {
            Statement::List(List { ordered, .. }) => *ordered,
            Statement::Decision(decision) => decision.policy != HitPolicy::Unique,
            Statement::Segment(_) | Statement::Check(_) | Statement::Strategy(_) => true,
            Statement::Pack(_)
            | Statement::Source(_)
            | Statement::Use(_)
            | Statement::Record(_)
            | Statement::Param(_)
            | Statement::Score(_)
            | Statement::View(_)
            | Statement::Test(_) => false,
        },
        Head::RecordItem(_)
        | Head::Gate(_)
        | Head::ScoreItem(_)
        | Head::Points(_)
        | Head::Option(_)
        | Head::Arm(_)
        | Head::Line(..)
        | Head::GridLine(_)
        | Head::Row(_)
        | Head::ViewItem(_) => false,
    }
}

/// The pairs in the old order, as places among them; none if that is the order they stand in.
fn old_order(pairs: &[(Option<usize>, Option<usize>)]) -> Option<Vec<usize>> {
    let common: Vec<usize> = pairs
        .iter()
        .filter_map(|(old, new)| new.and(*old))
        .collect();
    if common.is_sorted() {
        return None;
    }
    // A new line stands behind the old one that it follows.
    let mut ranks: Vec<(Option<usize>, usize)> = Vec::new();
    let mut behind = None;
    for (place, (old, _)) in pairs.iter().enumerate() {
        behind = old.or(behind);
        ranks.push((behind, place));
    }
    ranks.sort();
    Some(ranks.into_iter().map(|(_, place)| place).collect())
}

/// The one line without which the others stand in the old order: its place among the old ones and among the new ones. Of
/// two neighbours that changed places, the one that went up.
fn moved(pairs: &[(Option<usize>, Option<usize>)]) -> Option<(usize, usize)> {
    let common: Vec<(usize, usize)> = pairs
        .iter()
        .filter_map(|(old, new)| old.zip(*new))
        .collect();
    let without = |place: usize| {
        let others = common.iter().enumerate();
        others.filter(move |(other, _)| *other != place)
    };
    let alone: Vec<usize> = (0..common.len())
        .filter(|place| without(*place).is_sorted_by_key(|(_, (old, _))| *old))
        .collect();
    // What went up stands before one that it stood behind.
    let went_up = |place: &&usize| {
        let old = common.get(**place).map(|(old, _)| *old);
        let mut behind = common.iter().skip(**place);
        behind.any(|(other, _)| Some(*other) < old)
    };
    let found = alone.iter().find(went_up).or(alone.first())?;
    common.get(*found).copied()
}

/// True if tables are read in another way when something in this statement changes.
fn touches_tables(statement: &Head) -> bool {
    matches!(
        statement,
        Head::Statement(Statement::Record(_) | Statement::List(_) | Statement::Use(_))
    )
}

/// True for what is declared and changes nothing as long as nothing reads it.
fn declares(head: &Head) -> bool {
    match head {
        Head::Statement(statement) => match statement {
            Statement::Use(_)
            | Statement::List(_)
            | Statement::Param(_)
            | Statement::Segment(_)
            | Statement::Score(_)
            | Statement::Strategy(_)
            | Statement::Record(_)
            | Statement::Decision(_) => true,
            Statement::Pack(_)
            | Statement::Source(_)
            | Statement::Check(_)
            | Statement::View(_)
            | Statement::Test(_) => false,
        },
        Head::RecordItem(item) => match item {
            RecordItem::Field(_) | RecordItem::Computed(_) | RecordItem::Relation(_) => true,
            RecordItem::Missing(_) | RecordItem::Written(_) => false,
        },
        Head::ScoreItem(ScoreItem::Rank(_)) => true,
        Head::ScoreItem(_)
        | Head::Gate(_)
        | Head::Points(_)
        | Head::Option(_)
        | Head::Arm(_)
        | Head::Line(..)
        | Head::GridLine(_)
        | Head::Row(_)
        | Head::ViewItem(_) => false,
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::Overrides;
    use crate::compile::compile;
    use crate::files::Memory;
    use crate::format::strategies::pack as any_pack;
    use crate::source::SourceFile;

    fn compiled(text: &str) -> Compilation {
        compile(
            SourceFile::new("a.gtm", text),
            &Overrides::new(),
            &Memory::default(),
        )
    }

    fn of_tree(pack: Pack) -> Compilation {
        Compilation {
            pack,
            ..compiled("")
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn with_all_edits_the_old_pack_is_the_new_one_and_with_none_it_stays(old in any_pack(), new in any_pack()) {
            let (old, new) = (of_tree(old), of_tree(new));
            let found = edits(&old, &new);
            prop_assert_eq!(found.pack(&|_| true).statements, new.pack.statements.clone());
            let none = of_tree(found.pack(&|_| false));
            let left = edits(&old, &none);
            prop_assert!(left.all.iter().all(|edit| edit.significance == Significance::Layout
                || edit.path == "comment"), "{:?}", left.all);
            prop_assert!(!edits(&new, &new.clone()).any(Significance::Meaning));
        }
    }

    /// The edits between two texts: what, how, about what.
    fn told(old: &str, new: &str) -> Vec<String> {
        let found = edits(&compiled(old), &compiled(new));
        let told = found.all.iter().map(|edit| {
            format!(
                "{} {} {}",
                edit.path,
                edit.change.word(),
                edit.significance.word()
            )
        });
        told.collect()
    }

    const PACK: &str = "record R {\n  a integer\n}\n\nparam least = 100k \"Least\"\n\nstrategy s for R {\n  \
        x when a > 1 because \"one\"\n  y when a > 0\n  z otherwise\n}\n";

    #[test]
    fn edits_are_told_by_the_line_and_by_what_they_are_about() {
        assert!(told(PACK, PACK).is_empty());
        let edited = |from: &str, to: &str| {
            assert!(PACK.contains(from), "{from}");
            told(PACK, &PACK.replace(from, to))
        };
        assert_eq!(edited("= 100k", "= 100000"), ["param least changed layout"]);
        assert_eq!(edited("= 100k", "= 101k"), ["param least changed meaning"]);
        assert_eq!(
            edited("\"Least\"", "\"At least\""),
            ["param least changed wording"]
        );
        assert_eq!(
            edited("\"one\"", "\"1\""),
            ["strategy s, x, when changed wording"]
        );
        assert_eq!(
            edited("a > 1", "(a > 1)"),
            ["strategy s, x, when changed layout"]
        );
        assert_eq!(
            edited("a > 1", "a > 2"),
            ["strategy s, x, when changed meaning"]
        );
        assert_eq!(
            edited("  y when a > 0\n", ""),
            ["strategy s, y removed meaning"]
        );
        assert_eq!(
            edited("  y when", "  w when a is 5\n  y when"),
            ["strategy s, w added meaning"]
        );
        assert_eq!(
            edited("a > 1 because", "a > 1\n    when a is -5 because"),
            [
                "strategy s, x, when changed wording",
                "strategy s, x, when added meaning",
            ]
        );
        assert_eq!(
            edited("  y when a > 0\n  z", "  z"),
            ["strategy s, y removed meaning"]
        );
        let turned = PACK.replace(
            "  x when a > 1 because \"one\"\n  y when a > 0\n",
            "  y when a > 0\n  x when a > 1 because \"one\"\n",
        );
        assert_eq!(told(PACK, &turned), ["strategy s, y moved meaning"]);
        let table = |lines: &str| {
            format!(
                "record R {{\n  a integer\n}}\n\ndecision d for R first {{\n  | a || d |\n{lines}}}\n"
            )
        };
        let (one, two, three) = ("  | > 5 || x |\n", "  | > 3 || y |\n", "  | > 1 || z |\n");
        let old = table(&[one, two, three].concat());
        let new = table(&[three, one, two].concat());
        assert_eq!(told(&old, &new), ["decision d, line moved meaning"]);
        let new = table(&[two, three, one].concat());
        let found = edits(&compiled(&old), &compiled(&new));
        let [edit] = found.all.as_slice() else {
            panic!("{:?}", found.all)
        };
        assert_eq!(edit.before, "1. | > 5 || x |");
        assert_eq!(edit.after, "3. | > 5 || x |");
        let new = table(&[three, two, one].concat());
        assert_eq!(told(&old, &new), ["decision d reordered meaning"]);
        assert_eq!(
            edited("record R", "# new\nrecord R"),
            ["comment added wording"]
        );
        assert_eq!(
            edited("  y when a > 0", "  y  when  a > 0"),
            ["the whole file changed layout"]
        );
    }
}
