//! The state of an analysis, and the order in which declarations are lowered: each when it is first
//! needed.

use std::collections::{BTreeMap, BTreeSet};

use super::errors::NameProblem;
use super::instances::Instance;
use super::uses::SharedField;
use super::{Analysis, Overrides};
use crate::beside::Beside;
use crate::diagnostics::Diagnostic;
use crate::ir::{
    Arena, Domain, DomainId, DomainKind, Expr, ExprId, ExprKind, FieldId, InstanceId, Member,
    Named, ParamId, Program, RecordId, RuleId, Type,
};
use crate::source::Span;
use crate::syntax::ast;

/// What a name of the pack's one namespace stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// A record.
    Record(RecordId),
    /// A list.
    List(DomainId),
    /// A param.
    Param(ParamId),
    /// A pack that is used; nothing if it could not be read.
    Use(Option<InstanceId>),
    /// A segment, score, strategy, decision or check.
    Rule(RuleId),
}

/// A field as it was written.
#[derive(Clone, Copy)]
pub enum FieldDeclaration<'a> {
    /// A column of the file.
    Stored(&'a ast::Field),
    /// Worked out from others.
    Computed(&'a ast::Computed),
    /// Rows of another record.
    Relation(&'a ast::Relation),
    /// What the rows of a group share, and its place among what they share.
    Shared(&'a ast::Shared, usize),
    /// The rows of a group.
    Rows(&'a ast::Derived),
}

impl<'a> FieldDeclaration<'a> {
    /// The field's name, where the field is a column of the table.
    pub fn column_name(self) -> Option<&'a ast::Name> {
        match self {
            FieldDeclaration::Stored(field) => Some(&field.name),
            FieldDeclaration::Relation(ast::Relation {
                name,
                link: ast::Link::Keys { .. },
                ..
            }) => Some(name),
            FieldDeclaration::Relation(_)
            | FieldDeclaration::Computed(_)
            | FieldDeclaration::Shared(..)
            | FieldDeclaration::Rows(_) => None,
        }
    }
}

/// A rule as it was written.
#[derive(Clone, Copy)]
pub enum RuleDeclaration<'a> {
    /// A segment.
    Segment(&'a ast::Segment),
    /// A score.
    Score(&'a ast::Score),
    /// A strategy.
    Strategy(&'a ast::Strategy),
    /// A check.
    Check(&'a ast::Check),
    /// A decision.
    Decision(&'a ast::Decision),
}

impl<'a> RuleDeclaration<'a> {
    /// The rule's name.
    pub fn name(self) -> &'a ast::Name {
        match self {
            RuleDeclaration::Segment(segment) => &segment.name,
            RuleDeclaration::Score(score) => &score.name,
            RuleDeclaration::Strategy(strategy) => &strategy.name,
            RuleDeclaration::Check(check) => &check.name,
            RuleDeclaration::Decision(decision) => &decision.name,
        }
    }

    /// What it is for; a check may be for the whole portfolio.
    pub fn target(self) -> Option<&'a ast::Name> {
        match self {
            RuleDeclaration::Segment(segment) => Some(&segment.target),
            RuleDeclaration::Score(score) => Some(&score.target),
            RuleDeclaration::Strategy(strategy) => Some(&strategy.target),
            RuleDeclaration::Decision(decision) => Some(&decision.target),
            RuleDeclaration::Check(check) => check.target.as_ref(),
        }
    }

    /// The list whose values it gives.
    pub fn gives(self) -> Option<&'a ast::Name> {
        match self {
            RuleDeclaration::Segment(_) | RuleDeclaration::Score(_) | RuleDeclaration::Check(_) => {
                None
            }
            RuleDeclaration::Strategy(strategy) => strategy.gives.as_ref(),
            RuleDeclaration::Decision(decision) => decision.gives.as_ref(),
        }
    }
}

/// A declaration that may need others before it can be lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A field.
    Field(FieldId),
    /// A param.
    Param(ParamId),
    /// A rule.
    Rule(RuleId),
}

/// How far the lowering of a [`Node`] has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// Being lowered: meeting it again is a cycle.
    Begun,
    /// Lowered.
    Done,
    /// In error, which has been said.
    Broken,
}

/// The row that bare names are read from.
#[derive(Clone, Copy, Debug)]
pub struct RowScope {
    /// The row's record.
    pub record: RecordId,
    /// True for the rows of a whole record or segment, from which `this` is barred.
    pub whole_table: bool,
}

/// Where an expression stands.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The rows at hand, the innermost last; none where only constants may stand.
    pub rows: Vec<RowScope>,
    /// True where the texts of results (`because`, `open`, …) may be read: in what is shown, printed
    /// and expected.
    pub result_texts: bool,
    /// True in tests: what is read there is not in use for that.
    pub in_test: bool,
    /// True in a table of a file, where a word below a text is a text.
    pub in_file: bool,
    /// In the text for a line that fails, its condition: what it found is `{failing}`.
    pub failing: Option<ExprId>,
    /// True in the text for a line that fails, also where its condition is at fault.
    pub in_else: bool,
}

/// What is read somewhere in the pack.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// Fields.
    pub fields: BTreeSet<FieldId>,
    /// Params.
    pub params: BTreeSet<ParamId>,
    /// Lists.
    pub lists: BTreeSet<DomainId>,
}

/// The state of an analysis.
pub struct Analyser<'a> {
    /// The packs at work, each with its names.
    pub instances: Arena<InstanceId, Instance<'a>>,
    /// The pack whose declarations are at hand.
    pub here: InstanceId,
    /// Values for params from outside.
    pub overrides: &'a Overrides,
    /// The packs of the declarations that are not of the pack that is run.
    pub owners: BTreeMap<Node, InstanceId>,
    /// Fields of packs that are used which are fields of ours.
    pub shared: Vec<SharedField<'a>>,
    /// What was read beside the pack.
    pub beside: &'a Beside,
    /// What has been lowered so far.
    pub program: Program,
    /// Fields as written, by id.
    pub field_declarations: Vec<FieldDeclaration<'a>>,
    /// The `written` lines of the record in which a field stands.
    pub written: BTreeMap<FieldId, Vec<&'a ast::Written>>,
    /// Params as written, by id.
    pub param_declarations: Vec<&'a ast::Param>,
    /// Rules as written, by id.
    pub rule_declarations: Vec<RuleDeclaration<'a>>,
    /// Rules whose target could not be resolved; nothing is said about them beyond that.
    pub homeless: BTreeSet<RuleId>,
    /// Lists as written, with their ids.
    pub list_declarations: Vec<(DomainId, &'a ast::List)>,
    /// Where the expression at hand stands.
    pub context: Context,
    /// What is read.
    pub uses: Uses,
    /// Expressions made for tests, of which the lints have nothing to say.
    pub test_exprs: BTreeSet<ExprId>,
    progress: BTreeMap<Node, Progress>,
    stack: Vec<Node>,
    pub findings: Vec<Diagnostic>,
}

impl<'a> Analyser<'a> {
    /// A fresh analysis of a pack.
    pub fn new(
        pack: &'a ast::Pack,
        beside: &'a Beside,
        file_name: &str,
        overrides: &'a Overrides,
    ) -> Self {
        let mut domains = Arena::default();
        let status = domains.push(status_domain());
        let program = Program {
            name: file_name
                .strip_suffix(".gtm")
                .unwrap_or(file_name)
                .to_owned(),
            label: None,
            sources: Vec::new(),
            records: Arena::default(),
            fields: Arena::default(),
            params: Arena::default(),
            domains,
            portfolio: None,
            status,
            rules: Arena::default(),
            views: Arena::default(),
            tests: Vec::new(),
            exprs: Arena::default(),
            rule_order: Vec::new(),
        };
        let mut instances = Arena::default();
        let here = instances.push(Instance::new(pack));
        Analyser {
            instances,
            here,
            overrides,
            owners: BTreeMap::new(),
            shared: Vec::new(),
            beside,
            program,
            field_declarations: Vec::new(),
            written: BTreeMap::new(),
            param_declarations: Vec::new(),
            rule_declarations: Vec::new(),
            homeless: BTreeSet::new(),
            list_declarations: Vec::new(),
            context: Context::default(),
            uses: Uses::default(),
            test_exprs: BTreeSet::new(),
            progress: BTreeMap::new(),
            stack: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Lowers every declaration that nothing has asked for yet.
    pub fn lower_everything(&mut self) {
        for id in self.program.params.ids() {
            self.ensure(Node::Param(id), None);
        }
        for id in self.program.fields.ids() {
            self.ensure(Node::Field(id), None);
        }
        for id in self.program.rules.ids() {
            self.ensure(Node::Rule(id), None);
        }
        self.check_shared_fields();
        self.check_overrides();
        self.lower_views();
        self.lower_tests();
    }

    /// The findings in the order of the file, and the program when none of them is an error.
    pub fn finish(mut self) -> Analysis {
        self.place_findings_of_uses();
        self.findings
            .sort_by_key(|finding| (finding.span().start, finding.span().end));
        self.findings.dedup();
        let broken = self.findings.iter().any(Diagnostic::is_error);
        Analysis {
            program: (!broken).then_some(self.program),
            diagnostics: self.findings,
        }
    }

    /// Notes a finding.
    pub fn report(&mut self, finding: impl Into<Diagnostic>) {
        self.findings.push(finding.into());
    }

    /// How many findings there are so far.
    pub fn finding_count(&self) -> usize {
        self.findings.len()
    }

    /// Takes back the findings noted after the first `count`.
    pub fn take_findings_after(&mut self, count: usize) -> Vec<Diagnostic> {
        self.findings.split_off(count.min(self.findings.len()))
    }

    /// True if there is an error so far.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_error)
    }

    /// Makes sure that a declaration is lowered; false if it is in error (which has been said).
    /// `read_at` is the place that needs it.
    pub fn ensure(&mut self, node: Node, read_at: Option<Span>) -> bool {
        match self.progress.get(&node) {
            Some(Progress::Done) => return true,
            Some(Progress::Broken) => return false,
            Some(Progress::Begun) => {
                self.report_cycle(node, read_at);
                return false;
            }
            None => {}
        }
        self.progress.insert(node, Progress::Begun);
        self.stack.push(node);
        let outside = std::mem::take(&mut self.context);
        let owner = self.owner(node);
        let lowered = self.in_instance(owner, |this| match node {
            Node::Field(id) => this.lower_field(id),
            Node::Param(id) => this.lower_param(id),
            Node::Rule(id) => this.lower_rule(id),
        });
        self.context = outside;
        self.stack.pop();
        let progress = if lowered.is_some() {
            Progress::Done
        } else {
            Progress::Broken
        };
        self.progress.insert(node, progress);
        lowered.is_some()
    }

    fn report_cycle(&mut self, node: Node, read_at: Option<Span>) {
        let start = self
            .stack
            .iter()
            .position(|&open| open == node)
            .unwrap_or(0);
        let circle: Vec<(String, Span)> = self
            .stack
            .iter()
            .skip(start)
            .chain([&node])
            .map(|&member| self.name_and_place(member))
            .collect();
        let at = read_at
            .or(circle.first().map(|(_, span)| *span))
            .unwrap_or_default();
        self.report(NameProblem::Cycle { circle, at });
    }

    /// True for what decides which rows a derived record has: what they share, and the rows grouped.
    pub fn decides_rows(&self, field: FieldId) -> bool {
        matches!(
            self.field_declarations.get(field.index()),
            Some(FieldDeclaration::Shared(..) | FieldDeclaration::Rows(_))
        )
    }

    fn name_and_place(&self, node: Node) -> (String, Span) {
        let named = match node {
            // What decides which rows there are is told by the record that has them.
            Node::Field(id) if self.decides_rows(id) => {
                &self.program.records[self.program.fields[id].record].named
            }
            Node::Field(id) => &self.program.fields[id].named,
            Node::Param(id) => &self.program.params[id].named,
            Node::Rule(id) => &self.program.rules[id].named,
        };
        (named.name.clone(), named.span)
    }

    /// Adds an expression.
    pub fn push(&mut self, kind: ExprKind, ty: Type, span: Span) -> ExprId {
        let id = self.program.exprs.push(Expr { kind, ty, span });
        if self.context.in_test {
            self.test_exprs.insert(id);
        }
        id
    }

    /// The type of an expression.
    pub fn type_of(&self, id: ExprId) -> &Type {
        &self.program.exprs[id].ty
    }

    /// The place of an expression.
    pub fn span_of(&self, id: ExprId) -> Span {
        self.program.exprs[id].span
    }

    /// Works on the rows of a record for a while.
    pub fn on_rows<T>(&mut self, record: RecordId, work: impl FnOnce(&mut Self) -> T) -> T {
        let rows = vec![RowScope {
            record,
            whole_table: false,
        }];
        let outside = std::mem::replace(&mut self.context.rows, rows);
        let result = work(self);
        self.context.rows = outside;
        result
    }

    /// Allows (or bars) the texts of results for a while.
    pub fn with_result_texts<T>(&mut self, allow: bool, work: impl FnOnce(&mut Self) -> T) -> T {
        let outside = std::mem::replace(&mut self.context.result_texts, allow);
        let result = work(self);
        self.context.result_texts = outside;
        result
    }

    /// Only constants may stand for a while.
    pub fn without_rows<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let outside = std::mem::take(&mut self.context.rows);
        let result = work(self);
        self.context.rows = outside;
        result
    }
}

/// A name with its label, as the program keeps it.
pub fn named(name: &ast::Name, label: Option<&ast::Text>) -> Named {
    Named {
        name: name.text.clone(),
        label: label.map(|text| text.value.clone()),
        span: name.span.0,
    }
}

fn status_domain() -> Domain {
    let member = |name: &str| Member {
        named: Named {
            name: name.to_owned(),
            label: None,
            span: Span::default(),
        },
        written_as: None,
    };
    Domain {
        name: "status".to_owned(),
        kind: DomainKind::Status,
        ordered: false,
        members: ["known", "unknown", "fault", "not_applicable"]
            .map(member)
            .to_vec(),
        attributes: Vec::new(),
    }
}
