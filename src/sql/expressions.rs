//! Expressions to values: each kind from the values of its parts, on the rows of one record.

use super::chain::Chain;
use super::emitter::Emitter;
use super::errors::{Refused, no_construct};
use super::logic::{self, compare, connect, invert};
use super::rules::Outcome;
use super::tree::{Call, Kind, Sql, all, any, at_most, case, choose, equal, is_null, less, not};
use super::value::{BEYOND, Bits, Choice, Limit, Number, Text, Value, flag, truth, with_flags};
use super::{numbers, select};
use crate::decimal::ONE;
use crate::ir::{
    ArithmeticOperator, Attribute, Bounds, CompareOperator, ExprId, ExprKind, FieldId, FieldSource,
    Function, Output, RecordId, State, Type,
};

impl Emitter<'_> {
    /// An expression on the rows of a record, kept for whoever asks again.
    pub(super) fn value(&mut self, record: RecordId, id: ExprId) -> Result<Value, Refused> {
        if let Some(known) = self.rows(record)?.exprs.get(&id) {
            return Ok(known.clone());
        }
        let hint = self.hint(id);
        let found = self.work_out(record, id, &hint)?;
        let chain = self.rows(record)?;
        let kept = chain.keep_value(&hint, found);
        chain.exprs.insert(id, kept.clone());
        Ok(kept)
    }

    /// A yes/no where a yes is needed.
    pub(super) fn needed(&mut self, record: RecordId, id: ExprId) -> Result<Bits, Refused> {
        let bits = self.truth(record, id)?;
        let chain = self.rows(record)?;
        Ok(chain.keep_bits("needed", logic::needed(&bits)))
    }

    /// A yes/no.
    pub(super) fn truth(&mut self, record: RecordId, id: ExprId) -> Result<Bits, Refused> {
        match self.value(record, id)? {
            Value::YesNo(bits) => Ok(bits),
            Value::Number(_) | Value::Choice(_) | Value::Text(_) => Err(self.odd(id)),
        }
    }

    /// A number.
    pub(super) fn number(&mut self, record: RecordId, id: ExprId) -> Result<Number, Refused> {
        match self.value(record, id)? {
            Value::Number(number) => Ok(number),
            Value::YesNo(_) | Value::Choice(_) | Value::Text(_) => Err(self.odd(id)),
        }
    }

    /// What the analysis lets nobody write.
    fn odd(&self, id: ExprId) -> Refused {
        no_construct("this use of a value", self.program.exprs[id].span)
    }

    /// A word for the column of an expression.
    fn hint(&self, id: ExprId) -> String {
        match &self.program.exprs[id].kind {
            ExprKind::Compare(_, left, _)
            | ExprKind::InSet { item: left, .. }
            | ExprKind::InRange { item: left, .. }
            | ExprKind::TextTest(_, left, _)
            | ExprKind::IsState { value: left, .. } => format!("{}_test", self.hint(*left)),
            ExprKind::Field(field) => self.program.fields[*field].named.name.clone(),
            ExprKind::Rule(rule, _) => self.program.rules[*rule].named.name.clone(),
            ExprKind::Not(_) => "not".to_owned(),
            ExprKind::And(_) => "and".to_owned(),
            ExprKind::Or(_) => "or".to_owned(),
            ExprKind::Arithmetic(operator, ..) => match operator {
                ArithmeticOperator::Add => "sum",
                ArithmeticOperator::Subtract => "difference",
                ArithmeticOperator::Multiply => "product",
                ArithmeticOperator::Divide => "quotient",
            }
            .to_owned(),
            ExprKind::If { .. } => "if".to_owned(),
            ExprKind::Default(..) => "default".to_owned(),
            ExprKind::Function(..) => "function".to_owned(),
            ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::Outer(_)
            | ExprKind::Through { .. }
            | ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Negate(_)
            | ExprKind::List(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Template(_) => "value".to_owned(),
        }
    }

    fn work_out(&mut self, record: RecordId, id: ExprId, hint: &str) -> Result<Value, Refused> {
        let program = self.program;
        let expr = &program.exprs[id];
        let refuse = |what: &str| Err(no_construct(what, expr.span));
        Ok(match &expr.kind {
            ExprKind::Literal(value) => self.constant(value, id)?,
            ExprKind::Param(param) => self.constant(&program.params[*param].value, id)?,
            ExprKind::Today => match self.settings.as_of {
                Some(day) => Value::Number(Number::point(i128::from(day) * ONE)),
                None => select::unknown(program, &Type::Date(Bounds::OPEN))
                    .ok_or_else(|| self.odd(id))?,
            },
            ExprKind::Field(field) => self.field(record, *field, id)?,
            ExprKind::Rule(rule, output) => self.output(record, *rule, *output, id)?,
            ExprKind::Attribute { choice, attribute } => {
                let Value::Choice(found) = self.value(record, *choice)? else {
                    return Err(self.odd(id));
                };
                let Type::Choice(domain) = program.exprs[*choice].ty else {
                    return Err(self.odd(id));
                };
                match program.domains[domain].attributes.get(*attribute) {
                    Some(column) => self.attribute(record, hint, &found, column, id)?,
                    None => return Err(self.odd(id)),
                }
            }
            ExprKind::LabelOf(choice) => {
                let Value::Choice(found) = self.value(record, *choice)? else {
                    return Err(self.odd(id));
                };
                let Type::Choice(domain) = program.exprs[*choice].ty else {
                    return Err(self.odd(id));
                };
                let labels: Vec<Option<&str>> = program.domains[domain]
                    .members
                    .iter()
                    .map(|member| {
                        let label = member.named.label.as_deref();
                        Some(label.unwrap_or(&member.named.name))
                    })
                    .collect();
                Value::Text(texts_of(self.rows(record)?, hint, &found, &labels))
            }
            ExprKind::Not(operand) => Value::YesNo(invert(&self.truth(record, *operand)?)),
            ExprKind::Negate(operand) => {
                let value = self.number(record, *operand)?;
                let limit = limit_of(&expr.ty);
                Value::Number(numbers::contrary(self.rows(record)?, hint, &value, limit))
            }
            ExprKind::Arithmetic(operator, left, right) => {
                self.arithmetic(record, hint, id, (*operator, *left, *right))?
            }
            ExprKind::And(operands) => Value::YesNo(self.connect(record, true, operands)?),
            ExprKind::Or(operands) => Value::YesNo(self.connect(record, false, operands)?),
            ExprKind::Compare(operator, left, right) => {
                let (a, b) = (self.value(record, *left)?, self.value(record, *right)?);
                Value::YesNo(compare(*operator, &a, &b).ok_or_else(|| self.odd(id))?)
            }
            ExprKind::InSet { item, set, negated } => {
                let found = self.in_set(record, id, *item, *set)?;
                Value::YesNo(turned_if(*negated, found))
            }
            ExprKind::InRange {
                item,
                low,
                high,
                negated,
            } => {
                let value = self.value(record, *item)?;
                let mut ends = Vec::new();
                for (operator, end) in [
                    (CompareOperator::GreaterOrEqual, low),
                    (CompareOperator::LessOrEqual, high),
                ] {
                    if let Some(end) = end {
                        let end = self.value(record, *end)?;
                        let found = compare(operator, &value, &end).ok_or_else(|| self.odd(id))?;
                        ends.push(self.rows(record)?.keep_bits(hint, found));
                    }
                }
                Value::YesNo(turned_if(*negated, connect(true, &ends)))
            }
            ExprKind::IsState {
                value,
                state,
                negated,
            } => {
                let value = self.value(record, *value)?;
                let holds = match state {
                    State::Known => value.is_known(),
                    State::NotApplicable => value.is_not_applicable(),
                    State::Unknown => all([not(value.is_known()), not(value.is_not_applicable())]),
                };
                Value::YesNo(yes_or_no(if *negated { not(holds) } else { holds }))
            }
            ExprKind::TextTest(operator, text, part) => {
                match (self.value(record, *text)?, self.value(record, *part)?) {
                    (Value::Text(text), Value::Text(part)) => {
                        Value::YesNo(logic::text_test(*operator, &text, &part))
                    }
                    (_, _) => return Err(self.odd(id)),
                }
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.needed(record, *condition)?;
                let (a, b) = (self.value(record, *then)?, self.value(record, *otherwise)?);
                let found = select::branch(self.rows(record)?, hint, &condition, &a, &b);
                found.ok_or_else(|| self.odd(id))?
            }
            ExprKind::Default(value, otherwise) => {
                let (a, b) = (self.value(record, *value)?, self.value(record, *otherwise)?);
                let found = select::default(self.rows(record)?, hint, &a, &b);
                found.ok_or_else(|| self.odd(id))?
            }
            ExprKind::Function(function, arguments) => {
                self.function(record, hint, id, *function, arguments)?
            }
            ExprKind::Outer(_) => return refuse("`this`, the row outside of an aggregate,"),
            ExprKind::Through { reference, value } => {
                self.through(record, hint, (*reference, *value))?
            }
            ExprKind::List(_) => return refuse("a list of several values"),
            ExprKind::Aggregate(aggregate) => self.aggregate(record, hint, id, aggregate)?,
            ExprKind::Template(parts) => self.template(record, parts)?,
        })
    }

    fn connect(
        &mut self,
        record: RecordId,
        and: bool,
        operands: &[ExprId],
    ) -> Result<Bits, Refused> {
        let operands: Result<Vec<Bits>, Refused> = operands
            .iter()
            .map(|operand| self.truth(record, *operand))
            .collect();
        Ok(connect(and, &operands?))
    }

    /// A field on a row of its record.
    pub(super) fn field(
        &mut self,
        record: RecordId,
        field: FieldId,
        read: ExprId,
    ) -> Result<Value, Refused> {
        let program = self.program;
        if let Some(known) = self.rows(record)?.fields.get(&field) {
            return Ok(known.clone());
        }
        let declared = &program.fields[field];
        let FieldSource::Computed(expr) = declared.source else {
            let what = format!("the relation `{}`", declared.named.name);
            return Err(no_construct(what, program.exprs[read].span));
        };
        self.computed(record, field, expr)
    }

    /// A computed field, in steps of its own.
    pub(super) fn computed(
        &mut self,
        record: RecordId,
        field: FieldId,
        expr: ExprId,
    ) -> Result<Value, Refused> {
        let program = self.program;
        let declared = &program.fields[field];
        if let Some(known) = self.rows(record)?.fields.get(&field) {
            return Ok(known.clone());
        }
        self.prepare(record, &[expr])?;
        let name = declared.named.name.as_str();
        let value = self.value(record, expr)?;
        let (stated, derived) = (
            select::natural_bounds(&declared.ty),
            select::natural_bounds(&program.exprs[expr].ty),
        );
        let chain = self.rows(record)?;
        let value = match value {
            Value::Number(number) if stated != derived => {
                Value::Number(within_range(chain, name, number, stated))
            }
            value @ (Value::Number(_) | Value::YesNo(_) | Value::Choice(_) | Value::Text(_)) => {
                value
            }
        };
        let value = chain.keep_value(name, value);
        chain.fields.insert(field, value.clone());
        let label = declared.named.label.as_deref();
        let said = label.map_or_else(String::new, |label| format!(": {label}"));
        let comment = format!("field {}{said}", declared.named.name);
        let step = format!("{} {}", program.records[record].named.name, name);
        self.flush(record, &step, vec![comment])?;
        Ok(value)
    }

    fn constant(&mut self, value: &crate::ir::Value, id: ExprId) -> Result<Value, Refused> {
        use crate::ir::Value as Constant;
        Ok(match value {
            Constant::Text(text) => Value::Text(Text {
                value: Sql::text(text),
                flags: Bits::plain(),
            }),
            Constant::YesNo(yes) => {
                Value::YesNo(Bits::constant(if *yes { truth::YES } else { truth::NO }))
            }
            Constant::Number(number) => Value::Number(Number::point(number.units())),
            Constant::Date(days) => Value::Number(Number::point(i128::from(*days) * ONE)),
            Constant::Duration(days) => Value::Number(Number::point(i128::from(*days) * ONE)),
            Constant::Months(months) => Value::Number(Number::point(i128::from(*months) * ONE)),
            Constant::Choice(domain, member) => {
                let domain = &self.program.domains[*domain];
                let count = u32::try_from(domain.members.len()).unwrap_or(u32::MAX);
                if domain.members.len() > super::cells::MOST_MEMBERS {
                    let span = self.program.exprs[id].span;
                    return Err(super::errors::many_members(domain, span));
                }
                Value::Choice(Choice {
                    set: Sql::Whole(1 << member.min(&62)),
                    members: count,
                    flags: Bits::plain(),
                })
            }
            Constant::List(_) => {
                return Err(no_construct(
                    "a list of several values",
                    self.program.exprs[id].span,
                ));
            }
        })
    }

    fn arithmetic(
        &mut self,
        record: RecordId,
        hint: &str,
        id: ExprId,
        (operator, left, right): (ArithmeticOperator, ExprId, ExprId),
    ) -> Result<Value, Refused> {
        let program = self.program;
        let (a, b) = (self.number(record, left)?, self.number(record, right)?);
        let is_date = |side: ExprId| matches!(program.exprs[side].ty, Type::Date(_));
        let is_months = |side: ExprId| matches!(program.exprs[side].ty, Type::Months);
        let ty = &program.exprs[id].ty;
        let whole = matches!(ty, Type::Date(_) | Type::Duration(_) | Type::Months);
        let limit = limit_of(ty);
        let chain = self.rows(record)?;
        if is_date(left) && is_months(right) || is_months(left) && is_date(right) {
            let back = operator == ArithmeticOperator::Subtract;
            let (day, months) = if is_date(left) { (a, b) } else { (b, a) };
            let (Sql::Number(low), true) = (&months.low, months.low == months.high) else {
                let span = program.exprs[id].span;
                return Err(no_construct("a number of months that varies", span));
            };
            let count = if back { -(*low / ONE) } else { *low / ONE };
            return Ok(Value::Number(months_on(chain, hint, &day, count)));
        }
        Ok(Value::Number(match operator {
            ArithmeticOperator::Add => numbers::sum(chain, hint, &a, &b, limit),
            ArithmeticOperator::Subtract => numbers::difference(chain, hint, &a, &b, limit),
            ArithmeticOperator::Multiply => numbers::product(chain, hint, (&a, &b), (limit, whole)),
            ArithmeticOperator::Divide => numbers::quotient(chain, hint, (&a, &b), (limit, whole)),
        }))
    }

    fn in_set(
        &mut self,
        record: RecordId,
        id: ExprId,
        item: ExprId,
        set: ExprId,
    ) -> Result<Bits, Refused> {
        use crate::ir::Value as Constant;
        let program = self.program;
        let value = self.value(record, item)?;
        let kind = &program.exprs[set].kind;
        if let ExprKind::List(items) = kind {
            let mut found = Vec::with_capacity(items.len());
            for listed in items {
                let listed = self.value(record, *listed)?;
                let same = compare(CompareOperator::Is, &value, &listed);
                let same = same.ok_or_else(|| self.odd(id))?;
                found.push(self.rows(record)?.keep_bits("listed", same));
            }
            return Ok(connect(false, &found));
        }
        let constant = if let ExprKind::Literal(value) = kind {
            Some(value)
        } else if let ExprKind::Param(param) = kind {
            Some(&program.params[*param].value)
        } else {
            None
        };
        let Some(Constant::List(items)) = constant else {
            return Err(no_construct("a list of each row", program.exprs[set].span));
        };
        Ok(match &value {
            Value::Choice(choice) => {
                let members = items.iter().filter_map(|item| {
                    if let Constant::Choice(_, member) = item {
                        Some(1_i64 << member.min(&62))
                    } else {
                        None
                    }
                });
                logic::choice_in(choice, members.fold(0, |all, bit| all | bit))
            }
            Value::YesNo(bits) => {
                let listed = items.iter().filter_map(|item| {
                    if let Constant::YesNo(yes) = item {
                        Some(if *yes { truth::YES } else { truth::NO })
                    } else {
                        None
                    }
                });
                logic::yes_no_in(bits, listed.fold(0, |all, bit| all | bit))
            }
            Value::Text(text) => {
                let mut listed: Vec<Sql> = items
                    .iter()
                    .filter_map(|item| {
                        if let Constant::Text(text) = item {
                            Some(Sql::text(text))
                        } else {
                            None
                        }
                    })
                    .collect();
                listed.dedup();
                logic::text_in(text, &listed)
            }
            Value::Number(number) => {
                let mut listed: Vec<i128> = items.iter().filter_map(units).collect();
                listed.sort_unstable();
                listed.dedup();
                logic::number_in(number, &listed, whole_step(&program.exprs[item].ty))
            }
        })
    }

    fn function(
        &mut self,
        record: RecordId,
        hint: &str,
        id: ExprId,
        function: Function,
        arguments: &[ExprId],
    ) -> Result<Value, Refused> {
        let program = self.program;
        let span = program.exprs[id].span;
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.value(record, *argument)?);
        }
        let limit = arguments
            .first()
            .map_or(Limit::NUMBER, |first| limit_of(&program.exprs[*first].ty));
        let chain = self.rows(record)?;
        let mut numbers_given = Vec::new();
        for value in &values {
            match value {
                Value::Number(number) => numbers_given.push(number.clone()),
                Value::Text(text) if function == Function::Length => {
                    return Ok(Value::Number(length(chain, hint, text)));
                }
                Value::Choice(_) => {
                    return Err(no_construct("`min` and `max` of ordered choices", span));
                }
                Value::YesNo(_) | Value::Text(_) => return Err(no_construct("this call", span)),
            }
        }
        let first = numbers_given.first().cloned();
        let first = first.ok_or_else(|| no_construct("this call", span))?;
        Ok(Value::Number(match function {
            Function::Min | Function::Max => {
                let most = function == Function::Max;
                let rest = numbers_given.iter().skip(1);
                rest.fold(first, |so_far, next| {
                    numbers::extreme(chain, hint, &so_far, next, most)
                })
            }
            Function::Abs => numbers::absolute(chain, hint, &first),
            Function::Round => match numbers_given.get(1).map(|step| (&step.low, &step.high)) {
                Some((Sql::Number(step), Sql::Number(same))) if step == same && *step != 0 => {
                    numbers::rounded(chain, hint, &first, (*step, limit))
                }
                _ => return Err(no_construct("`round` to a step that varies", span)),
            },
            Function::Days => numbers::mapped(chain, hint, &first, |end| end, |end, _| end),
            Function::Year => calendar_part(chain, hint, &first, Call::Year),
            Function::Month => month(chain, hint, &first),
            Function::Remainder => return Err(no_construct("`remainder`", span)),
            Function::Halving | Function::Fading => {
                return Err(no_construct("points that wear off", span));
            }
            Function::Length | Function::Size => return Err(no_construct("this call", span)),
        }))
    }

    /// A column of a list for the members left of a choice.
    fn attribute(
        &mut self,
        record: RecordId,
        hint: &str,
        choice: &Choice,
        attribute: &Attribute,
        id: ExprId,
    ) -> Result<Value, Refused> {
        use crate::ir::Value as Constant;
        let program = self.program;
        let of = |member: u32| {
            attribute
                .values
                .get(member as usize)
                .and_then(Option::as_ref)
        };
        let any_value = select::unknown(program, &attribute.ty);
        let any_value = any_value
            .ok_or_else(|| no_construct("a list of several values", program.exprs[id].span))?;
        let chain = self.rows(record)?;
        let flags = choice.flags.clone();
        let members = || 0..choice.members;
        let nothing = not(flags.has(flag::APPLIES));
        Ok(match any_value {
            Value::Number(any_value) => {
                let ends: Vec<(u32, i128, i128)> = members()
                    .map(|member| match of(member).and_then(units) {
                        Some(units) => (member, units, units),
                        None => (
                            member,
                            any_value.within.low.unwrap_or(-BEYOND),
                            any_value.within.high.unwrap_or(BEYOND),
                        ),
                    })
                    .collect();
                // The least end comes first: the first member that is possible has it.
                let mut by_low: Vec<(i128, i64)> =
                    grouped(ends.iter().map(|(m, low, _)| (*m, *low)));
                by_low.sort_unstable();
                let mut by_high: Vec<(i128, i64)> =
                    grouped(ends.iter().map(|(m, _, high)| (*m, *high)));
                by_high.sort_unstable_by(|a, b| b.cmp(a));
                let pick = |order: &[(i128, i64)]| {
                    let last = order.last().map_or(0, |(end, _)| *end);
                    let arms = order
                        .iter()
                        .map(|(end, mask)| (choice.has(*mask), Sql::Number(*end)));
                    let first = (nothing.clone(), Sql::Number(0));
                    case(
                        std::iter::once(first).chain(arms).collect(),
                        Sql::Number(last),
                    )
                };
                let low = chain.keep(&format!("{hint}_low"), pick(&by_low));
                let high = chain.keep(&format!("{hint}_high"), pick(&by_high));
                let bound = |open: i128, end: Option<i128>| end.filter(|end| *end != open);
                let within = Bounds {
                    low: bound(-BEYOND, by_low.first().map(|(end, _)| *end)),
                    high: bound(BEYOND, by_high.first().map(|(end, _)| *end)),
                };
                Value::Number(numbers::settled_number(
                    chain,
                    hint,
                    (low, high),
                    within,
                    (flags, &nothing),
                ))
            }
            Value::YesNo(_) => {
                let bits = |member: u32| match of(member) {
                    Some(Constant::YesNo(true)) => truth::YES,
                    Some(Constant::YesNo(false)) => truth::NO,
                    _ => truth::UNKNOWN,
                };
                let may_be = |bit: u8| {
                    let mask = members()
                        .filter(|member| bits(*member) & bit != 0)
                        .fold(0_i64, |mask, member| mask | 1 << member);
                    Bits::case(
                        vec![(choice.has(mask), Bits::constant(bit))],
                        Bits::constant(0),
                    )
                };
                let answer = may_be(truth::NO).or(&may_be(truth::YES));
                Value::YesNo(with_flags(chain.keep_bits(hint, answer), &flags))
            }
            Value::Choice(any_value) => {
                let set = |member: u32| match of(member) {
                    Some(Constant::Choice(_, found)) => 1_i64 << found.min(&62),
                    _ => logic::all_members(any_value.members),
                };
                let parts = grouped(members().map(|member| (member, i128::from(set(member)))));
                let together = parts.iter().map(|(set, mask)| {
                    choose(
                        choice.has(*mask),
                        Sql::Whole(i64::try_from(*set).unwrap_or(0)),
                        Sql::Whole(0),
                    )
                });
                let together = together.reduce(super::tree::either_bits);
                let together = choose(nothing, Sql::Whole(0), together.unwrap_or(Sql::Whole(0)));
                let found = Choice {
                    set: chain.keep(hint, together),
                    members: any_value.members,
                    flags,
                };
                Value::Choice(select::settled_choice(found))
            }
            Value::Text(_) => {
                let texts: Vec<Option<&str>> = members()
                    .map(|member| match of(member) {
                        Some(Constant::Text(text)) => Some(&**text),
                        _ => None,
                    })
                    .collect();
                Value::Text(texts_of(chain, hint, choice, &texts))
            }
        })
    }

    /// What an expression asks of a rule.
    fn output(
        &mut self,
        record: RecordId,
        rule: crate::ir::RuleId,
        output: Output,
        id: ExprId,
    ) -> Result<Value, Refused> {
        let program = self.program;
        let span = program.exprs[id].span;
        let outcome = self.rule(record, rule)?;
        Ok(match (output, &*outcome) {
            (Output::Value, outcome) => outcome.value(),
            (Output::Status, outcome) => {
                let set = [1, 2, 4, 8].map(Sql::Whole);
                let chain = self.rows(record)?;
                Value::Choice(Choice {
                    set: chain.keep("status", outcome.value().by_status(set)),
                    members: 4,
                    flags: Bits::plain(),
                })
            }
            (Output::StoppedBy, Outcome::Gates { stopped_by, .. }) => {
                Value::Choice(stopped_by.clone())
            }
            (
                Output::Band,
                Outcome::Score {
                    band: Some(band), ..
                },
            ) => Value::Choice(band.clone()),
            (Output::Low, Outcome::Score { value, .. }) => {
                Value::Number(self.guaranteed(record, value, true)?)
            }
            (Output::High, Outcome::Score { value, .. }) => {
                Value::Number(self.guaranteed(record, value, false)?)
            }
            (Output::Rank, _) => return Err(no_construct("`rank`", span)),
            (Output::Further(place), Outcome::Decision { outputs, .. }) => {
                let found = outputs.get(place as usize).cloned();
                found.ok_or_else(|| self.odd(id))?
            }
            (Output::Failing, _) => Value::Text(self.failing(record, rule)?),
            (Output::Open, _) => Value::Text(self.open(record, rule)?),
            (Output::Because, _) => Value::Text(self.because(record, rule)?),
            (Output::Possible, _) => Value::Text(self.possible(record, rule, 0)?),
            (Output::Hits(..), _) => return Err(no_construct("lines put together", span)),
            (
                Output::StoppedBy | Output::Band | Output::Low | Output::High | Output::Further(_),
                _,
            ) => {
                return Err(self.odd(id));
            }
        })
    }

    /// A guaranteed end of a score as a settled number; unknown where the end is open.
    fn guaranteed(
        &mut self,
        record: RecordId,
        value: &Number,
        low: bool,
    ) -> Result<Number, Refused> {
        let chain = self.rows(record)?;
        let end = if low { &value.low } else { &value.high };
        let open = if low { -BEYOND } else { BEYOND };
        let is_open = equal(end.clone(), Sql::Number(open));
        let turned = |other: i128| choose(is_open.clone(), Sql::Number(other), end.clone());
        let ends = if value.held().is_some() {
            (end.clone(), end.clone())
        } else {
            (
                chain.keep("end_low", turned(-BEYOND)),
                chain.keep("end_high", turned(BEYOND)),
            )
        };
        let nothing = value
            .flags
            .is(flag::APPLIES | flag::NOT_APPLICABLE, flag::NOT_APPLICABLE);
        Ok(numbers::settled_number(
            chain,
            "end",
            ends,
            value.within,
            (value.flags.clone(), &nothing),
        ))
    }
}

/// Members by what they stand for: for each value the bits of the members that have it.
fn grouped(members: impl Iterator<Item = (u32, i128)>) -> Vec<(i128, i64)> {
    let mut groups: Vec<(i128, i64)> = Vec::new();
    for (member, value) in members {
        match groups.iter_mut().find(|(other, _)| *other == value) {
            Some((_, mask)) => *mask |= 1 << member.min(62),
            None => groups.push((value, 1 << member.min(62))),
        }
    }
    groups
}

/// A text for the members left: settled where all have the same.
fn texts_of(chain: &mut Chain, hint: &str, choice: &Choice, texts: &[Option<&str>]) -> Text {
    let mut groups: Vec<(&str, i64)> = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        let Some(text) = text else { continue };
        match groups.iter_mut().find(|(other, _)| other == text) {
            Some((_, mask)) => *mask |= 1 << place.min(62),
            None => groups.push((text, 1 << place.min(62))),
        }
    }
    let everything = logic::all_members(choice.members);
    let arms = groups.iter().map(|(text, mask)| {
        let others = everything & !mask;
        let only = all([not(choice.has(others)), choice.has(*mask)]);
        (only, Sql::text(text))
    });
    let value = chain.keep(hint, case(arms.collect(), Sql::Null(Kind::Text)));
    let flags = super::value::settle_flags(choice.flags.clone(), not(is_null(value.clone())));
    Text { value, flags }
}

fn turned_if(negated: bool, bits: Bits) -> Bits {
    if negated { invert(&bits) } else { bits }
}

/// Yes or no, for certain.
pub(super) fn yes_or_no(holds: Sql) -> Bits {
    Bits::case(
        vec![(holds, Bits::constant(truth::YES))],
        Bits::constant(truth::NO),
    )
}

/// The values that a stated range leaves. A value certainly outside it is a fault.
fn within_range(chain: &mut Chain, hint: &str, number: Number, range: Bounds) -> Number {
    let (from, to) = (range.low.unwrap_or(-BEYOND), range.high.unwrap_or(BEYOND));
    let low = super::tree::greatest([number.low.clone(), Sql::Number(from)]);
    let high = super::tree::least([number.high.clone(), Sql::Number(to)]);
    let low = chain.keep(&format!("{hint}_cut_low"), low);
    let high = chain.keep(&format!("{hint}_cut_high"), high);
    let nothing = not(number.flags.has(flag::APPLIES));
    let outside = chain.keep(
        &format!("{hint}_outside"),
        all([not(nothing.clone()), less(high.clone(), low.clone())]),
    );
    let end = |old: &Sql, cut: Sql, wide: i128| {
        case(
            vec![
                (nothing.clone(), old.clone()),
                (outside.clone(), Sql::Number(wide)),
            ],
            cut,
        )
    };
    let ends = (
        chain.keep(&format!("{hint}_low"), end(&number.low, low, from)),
        chain.keep(&format!("{hint}_high"), end(&number.high, high, to)),
    );
    let fault = Bits::case(
        vec![(outside, Bits::constant(flag::FAULT))],
        Bits::constant(0),
    );
    let within = Bounds {
        low: larger(number.within.low, range.low),
        high: larger(
            number.within.high.map(|end| -end),
            range.high.map(|end| -end),
        )
        .map(|end| -end),
    };
    // A value outside of its range is all of the range.
    let within = if range.low.is_some() && range.high.is_some() {
        range
    } else {
        Bounds {
            low: within.low.and(range.low),
            high: within.high.and(range.high),
        }
    };
    let flags = number.flags.or(&fault);
    numbers::settled_number(chain, hint, ends, within, (flags, &nothing))
}

fn larger(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (one, None) | (None, one) => one,
    }
}

/// What a number column holds for a constant, in millionths; days too.
pub(super) fn units(value: &crate::ir::Value) -> Option<i128> {
    use crate::ir::Value as Constant;
    match value {
        Constant::Number(number) => Some(number.units()),
        Constant::Date(days) => Some(i128::from(*days) * ONE),
        Constant::Duration(days) => Some(i128::from(*days) * ONE),
        Constant::Months(months) => Some(i128::from(*months) * ONE),
        Constant::Text(_) | Constant::YesNo(_) | Constant::Choice(..) | Constant::List(_) => None,
    }
}

/// The distance of neighbouring values of a whole type, in millionths.
fn whole_step(ty: &Type) -> Option<i128> {
    match ty {
        Type::Number(number) => number.integer.then_some(ONE),
        Type::Date(_) | Type::Duration(_) | Type::Months => Some(ONE),
        Type::Text | Type::YesNo | Type::Choice(_) | Type::List(_) | Type::Reference(_) => None,
    }
}

/// The values that a type can hold at all.
pub(super) fn limit_of(ty: &Type) -> Limit {
    match ty {
        Type::Date(_) => Limit::DATE,
        Type::Duration(_) | Type::Months => Limit::DAYS,
        Type::Number(_)
        | Type::Text
        | Type::YesNo
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => Limit::NUMBER,
    }
}

/// `length(text)`
fn length(chain: &mut Chain, hint: &str, text: &Text) -> Number {
    let count = Sql::Call(Call::Length, vec![text.value.clone()]);
    let open = is_null(text.value.clone());
    let nothing = not(text.flags.has(flag::APPLIES));
    let end = |none: i128| {
        case(
            vec![
                (nothing.clone(), Sql::Number(0)),
                (open.clone(), Sql::Number(none)),
            ],
            count.clone(),
        )
    };
    let ends = (
        chain.keep(&format!("{hint}_low"), end(0)),
        chain.keep(&format!("{hint}_high"), end(BEYOND)),
    );
    let within = Bounds {
        low: Some(0),
        high: None,
    };
    numbers::settled_number(chain, hint, ends, within, (text.flags.clone(), &nothing))
}

/// Months that lead from any day of the calendar to none.
const MOST_MONTHS: i128 = 240_000;

/// A day some months on; beyond the calendar where there is none.
fn months_on(chain: &mut Chain, hint: &str, day: &Number, months: i128) -> Number {
    // No calendar here has so many years that more months could lead to a day.
    let months = i64::try_from(months.clamp(-MOST_MONTHS, MOST_MONTHS)).unwrap_or(0);
    let moved = |end: &Sql| Sql::Call(Call::AddMonths, vec![end.clone(), Sql::Whole(months)]);
    let is_open = |end: &Sql, open: i128| {
        if day.held().is_some() {
            Sql::YesNo(false)
        } else {
            equal(end.clone(), Sql::Number(open))
        }
    };
    let end = |end: &Sql, open: i128| choose(is_open(end, open), Sql::Number(open), moved(end));
    let (low, high) = if day.low == day.high && day.held().is_some() {
        let both = end(&day.low, BEYOND);
        (both.clone(), both)
    } else {
        (end(&day.low, -BEYOND), end(&day.high, BEYOND))
    };
    let (low, high) = (
        chain.keep(&format!("{hint}_moved_low"), low),
        chain.keep(&format!("{hint}_moved_high"), high),
    );
    let flags = day.flags.clone();
    let beyond = not(all([
        at_most(Sql::Number(Limit::DATE.low), low.clone()),
        at_most(high.clone(), Sql::Number(Limit::DATE.high)),
    ]));
    let fault = Bits::case(
        vec![(all([day.is_point(), beyond]), Bits::constant(flag::FAULT))],
        Bits::constant(0),
    );
    let (low, high) = super::value::fitted(low, high, Limit::DATE);
    let nothing = not(flags.has(flag::APPLIES));
    let ends = (
        chain.keep(
            &format!("{hint}_low"),
            choose(nothing.clone(), Sql::Number(0), low),
        ),
        chain.keep(
            &format!("{hint}_high"),
            choose(nothing.clone(), Sql::Number(0), high),
        ),
    );
    numbers::settled_number(
        chain,
        hint,
        ends,
        Bounds::OPEN,
        (flags.or(&fault), &nothing),
    )
}

/// `year(date)`: a number that grows with the day.
fn calendar_part(chain: &mut Chain, hint: &str, day: &Number, call: Call) -> Number {
    let part = |end: &Sql, open: i128| {
        let found = Sql::Call(call, vec![end.clone()]);
        if day.held().is_some() {
            return found;
        }
        choose(
            equal(end.clone(), Sql::Number(open)),
            Sql::Number(open),
            found,
        )
    };
    let nothing = not(day.flags.has(flag::APPLIES));
    let end = |end: Sql| choose(nothing.clone(), Sql::Number(0), end);
    let ends = if day.low == day.high {
        let both = chain.keep(hint, end(part(&day.low, BEYOND)));
        (both.clone(), both)
    } else {
        (
            chain.keep(&format!("{hint}_low"), end(part(&day.low, -BEYOND))),
            chain.keep(&format!("{hint}_high"), end(part(&day.high, BEYOND))),
        )
    };
    numbers::settled_number(
        chain,
        hint,
        ends,
        Bounds::OPEN,
        (day.flags.clone(), &nothing),
    )
}

/// `month(date)`: exact within a year, 1 to 12 across years.
fn month(chain: &mut Chain, hint: &str, day: &Number) -> Number {
    let open = if day.held().is_some() {
        Sql::YesNo(false)
    } else {
        any([
            equal(day.low.clone(), Sql::Number(-BEYOND)),
            equal(day.high.clone(), Sql::Number(BEYOND)),
        ])
    };
    let year = |end: &Sql| Sql::Call(Call::Year, vec![end.clone()]);
    let within_year = choose(
        open,
        Sql::YesNo(false),
        equal(year(&day.low), year(&day.high)),
    );
    let within_year = chain.keep(&format!("{hint}_in_year"), within_year);
    let nothing = not(day.flags.has(flag::APPLIES));
    let end = |end: &Sql, none: i128| {
        case(
            vec![
                (nothing.clone(), Sql::Number(0)),
                (
                    within_year.clone(),
                    Sql::Call(Call::Month, vec![end.clone()]),
                ),
            ],
            Sql::Number(none),
        )
    };
    let ends = (
        chain.keep(&format!("{hint}_low"), end(&day.low, ONE)),
        chain.keep(&format!("{hint}_high"), end(&day.high, 12 * ONE)),
    );
    let within = Bounds::closed(ONE, 12 * ONE);
    numbers::settled_number(chain, hint, ends, within, (day.flags.clone(), &nothing))
}
