//! First pass: every declared name gets an id. Doubles and shadowing are reported here.

use std::collections::BTreeMap;

use super::analyser::{Analyser, Declared, FieldDeclaration, Node, RuleDeclaration, named};
use super::errors::NameProblem;
use crate::ir::{
    Domain, DomainId, DomainKind, Field, FieldId, FieldSource, Member, Named, Param, Record,
    RecordId, RecordSource, Rule, RuleBody, RuleId, Segment, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, MemberName, RecordItem, ScoreItem, Statement};

impl<'a> Analyser<'a> {
    /// Gives every declared name an id.
    pub fn collect(&mut self) {
        self.collect_heads();
        self.collect_names();
        self.collect_portfolio();
        self.in_every_pack(Self::lower_lists);
        self.in_every_pack(Self::resolve_targets);
        self.in_every_pack(Self::collect_all_fields);
        self.check_generated_columns();
    }

    /// Gives the names of the pack at hand their ids, and then those of the packs that it uses, which may
    /// share ours.
    pub fn collect_names(&mut self) {
        let pack = self.pack();
        for statement in &pack.statements {
            match statement {
                Statement::List(list) => self.collect_list(list),
                Statement::Record(record) => self.collect_record(record),
                Statement::Param(param) => self.collect_param(param),
                Statement::Segment(segment) => self.collect_rule(RuleDeclaration::Segment(segment)),
                Statement::Score(score) => self.collect_rule(RuleDeclaration::Score(score)),
                Statement::Strategy(strategy) => {
                    self.collect_rule(RuleDeclaration::Strategy(strategy));
                }
                Statement::Check(check) => self.collect_rule(RuleDeclaration::Check(check)),
                Statement::Decision(decision) => {
                    let decision = self.beside.decision(decision);
                    self.collect_rule(RuleDeclaration::Decision(decision));
                }
                Statement::Pack(_)
                | Statement::Source(_)
                | Statement::Use(_)
                | Statement::View(_)
                | Statement::Test(_) => {}
            }
        }
        for statement in &pack.statements {
            if let Statement::Use(used) = statement {
                self.collect_use(used);
            }
        }
    }

    fn collect_all_fields(&mut self) {
        for (id, record) in self.instances[self.here].records.clone() {
            self.collect_fields(id, record);
            self.check_shared_key(id, record);
        }
    }

    fn collect_heads(&mut self) {
        let mut first: Option<Span> = None;
        for statement in &self.pack().statements {
            match statement {
                Statement::Pack(head) => {
                    if let Some(before) = first {
                        let (name, at) = (head.name.text.clone(), head.span.0);
                        self.report(NameProblem::SecondPack { name, at, before });
                    } else {
                        first = Some(head.span.0);
                        self.program.name.clone_from(&head.name.text);
                        self.program.label = head.label.as_ref().map(|label| label.value.clone());
                    }
                }
                Statement::Source(source) => self.program.sources.push(source.text.value.clone()),
                Statement::Use(_)
                | Statement::Record(_)
                | Statement::List(_)
                | Statement::Param(_)
                | Statement::Segment(_)
                | Statement::Score(_)
                | Statement::Strategy(_)
                | Statement::Check(_)
                | Statement::Decision(_)
                | Statement::View(_)
                | Statement::Test(_) => {}
            }
        }
    }

    /// Enters a name into the pack's namespace; a name already taken is reported, and the first
    /// declaration keeps it.
    pub fn declare(&mut self, name: &'a ast::Name, declared: Declared) {
        if let Some(before) = self.declared(&name.text) {
            let problem = NameProblem::Twice {
                what: self.kind_of(declared).to_owned(),
                name: name.text.clone(),
                at: name.span.0,
                before: self.place_of(before),
            };
            self.report(problem);
        } else {
            let here = &mut self.instances[self.here];
            here.names.insert(&name.text, declared);
        }
    }

    /// What a declared name is, in one word.
    pub fn kind_of(&self, declared: Declared) -> &'static str {
        match declared {
            Declared::Record(_) => "record",
            Declared::List(_) => "list",
            Declared::Param(_) => "param",
            Declared::Use(_) => "pack",
            Declared::Rule(id) => self.rule_kind(id),
        }
    }

    /// What a rule is, in one word.
    pub fn rule_kind(&self, id: RuleId) -> &'static str {
        match self.rule_declarations.get(id.index()) {
            Some(RuleDeclaration::Segment(_)) => "segment",
            Some(RuleDeclaration::Score(_)) => "score",
            Some(RuleDeclaration::Strategy(_)) => "strategy",
            Some(RuleDeclaration::Check(_)) => "check",
            Some(RuleDeclaration::Decision(_)) => "decision",
            None => "rule",
        }
    }

    /// Where a declared name stands.
    pub fn place_of(&self, declared: Declared) -> Span {
        match declared {
            Declared::Record(id) => self.program.records[id].named.span,
            Declared::List(id) => self
                .list_declarations
                .iter()
                .find(|(list, _)| *list == id)
                .map_or_else(Span::default, |(_, list)| list.name.span.0),
            Declared::Param(id) => self.program.params[id].named.span,
            Declared::Use(used) => used
                .and_then(|used| self.instances[used].used)
                .map_or_else(Span::default, |(_, used)| used.name.span.0),
            Declared::Rule(id) => self.program.rules[id].named.span,
        }
    }

    fn collect_list(&mut self, list: &'a ast::List) {
        let id = self.program.domains.push(Domain {
            name: list.name.text.clone(),
            kind: DomainKind::List,
            ordered: list.ordered,
            members: Vec::new(),
            attributes: Vec::new(),
        });
        self.list_declarations.push((id, list));
        self.instances[self.here].lists.push((id, list));
        self.declare(&list.name, Declared::List(id));
    }

    fn collect_record(&mut self, record: &'a ast::Record) {
        if let Some(ours) = self.shared_record(record) {
            self.instances[self.here].records.push((ours, record));
            self.declare(&record.name, Declared::Record(ours));
            return;
        }
        let named = match &record.source {
            // Its rows hang on what else the pack works out.
            ast::RecordSource::Derived(_) => self.own_named(&record.name, record.label.as_ref()),
            ast::RecordSource::Table | ast::RecordSource::ForEvery(_) => {
                named(&record.name, record.label.as_ref())
            }
        };
        let id = self.program.records.push(Record {
            named,
            fields: Vec::new(),
            key: Vec::new(),
            missing: Vec::new(),
            // Set when its fields are collected.
            source: RecordSource::Table,
        });
        self.instances[self.here].records.push((id, record));
        self.declare(&record.name, Declared::Record(id));
        self.make_record_known_to_users(record, id);
    }

    /// Checks of the whole portfolio are judged on one row of a record that has no fields.
    fn collect_portfolio(&mut self) {
        let mut rules = self.rule_declarations.iter();
        let Some(check) = rules.find(|rule| rule.target().is_none()) else {
            return;
        };
        let span = check.name().span.0;
        let id = self.program.records.push(Record {
            named: Named {
                name: "portfolio".to_owned(),
                label: None,
                span,
            },
            fields: Vec::new(),
            key: Vec::new(),
            missing: Vec::new(),
            source: RecordSource::Single,
        });
        self.program.portfolio = Some(id);
    }

    fn collect_param(&mut self, param: &'a ast::Param) {
        let id = self.program.params.push(Param {
            named: self.own_named(&param.name, param.label.as_ref()),
            ty: Type::Text,
            value: Value::YesNo(false),
        });
        self.param_declarations.push(param);
        self.owners.insert(Node::Param(id), self.here);
        self.declare(&param.name, Declared::Param(id));
    }

    fn collect_rule(&mut self, declaration: RuleDeclaration<'a>) {
        let (label, span) = match declaration {
            RuleDeclaration::Segment(segment) => (segment.label.as_ref(), segment.span.0),
            RuleDeclaration::Score(score) => (score.label.as_ref(), score.span.0),
            RuleDeclaration::Strategy(strategy) => (strategy.label.as_ref(), strategy.span.0),
            RuleDeclaration::Check(check) => (check.label.as_ref(), check.span.0),
            RuleDeclaration::Decision(decision) => (decision.label.as_ref(), decision.span.0),
        };
        let domain = self.collect_outcomes(declaration);
        let id = self.program.rules.push(Rule {
            named: self.own_named(declaration.name(), label),
            // Both are set when the targets are resolved.
            record: crate::ir::RecordId::default(),
            within: None,
            // The domain is kept here until the rule is lowered.
            body: RuleBody::Segment(Segment {
                gates: Vec::new(),
                domain,
            }),
            span,
        });
        self.rule_declarations.push(declaration);
        self.owners.insert(Node::Rule(id), self.here);
        self.instances[self.here].rules.push(id);
        self.declare(declaration.name(), Declared::Rule(id));
    }

    /// The gates, bands or options of a rule as a domain, so that rules can speak of them whatever
    /// the order of declarations.
    fn collect_outcomes(&mut self, declaration: RuleDeclaration<'a>) -> DomainId {
        let (what, kind, members): (_, _, Vec<Member>) = match declaration {
            RuleDeclaration::Segment(segment) => {
                ("gate", DomainKind::Gates, gate_members(&segment.gates))
            }
            RuleDeclaration::Check(check) => {
                ("line", DomainKind::Gates, gate_members(&check.lines))
            }
            RuleDeclaration::Score(score) => {
                let bands = score.items.iter().filter_map(|item| match item {
                    ScoreItem::Band(band) => {
                        Some(plain(member_named(&band.name, band.label.as_ref())))
                    }
                    ScoreItem::Multiply(_)
                    | ScoreItem::Weigh(_)
                    | ScoreItem::WeighEach(_)
                    | ScoreItem::Points(_)
                    | ScoreItem::Group(_)
                    | ScoreItem::Scale(_)
                    | ScoreItem::Limit(_)
                    | ScoreItem::Rank(_) => None,
                });
                ("band", DomainKind::Bands, bands.collect())
            }
            RuleDeclaration::Strategy(strategy) => {
                let options = strategy.options.iter();
                (
                    "option",
                    DomainKind::Options,
                    options
                        .map(|option| plain(member_named(&option.name, option.label.as_ref())))
                        .collect(),
                )
            }
            RuleDeclaration::Decision(decision) => {
                let cells: Vec<&ast::Expr> = decision.output_cells().collect();
                ("outcome", DomainKind::Options, outcomes_of(&cells))
            }
        };
        self.check_members(what, &members);
        self.program.domains.push(Domain {
            name: declaration.name().text.clone(),
            kind,
            ordered: false,
            members,
            attributes: Vec::new(),
        })
    }

    /// Reports names that stand twice among members, and words that cannot be members.
    pub fn check_members(&mut self, what: &str, members: &[Member]) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for member in members {
            let Named { name, span, .. } = &member.named;
            if let Some(&before) = seen.get(name.as_str()) {
                let (what, name) = (what.to_owned(), name.clone());
                self.report(NameProblem::Twice {
                    what,
                    name,
                    at: *span,
                    before,
                });
            } else {
                seen.insert(name, *span);
            }
            if !matches!(what, "gate" | "line") && matches!(name.as_str(), "known" | "unknown") {
                let (what, name) = (what.to_owned(), name.clone());
                self.report(NameProblem::StateAsMember {
                    what,
                    name,
                    at: *span,
                });
            }
        }
    }

    fn collect_fields(&mut self, id: RecordId, record: &'a ast::Record) {
        if let ast::RecordSource::Derived(derived) = &record.source {
            self.collect_derived(id, record, derived);
        }
        let written: Vec<&ast::Written> = record.items.iter().filter_map(written_line).collect();
        for item in &record.items {
            let (name, label, declaration) = match item {
                RecordItem::Field(field) => (
                    &field.name,
                    field.label.as_ref(),
                    FieldDeclaration::Stored(field),
                ),
                RecordItem::Computed(field) => (
                    &field.name,
                    field.label.as_ref(),
                    FieldDeclaration::Computed(field),
                ),
                RecordItem::Relation(relation) => (
                    &relation.name,
                    relation.label.as_ref(),
                    FieldDeclaration::Relation(relation),
                ),
                RecordItem::Missing(missing) => {
                    let texts = missing.texts.iter().map(|text| text.value.clone());
                    self.program.records[id].missing.extend(texts);
                    continue;
                }
                RecordItem::Written(line) => {
                    self.check_written(line);
                    continue;
                }
            };
            let named = named(name, label);
            let field = self.collect_field(id, &name.text, named, declaration);
            self.written.entry(field).or_insert_with(|| written.clone());
        }
        if let ast::RecordSource::ForEvery(names) = &record.source
            && !self.was_before(id)
        {
            self.collect_combinations(id, names);
        }
    }

    /// Gives a field its id.
    pub fn collect_field(
        &mut self,
        record: RecordId,
        name: &'a str,
        named: Named,
        declaration: FieldDeclaration<'a>,
    ) -> FieldId {
        let at = named.span;
        if let Some(ours) = self.shared_field(record, (name, at), declaration) {
            return ours;
        }
        let named = self.named_field(record, named, declaration);
        let field = self.program.fields.push(Field {
            named,
            record,
            // Type and source are set when the field is lowered.
            ty: Type::Text,
            source: FieldSource::Stored(Box::default()),
        });
        self.field_declarations.push(declaration);
        self.owners.insert(Node::Field(field), self.here);
        self.program.records[record].fields.push(field);
        if let FieldDeclaration::Stored(ast::Field { key: true, .. }) = declaration {
            self.program.records[record].key.push(field);
        }
        if let Some(before) = self.field_named(record, name) {
            let before = self.program.fields[before].named.span;
            let what = "field".to_owned();
            self.report(NameProblem::Twice {
                what,
                name: name.to_owned(),
                at,
                before,
            });
            return field;
        }
        let known = &mut self.instances[self.here].field_names;
        known.entry(record).or_default().insert(name, field);
        self.make_known_to_users(record, name, field);
        if let Some(declared) = self.declared(name) {
            let problem = NameProblem::Shadows {
                name: name.to_owned(),
                what: self.kind_of(declared).to_owned(),
                at,
                before: self.place_of(declared),
            };
            self.report(problem);
        }
        field
    }

    /// Every rule makes columns named after it; nothing else on its record may bear those names.
    fn check_generated_columns(&mut self) {
        for id in self.program.rules.ids() {
            if self.homeless.contains(&id) {
                continue;
            }
            let Some(&declaration) = self.rule_declarations.get(id.index()) else {
                continue;
            };
            let record = self.program.rules[id].record;
            for suffix in &generated_suffixes(declaration) {
                let column = self.program.rules[id].named.name.replace('.', "_") + suffix;
                let field = self.field_named(record, &column);
                let place = match (field, self.declared(&column)) {
                    (Some(field), _) => self.program.fields[field].named.span,
                    (None, Some(Declared::Rule(rule)))
                        if self.program.rules[rule].record == record =>
                    {
                        self.program.rules[rule].named.span
                    }
                    (None, _) => continue,
                };
                let problem = NameProblem::GeneratedColumn {
                    column,
                    rule: declaration.name().text.clone(),
                    what: self.rule_kind(id).to_owned(),
                    at: place,
                    rule_at: declaration.name().span.0,
                };
                self.report(problem);
            }
        }
    }
}

fn generated_suffixes(declaration: RuleDeclaration<'_>) -> Vec<String> {
    let fixed: &[&str] = match declaration {
        RuleDeclaration::Segment(_) => &["_status", "_stopped_by", "_failing", "_open"],
        RuleDeclaration::Score(_) => &[
            "_status",
            "_low",
            "_high",
            "_band",
            "_possible",
            "_rank_low",
            "_rank_high",
            "_because",
            "_open",
        ],
        RuleDeclaration::Check(_) => &["_status", "_failing", "_open"],
        RuleDeclaration::Strategy(_) | RuleDeclaration::Decision(_) => {
            &["_status", "_possible", "_because", "_open"]
        }
    };
    let mut suffixes: Vec<String> = fixed.iter().map(|&suffix| suffix.to_owned()).collect();
    if let RuleDeclaration::Decision(decision) = declaration {
        for output in decision.further_outputs() {
            suffixes.push(format!("_{output}"));
            suffixes.push(format!("_{output}_possible"));
        }
    }
    suffixes
}

/// The names in a column of what comes out, in the order of their first appearance; none where it
/// holds anything else.
pub fn outcomes_of(cells: &[&ast::Expr]) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for cell in cells {
        let ast::ExprKind::Name(name) = &cell.kind else {
            return Vec::new();
        };
        if members.iter().all(|member| member.named.name != *name) {
            members.push(plain(Named {
                name: name.clone(),
                label: None,
                span: cell.span.0,
            }));
        }
    }
    members
}

/// The names of gates or of the lines of a check.
fn gate_members(gates: &[ast::Gate]) -> Vec<Member> {
    gates
        .iter()
        .map(|gate| plain(named(&gate.name, gate.label.as_ref())))
        .collect()
}

/// A member without a text of its own for cells.
fn plain(named: Named) -> Member {
    Member {
        named,
        written_as: None,
    }
}

/// The name of a member.
pub fn member_named(name: &MemberName, label: Option<&ast::Text>) -> Named {
    let (name, span) = member_text(name);
    Named {
        name: name.to_owned(),
        label: label.map(|text| text.value.clone()),
        span,
    }
}

/// The text and place of a member's name.
pub fn member_text(name: &MemberName) -> (&str, Span) {
    match name {
        MemberName::Name(name) => (&name.text, name.span.0),
        MemberName::Text(text) | MemberName::Number(text) => (&text.value, text.span.0),
    }
}

fn written_line(item: &RecordItem) -> Option<&ast::Written> {
    match item {
        RecordItem::Written(line) => Some(line),
        RecordItem::Field(_)
        | RecordItem::Computed(_)
        | RecordItem::Relation(_)
        | RecordItem::Missing(_) => None,
    }
}
