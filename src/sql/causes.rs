//! What keeps a result open: the missing answers that could still change it, and the faults that no
//! answer would settle.
//!
//! A walk down from the result, as the evaluation walks on each row; here every part is visited
//! once for all rows, with the condition under which a row's walk comes by.

use std::collections::HashSet;

use super::display::{Item, display, interval};
use super::emitter::Emitter;
use super::errors::{Refused, no_construct};
use super::rules::{Outcome, Part};
use super::tree::{Sql, all, any, case, choose, equal, join, not};
use super::value::{Bits, Value, flag, truth};
use crate::ir::{
    ArithmeticOperator, ExprId, ExprKind, FieldId, FieldSource, HitPolicy, Output, PointsItem,
    RecordId, RuleBody, RuleId, ScoreKind, Type,
};

/// How many places a walk may come by before it is given up: what is read along many ways is written
/// once for each of them.
const MOST: usize = 100;

/// What is said where a number has grown beyond all limits.
const DIGITS: &str = "is out of range: a number has at most 20 digits before the point";

/// What keeps a result open, each with the condition under which it does.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes {
    /// The names of the missing answers, in the order in which they are read.
    pub(super) answers: Vec<(Sql, String)>,
    /// Sentences about faults.
    pub(super) faults: Vec<Item>,
    /// Rules and fields, with the conditions under which they were come by.
    seen: HashSet<(Node, Sql)>,
    visits: usize,
}

/// What is come by along several ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Rule(RuleId),
    Outcome(RuleId, usize),
    Field(FieldId),
}

impl Causes {
    /// True if a part is come by for the first time under a condition.
    fn is_new(&mut self, node: Node, when: &Sql) -> bool {
        *when != Sql::YesNo(false) && self.seen.insert((node, when.clone()))
    }

    /// One more visit; refused where there are too many.
    fn visit(&mut self, span: crate::source::Span) -> Result<(), Refused> {
        self.visits += 1;
        if self.visits > MOST {
            return Err(no_construct(
                "the reason of a result that hangs on so much",
                span,
            ));
        }
        Ok(())
    }

    /// Sentences about faults, each once.
    fn sentences(&self) -> Vec<Item> {
        let mut kept: Vec<Item> = Vec::new();
        for (when, said) in &self.faults {
            let before = kept.iter().filter(|(_, other)| other == said);
            let before = any(before.map(|(when, _)| when.clone()));
            let when = all([when.clone(), not(before)]);
            if when != Sql::YesNo(false) {
                kept.push((when, said.clone()));
            }
        }
        kept
    }

    /// The answers, each once.
    pub(super) fn names(&self) -> Vec<(Sql, String)> {
        let mut kept: Vec<(Sql, String)> = Vec::new();
        for (when, name) in &self.answers {
            let before = kept.iter().filter(|(_, other)| other == name);
            let before = any(before.map(|(when, _)| when.clone()));
            let when = all([when.clone(), not(before)]);
            if when != Sql::YesNo(false) {
                kept.push((when, name.clone()));
            }
        }
        kept
    }

    /// `` `a`, `b` and `c` ``
    pub(super) fn quoted_names(&self) -> (Sql, Sql) {
        let items: Vec<Item> = self
            .names()
            .into_iter()
            .map(|(when, name)| (when, Sql::text(&format!("`{name}`"))))
            .collect();
        let some = any(items.iter().map(|(when, _)| when.clone()));
        (some, super::display::whole_series(items, "and"))
    }

    /// `` `a` is unknown; `b` divides by zero ``; "not known" where there is nothing to say.
    pub(super) fn sentence(&self) -> Sql {
        let names = self.names();
        let (some, list) = self.quoted_names();
        let several: Vec<Sql> = names
            .iter()
            .enumerate()
            .map(|(at, (when, _))| {
                let before = any(names.iter().take(at).map(|(when, _)| when.clone()));
                all([when.clone(), before])
            })
            .collect();
        let verb = choose(
            any(several),
            Sql::text(" are unknown"),
            Sql::text(" is unknown"),
        );
        let mut items = vec![(some, join([list, verb]))];
        items.extend(self.sentences());
        let none = not(any(items.iter().map(|(when, _)| when.clone())));
        choose(
            none,
            Sql::text("not known"),
            super::display::listed(&items, "; "),
        )
    }
}

impl Emitter<'_> {
    /// What keeps a rule's result open.
    pub(super) fn causes(&mut self, record: RecordId, rule: RuleId) -> Result<Causes, Refused> {
        let mut causes = Causes::default();
        self.walk_rule(record, rule, Sql::YesNo(true), &mut causes)?;
        Ok(causes)
    }

    /// What keeps a condition open, where something holds.
    pub(super) fn causes_of(
        &mut self,
        record: RecordId,
        expr: ExprId,
        when: Sql,
        causes: &mut Causes,
    ) -> Result<(), Refused> {
        self.walk(record, expr, when, causes)
    }

    fn open_where(&mut self, record: RecordId, when: Sql, value: &Value) -> Result<Sql, Refused> {
        let open = all([when, value.is_open()]);
        Ok(self.rows(record)?.keep("open", open))
    }

    fn walk_rule(
        &mut self,
        record: RecordId,
        rule: RuleId,
        when: Sql,
        causes: &mut Causes,
    ) -> Result<(), Refused> {
        let program = self.program;
        let declared = &program.rules[rule];
        let outcome = self.rule(record, rule)?;
        if let (RuleBody::Decision(decision), Outcome::Decision { .. }) =
            (&declared.body, &*outcome)
        {
            for column in 0..decision.outputs.len() {
                self.walk_outcome(record, rule, column, when.clone(), causes)?;
            }
            return Ok(());
        }
        let when = self.open_where(record, when, &outcome.value())?;
        if !causes.is_new(Node::Rule(rule), &when) {
            return Ok(());
        }
        causes.visit(declared.named.span)?;
        if let Some(outer) = declared.within {
            self.walk_rule(record, outer, when.clone(), causes)?;
        }
        match (&declared.body, &*outcome) {
            (RuleBody::Segment(_) | RuleBody::Check(_), Outcome::Gates { gates, .. }) => {
                let body = declared.body.gates();
                let conditions = body.into_iter().flat_map(|body| &body.gates);
                for (gate, bits) in conditions.zip(gates) {
                    let open = Value::YesNo(bits.clone()).is_open();
                    self.walk(record, gate.condition, all([when.clone(), open]), causes)?;
                }
            }
            (RuleBody::Score(score), Outcome::Score { parts, value, .. }) => {
                match &score.kind {
                    ScoreKind::Multiply(factors) => {
                        for factor in factors {
                            self.walk(record, *factor, when.clone(), causes)?;
                        }
                    }
                    ScoreKind::Weigh { factors, .. } => {
                        for factor in factors {
                            self.walk(record, factor.factor, when.clone(), causes)?;
                        }
                    }
                    ScoreKind::WeighEach(weigh) => {
                        self.walk(record, weigh.mean, when.clone(), causes)?;
                    }
                    ScoreKind::Points(items) => {
                        for (item, part) in items.iter().zip(parts) {
                            self.walk_points(record, item, part, &when, causes)?;
                        }
                    }
                }
                let fine = all(parts
                    .iter()
                    .map(|part| not(Value::Number(part.points().clone()).is_fault())));
                let too_large = all([when, Value::Number(value.clone()).is_fault(), fine]);
                if !matches!(score.kind, ScoreKind::WeighEach(_)) {
                    let said = format!("`{}` {DIGITS}", declared.named.name);
                    let too_large = self.rows(record)?.keep("too_large", too_large);
                    causes.faults.push((too_large, Sql::text(&said)));
                }
            }
            (RuleBody::Strategy(strategy), Outcome::Strategy { arms, .. }) => {
                let conditions = strategy.options.iter().flat_map(|option| &option.arms);
                let mut over = Sql::YesNo(false);
                for (arm, bits) in conditions.zip(arms) {
                    let open = not(any([
                        bits.is(truth::SET, truth::YES),
                        bits.is(truth::SET, truth::NO),
                    ]));
                    if let Some(condition) = arm.condition {
                        let when = all([when.clone(), not(over.clone()), open]);
                        let when = self.rows(record)?.keep("open", when);
                        self.walk(record, condition, when, causes)?;
                    }
                    let next = any([over, bits.is(truth::SET, truth::YES)]);
                    over = self.rows(record)?.keep("over", next);
                }
            }
            (
                RuleBody::Segment(_)
                | RuleBody::Score(_)
                | RuleBody::Strategy(_)
                | RuleBody::Decision(_)
                | RuleBody::Check(_),
                _,
            ) => {}
        }
        Ok(())
    }

    fn walk_points(
        &mut self,
        record: RecordId,
        item: &PointsItem,
        part: &Part,
        when: &Sql,
        causes: &mut Causes,
    ) -> Result<(), Refused> {
        let when = self.open_where(record, when.clone(), &Value::Number(part.points().clone()))?;
        let lines = match (item, part) {
            (PointsItem::Line(line), _) => vec![(line, when)],
            (PointsItem::Group { lines, .. }, Part::Group { lines: inner, .. }) => {
                let mut open = Vec::new();
                for (line, part) in lines.iter().zip(inner) {
                    let value = Value::Number(part.points().clone());
                    open.push((line, self.open_where(record, when.clone(), &value)?));
                }
                open
            }
            (PointsItem::Group { .. }, Part::Line(..) | Part::Factor(_)) => Vec::new(),
        };
        for (line, when) in lines {
            for expr in [line.when, line.each].into_iter().flatten() {
                self.walk(record, expr, when.clone(), causes)?;
            }
        }
        Ok(())
    }

    fn walk_outcome(
        &mut self,
        record: RecordId,
        rule: RuleId,
        column: usize,
        when: Sql,
        causes: &mut Causes,
    ) -> Result<(), Refused> {
        let program = self.program;
        let declared = &program.rules[rule];
        let outcome = self.rule(record, rule)?;
        let (
            RuleBody::Decision(decision),
            Outcome::Decision {
                lines,
                stands,
                outputs,
            },
        ) = (&declared.body, &*outcome)
        else {
            return Ok(());
        };
        let Some(came_out) = outputs.get(column) else {
            return Ok(());
        };
        let when = self.open_where(record, when, came_out)?;
        if !causes.is_new(Node::Outcome(rule, column), &when) {
            return Ok(());
        }
        causes.visit(declared.named.span)?;
        if let Some(outer) = declared.within {
            self.walk_rule(record, outer, when.clone(), causes)?;
        }
        if decision.policy == HitPolicy::Unique && !decision.proved_unique {
            return Err(no_construct(
                format!("why two lines of `{}` hold at once", declared.named.name),
                declared.named.span,
            ));
        }
        for ((line, bits), stands) in decision.lines.iter().zip(lines).zip(stands) {
            let stands = all([when.clone(), stands.clone()]);
            if let Some(condition) = line.condition {
                let open = all([stands.clone(), not(super::logic::holds(bits))]);
                let open = self.rows(record)?.keep("open", open);
                self.walk(record, condition, open, causes)?;
            }
            if let Some(output) = line.outputs.get(column) {
                self.walk(record, *output, stands, causes)?;
            }
        }
        Ok(())
    }

    fn walk(
        &mut self,
        record: RecordId,
        expr: ExprId,
        when: Sql,
        causes: &mut Causes,
    ) -> Result<(), Refused> {
        let program = self.program;
        let node = &program.exprs[expr];
        let hangs_on_nothing = matches!(
            node.kind,
            ExprKind::Literal(_)
                | ExprKind::Param(_)
                | ExprKind::Today
                | ExprKind::IsState { .. }
                | ExprKind::Template(_)
                | ExprKind::Outer(_)
        );
        if hangs_on_nothing {
            return Ok(());
        }
        let value = self.value(record, expr)?;
        let when = self.open_where(record, when, &value)?;
        if when == Sql::YesNo(false) {
            return Ok(());
        }
        causes.visit(node.span)?;
        match &node.kind {
            ExprKind::Field(field) => self.walk_field(record, *field, when, causes),
            ExprKind::Aggregate(_) => {
                let what = "the reason of a result that hangs on rows of another record";
                Err(no_construct(what, node.span))
            }
            ExprKind::Through { .. } => {
                let what = "the reason of a result that hangs on what a reference leads to";
                Err(no_construct(what, node.span))
            }
            ExprKind::Rule(rule, output) => {
                let is_decision = program.rules[*rule].body.decision().is_some();
                match output {
                    Output::Further(column) | Output::Hits(column, _) if is_decision => {
                        self.walk_outcome(record, *rule, *column as usize, when, causes)
                    }
                    Output::Value if is_decision => {
                        self.walk_outcome(record, *rule, 0, when, causes)
                    }
                    Output::Rank => Err(no_construct("what keeps a rank open", node.span)),
                    Output::Value
                    | Output::Further(_)
                    | Output::Hits(..)
                    | Output::Status
                    | Output::StoppedBy
                    | Output::Failing
                    | Output::Open
                    | Output::Low
                    | Output::High
                    | Output::Band
                    | Output::Possible
                    | Output::Because => self.walk_rule(record, *rule, when, causes),
                }
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.walk(record, *condition, when.clone(), causes)?;
                let bits = self.truth(record, *condition)?;
                let may = all([when.clone(), bits.has(truth::YES)]);
                self.walk(record, *then, may, causes)?;
                let may = all([when, bits.has(truth::NO | truth::NOT_APPLICABLE)]);
                self.walk(record, *otherwise, may, causes)
            }
            kind @ (ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::IsState { .. }
            | ExprKind::Template(_)
            | ExprKind::Outer(_)
            | ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::InSet { .. }
            | ExprKind::InRange { .. }
            | ExprKind::TextTest(..)
            | ExprKind::Default(..)
            | ExprKind::Function(..)
            | ExprKind::List(_)) => {
                let parts = kind.children();
                let mut passed_on = Vec::new();
                for part in &parts {
                    passed_on.push(self.value(record, *part).map(|part| part.is_fault()));
                }
                // A list is looked at as a whole.
                let passed_on = any(passed_on.into_iter().flatten());
                let here = all([value.is_fault(), not(passed_on)]);
                let here = self.rows(record)?.keep("fault_here", here);
                if here != Sql::YesNo(false) {
                    let said = self.said_of_fault(record, expr)?;
                    let chain = self.rows(record)?;
                    let said = chain.keep("fault", said);
                    let here = chain.keep("fault_here", all([when.clone(), here.clone()]));
                    causes.faults.push((here, said));
                }
                let further = any([not(here), value.flags().has(flag::NOT_APPLICABLE)]);
                let when = self.rows(record)?.keep("open", all([when, further]));
                for part in parts {
                    if matches!(program.exprs[part].ty, Type::List(_)) {
                        continue; // lists that are the same on every row
                    }
                    self.walk(record, part, when.clone(), causes)?;
                }
                Ok(())
            }
        }
    }

    fn walk_field(
        &mut self,
        record: RecordId,
        field: FieldId,
        when: Sql,
        causes: &mut Causes,
    ) -> Result<(), Refused> {
        let program = self.program;
        let declared = &program.fields[field];
        if !causes.is_new(Node::Field(field), &when) {
            return Ok(());
        }
        let value = self.rows(record)?.fields.get(&field).cloned();
        let Some(value) = value else {
            return Ok(()); // what is read has been worked out
        };
        match declared.source {
            FieldSource::Stored { .. } | FieldSource::Relation(_) => {
                let name = declared.named.name.clone();
                let unknown = all([when.clone(), not(value.is_fault())]);
                let said = Sql::text(&format!("`{name}` cannot be read"));
                let faulty = self
                    .rows(record)?
                    .keep("bad", all([when, value.is_fault()]));
                let unknown = self.rows(record)?.keep("missing", unknown);
                causes.faults.push((faulty, said));
                causes.answers.push((unknown, name));
                Ok(())
            }
            FieldSource::Computed(inner) => {
                let below = self.value(record, inner)?;
                let cut = all([when.clone(), value.is_fault(), not(below.is_fault())]);
                if let Value::Number(number) = &below {
                    let ty = &declared.ty;
                    let bounds = super::select::natural_bounds(ty);
                    let end = |end: Option<i128>| match end {
                        None => Sql::text(""),
                        Some(units) => interval(ty, &super::value::Number::point(units)),
                    };
                    let said = join([
                        Sql::text(&format!("`{}`: ", declared.named.name)),
                        interval(ty, number),
                        Sql::text(" is outside "),
                        end(bounds.low),
                        Sql::text(".."),
                        end(bounds.high),
                    ]);
                    let chain = self.rows(record)?;
                    let (cut, said) = (chain.keep("cut", cut), chain.keep("outside", said));
                    causes.faults.push((cut, said));
                }
                self.walk(record, inner, when, causes)
            }
            FieldSource::Shared(_) => Ok(()),
        }
    }

    /// A fault that arises in an expression itself.
    fn said_of_fault(&mut self, record: RecordId, expr: ExprId) -> Result<Sql, Refused> {
        let program = self.program;
        let text = format!("`{}`", program.describe(expr));
        let is_date = matches!(program.exprs[expr].ty, Type::Date(_));
        let beyond = if is_date {
            format!("{text} is out of range: a date is 0000-01-01 to 9999-12-31")
        } else {
            format!("{text} {DIGITS}")
        };
        if let ExprKind::Arithmetic(ArithmeticOperator::Divide, _, divisor) =
            program.exprs[expr].kind
        {
            let number = self.number(record, divisor)?;
            let zero = all([
                equal(number.low.clone(), Sql::Number(0)),
                equal(number.high.clone(), Sql::Number(0)),
            ]);
            let name = program.describe(divisor);
            let divides = format!("{text} divides by zero (`{name}` is 0)");
            return Ok(choose(zero, Sql::text(&divides), Sql::text(&beyond)));
        }
        Ok(Sql::text(&beyond))
    }

    /// The values that made a condition come out as it did.
    pub(super) fn facts(&mut self, record: RecordId, expr: ExprId) -> Result<Sql, Refused> {
        let mut found = Vec::new();
        self.collect(record, expr, Sql::YesNo(true), &mut found)?;
        // What was just said is not said again.
        let mut items: Vec<Item> = Vec::with_capacity(found.len());
        for (at, (when, said, text)) in found.iter().enumerate() {
            let earlier = found.iter().enumerate().take(at);
            let same = earlier.filter(|(_, (_, other, _))| other == said);
            let repeated = any(same.map(|(before, (when, ..))| {
                let between = found.iter().take(at).skip(before + 1);
                let others = between.filter(|(_, other, _)| other != said);
                let interrupted = any(others.map(|(when, ..)| when.clone()));
                all([when.clone(), not(interrupted)])
            }));
            items.push((all([when.clone(), not(repeated)]), text.clone()));
        }
        Ok(super::display::whole_series(items, "and"))
    }

    fn collect(
        &mut self,
        record: RecordId,
        expr: ExprId,
        when: Sql,
        found: &mut Vec<(Sql, String, Sql)>,
    ) -> Result<(), Refused> {
        let program = self.program;
        match &program.exprs[expr].kind {
            ExprKind::And(operands) | ExprKind::Or(operands) => {
                let is_and = matches!(program.exprs[expr].kind, ExprKind::And(_));
                let whole = self.truth(record, expr)?;
                let mut bits: Vec<Bits> = Vec::with_capacity(operands.len());
                for operand in operands {
                    bits.push(self.truth(record, *operand)?);
                }
                let deciding = deciding(is_and, &whole, &bits);
                for (operand, decides) in operands.iter().zip(deciding) {
                    let when = all([when.clone(), decides]);
                    let when = self.rows(record)?.keep("tells", when);
                    self.collect(record, *operand, when, found)?;
                }
                Ok(())
            }
            ExprKind::Not(value) => self.collect(record, *value, when, found),
            ExprKind::Compare(_, left, right) | ExprKind::TextTest(_, left, right) => {
                self.subject(record, *left, when.clone(), found)?;
                self.subject(record, *right, when, found)
            }
            ExprKind::InSet { item, .. } => self.subject(record, *item, when, found),
            ExprKind::InRange {
                item, low, high, ..
            } => {
                self.subject(record, *item, when.clone(), found)?;
                for end in [low, high].into_iter().flatten() {
                    self.subject(record, *end, when.clone(), found)?;
                }
                Ok(())
            }
            ExprKind::IsState { value, .. } => {
                let name = program.describe(*value);
                let value = self.value(record, *value)?;
                let state = value
                    .by_status(["known", "unknown", "unknown", "not applicable"].map(Sql::text));
                let text = join([Sql::text(&format!("{name} is ")), state]);
                found.push((when, format!("{name} as a state"), text));
                Ok(())
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.collect(record, *condition, when.clone(), found)?;
                let bits = self.truth(record, *condition)?;
                let yes = all([when.clone(), bits.is(truth::SET, truth::YES)]);
                let no = any([
                    bits.is(truth::SET, truth::NO),
                    bits.is(truth::SET, truth::NOT_APPLICABLE),
                ]);
                self.collect(record, *then, yes, found)?;
                self.collect(record, *otherwise, all([when, no]), found)
            }
            ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::Field(_)
            | ExprKind::Outer(_)
            | ExprKind::Through { .. }
            | ExprKind::Rule(..)
            | ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::Default(..)
            | ExprKind::Function(..)
            | ExprKind::List(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Template(_) => self.subject(record, expr, when, found),
        }
    }

    /// `name is value`, unless it is a constant that says nothing new.
    fn subject(
        &mut self,
        record: RecordId,
        expr: ExprId,
        when: Sql,
        found: &mut Vec<(Sql, String, Sql)>,
    ) -> Result<(), Refused> {
        let program = self.program;
        let node = &program.exprs[expr];
        let says_nothing = matches!(
            node.kind,
            ExprKind::Literal(_) | ExprKind::List(_) | ExprKind::Today
        );
        if says_nothing || when == Sql::YesNo(false) {
            return Ok(());
        }
        let value = self.value(record, expr)?;
        let odd = || no_construct("the value in this reason", node.span);
        let shown = display(program, &node.ty, &value).ok_or_else(odd)?;
        let shown = match &value {
            Value::Text(text) => {
                let shown = self.rows(record)?.keep("shown", shown);
                choose(
                    super::tree::is_null(text.value.clone()),
                    shown.clone(),
                    join([Sql::text("\""), shown, Sql::text("\"")]),
                )
            }
            Value::Number(_) | Value::YesNo(_) | Value::Choice(_) => shown,
        };
        let unanswered = if let ExprKind::Field(field) = node.kind
            && matches!(program.fields[field].source, FieldSource::Stored { .. })
        {
            all([value.is_open(), not(value.is_fault())])
        } else {
            Sql::YesNo(false)
        };
        let name = program.describe(expr);
        let text = join([
            Sql::text(&format!("{name} is ")),
            choose(unanswered, Sql::text("unknown"), shown),
        ]);
        let text = self.rows(record)?.keep("fact", text);
        found.push((when, name, text));
        Ok(())
    }
}

/// Of an `and` or `or`, for each operand whether it made the result.
fn deciding(is_and: bool, whole: &Bits, operands: &[Bits]) -> Vec<Sql> {
    let is = |bits: &Bits, of: u8| bits.is(truth::SET, of);
    let open = |bits: &Bits| {
        not(any([
            is(bits, truth::NO),
            is(bits, truth::NOT_APPLICABLE),
            is(bits, truth::YES),
        ]))
    };
    let some_open = any(operands.iter().map(open));
    operands
        .iter()
        .enumerate()
        .map(|(at, bits)| {
            let earlier = any(operands.iter().take(at).map(|bits| is(bits, truth::YES)));
            let (yes, no) = if is_and {
                (Sql::YesNo(true), is(bits, truth::NO))
            } else {
                // One yes is enough.
                (all([is(bits, truth::YES), not(earlier)]), Sql::YesNo(true))
            };
            // Settled operands leave the result to the others.
            let else_open = any([open(bits), not(some_open.clone())]);
            case(
                vec![(is(whole, truth::YES), yes), (is(whole, truth::NO), no)],
                else_open,
            )
        })
        .collect()
}
