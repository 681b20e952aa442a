//! The last step: the columns of a view, as `gtm run` writes them into a file, in its order.

use super::display::{display, domain_of, listed, without_repeats};
use super::emitter::Emitter;
use super::errors::{Refused, no_construct};
use super::rules::Outcome;
use super::tree::{Call, Kind, Sql, all, any, case, choose, equal};
use super::value::{BEYOND, Bits, Choice, Number, Text, Value, flag, truth};
use crate::ir::{DomainId, DomainKind, RecordId, RuleBody, RuleId, SortKey, Type};
use crate::results::{Content, MachineColumn, Part};
use crate::source::Span;

/// What rows are put in order by.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) sql: Sql,
    pub(super) descending: bool,
    pub(super) is_text: bool,
}

impl Order {
    fn up(sql: Sql) -> Order {
        Order {
            sql,
            descending: false,
            is_text: false,
        }
    }
}

impl Emitter<'_> {
    /// Works out what a column shows, in steps of its own where it is a rule or a field.
    pub(super) fn ready(
        &mut self,
        record: RecordId,
        column: &MachineColumn,
    ) -> Result<(), Refused> {
        match column.content {
            Content::Rule(rule) => {
                self.rule(record, rule)?;
            }
            Content::Expr(expr) => self.prepare(record, &[expr])?,
            Content::Field(field) => {
                if let crate::ir::FieldSource::Computed(value) = self.program.fields[field].source {
                    self.computed(record, field, value)?;
                }
            }
        }
        Ok(())
    }

    /// The value of a machine column.
    pub(super) fn cell(
        &mut self,
        record: RecordId,
        column: &MachineColumn,
    ) -> Result<Sql, Refused> {
        let program = self.program;
        match column.content {
            Content::Expr(expr) => {
                let value = self.value(record, expr)?;
                let ty = program.exprs[expr].ty.clone();
                self.part(&ty, &value, column.part)
                    .ok_or_else(|| no_construct("this column", program.exprs[expr].span))
            }
            Content::Field(field) => {
                let declared = &program.fields[field];
                let value = match self.rows(record)?.fields.get(&field) {
                    Some(value) => value.clone(),
                    None => {
                        let what = format!("the field `{}`", declared.named.name);
                        return Err(no_construct(what, declared.named.span));
                    }
                };
                self.part(&declared.ty, &value, column.part)
                    .ok_or_else(|| no_construct("this column", declared.named.span))
            }
            Content::Rule(rule) => self.rule_cell(record, rule, column.part),
        }
    }

    fn rule_cell(&mut self, record: RecordId, rule: RuleId, part: Part) -> Result<Sql, Refused> {
        let program = self.program;
        let declared = &program.rules[rule];
        let span = declared.named.span;
        let outcome = self.rule(record, rule)?;
        let name = &declared.named.name;
        let refuse = |what: &str| Err(no_construct(format!("`{name}.{what}`"), span));
        let odd = || no_construct("this column", span);
        match part {
            Part::Status => return Ok(status(&outcome.value())),
            Part::Possible => {
                let text = self.possible(record, rule, 0)?;
                return Ok(text.value);
            }
            Part::FurtherPossible(place) => {
                let text = self.possible(record, rule, place as usize)?;
                return Ok(text.value);
            }
            Part::Failing => return Ok(self.failing(record, rule)?.value),
            Part::Because => return Ok(self.because(record, rule)?.value),
            Part::Open => return Ok(self.open(record, rule)?.value),
            Part::RankLow | Part::RankHigh => return refuse("rank"),
            Part::Value
            | Part::StoppedBy
            | Part::Low
            | Part::High
            | Part::Band
            | Part::Further(_) => {}
        }
        match (&*outcome, &declared.body, part) {
            (Outcome::Gates { stopped_by, .. }, RuleBody::Segment(segment), Part::StoppedBy) => {
                Ok(member_name(self, segment.domain, stopped_by))
            }
            (Outcome::Gates { .. }, _, Part::Value) => self
                .part(&Type::YesNo, &outcome.value(), part)
                .ok_or_else(odd),
            (
                Outcome::Score { .. },
                RuleBody::Score(score),
                Part::Value | Part::Low | Part::High,
            ) => {
                let ty = Type::Number(score.ty.clone());
                self.part(&ty, &outcome.value(), part).ok_or_else(odd)
            }
            (
                Outcome::Score {
                    band: Some(band), ..
                },
                RuleBody::Score(score),
                Part::Band,
            ) => match &score.bands {
                Some(bands) => Ok(member_name(self, bands.domain, band)),
                None => Err(odd()),
            },
            (Outcome::Strategy { option, .. }, RuleBody::Strategy(strategy), Part::Value) => {
                Ok(member_name(self, strategy.domain, option))
            }
            (Outcome::Decision { outputs, .. }, RuleBody::Decision(decision), part) => {
                let place = if let Part::Further(place) = part {
                    place as usize
                } else {
                    0
                };
                match (decision.output_type(place), outputs.get(place)) {
                    (Some(ty), Some(value)) => self.part(&ty, value, Part::Value).ok_or_else(odd),
                    (_, _) => Err(odd()),
                }
            }
            (
                Outcome::Gates { .. }
                | Outcome::Score { .. }
                | Outcome::Strategy { .. }
                | Outcome::Decision { .. },
                _,
                _,
            ) => Err(odd()),
        }
    }

    /// A part of a value; nothing for one that its type does not have.
    fn part(&self, ty: &Type, value: &Value, part: Part) -> Option<Sql> {
        Some(match (part, value) {
            (Part::Status, value) => status(value),
            (Part::Low, Value::Number(number)) => self.end(ty, number, &number.low, -BEYOND),
            (Part::High, Value::Number(number)) => self.end(ty, number, &number.high, BEYOND),
            (Part::Possible, Value::Choice(choice)) => names_left(self, domain_of(ty)?, choice),
            (Part::Value, Value::Number(number)) => {
                let null = null_of(ty);
                choose(value.is_known(), in_unit(ty, number.low.clone()), null)
            }
            (Part::Value, Value::YesNo(bits)) => case(
                vec![
                    (bits.is(truth::SET, truth::YES), Sql::YesNo(true)),
                    (bits.is(truth::SET, truth::NO), Sql::YesNo(false)),
                ],
                Sql::Null(Kind::YesNo),
            ),
            (Part::Value, Value::Choice(choice)) => member_name(self, domain_of(ty)?, choice),
            (Part::Value, Value::Text(text)) => {
                let plain = text.flags.known() == Some(flag::APPLIES);
                if plain {
                    text.value.clone()
                } else {
                    choose(value.is_known(), text.value.clone(), Sql::Null(Kind::Text))
                }
            }
            (_, _) => return None,
        })
    }

    fn end(&self, ty: &Type, number: &Number, end: &Sql, open: i128) -> Sql {
        let none = any([
            Value::Number(number.clone()).is_not_applicable(),
            equal(end.clone(), Sql::Number(open)),
        ]);
        let none = if number.held().is_some() {
            Value::Number(number.clone()).is_not_applicable()
        } else {
            none
        };
        choose(none, null_of(ty), in_unit(ty, end.clone()))
    }

    /// The outcomes that are left, joined by `, `; null where not applicable.
    pub(super) fn possible(
        &mut self,
        record: RecordId,
        rule: RuleId,
        place: usize,
    ) -> Result<Text, Refused> {
        let program = self.program;
        let declared = &program.rules[rule];
        let outcome = self.rule(record, rule)?;
        let odd = || no_construct("`possible` of this rule", declared.named.span);
        let text = match (&*outcome, &declared.body) {
            (
                Outcome::Score {
                    band: Some(band), ..
                },
                RuleBody::Score(score),
            ) => {
                let bands = score.bands.as_ref().ok_or_else(odd)?;
                names_left(self, bands.domain, band)
            }
            (Outcome::Strategy { option, .. }, RuleBody::Strategy(strategy)) => {
                names_left(self, strategy.domain, option)
            }
            (
                Outcome::Decision {
                    stands, outputs, ..
                },
                RuleBody::Decision(decision),
            ) => {
                let output = decision.outputs.get(place).ok_or_else(odd)?;
                let mut items = Vec::new();
                for (line, stands) in decision.lines.iter().zip(stands) {
                    let value = *line.outputs.get(place).ok_or_else(odd)?;
                    let value = self.value(record, value)?;
                    items.push((stands.clone(), value));
                }
                let applies = outputs
                    .get(place)
                    .map(|output| output.flags().has(flag::APPLIES))
                    .ok_or_else(odd)?;
                let list = if let Type::Choice(domain) = output.ty {
                    let sets = items.iter().filter_map(|(stands, value)| match value {
                        Value::Choice(choice) => {
                            Some(choose(stands.clone(), choice.set.clone(), Sql::Whole(0)))
                        }
                        Value::Number(_) | Value::YesNo(_) | Value::Text(_) => None,
                    });
                    let set = sets
                        .reduce(super::tree::either_bits)
                        .unwrap_or(Sql::Whole(0));
                    let chain = self.rows(record)?;
                    let set = chain.keep("left", set);
                    let members = u32::try_from(program.domains[domain].members.len());
                    let choice = Choice {
                        set,
                        members: members.unwrap_or(u32::MAX),
                        flags: Bits::plain(),
                    };
                    names_left(self, domain, &choice)
                } else {
                    let mut texts = Vec::new();
                    for (stands, value) in &items {
                        let text = display(program, &output.ty, value).ok_or_else(odd)?;
                        let chain = self.rows(record)?;
                        texts.push((stands.clone(), chain.keep("said", text)));
                    }
                    listed(&without_repeats(texts), ", ")
                };
                choose(applies, list, Sql::Null(Kind::Text))
            }
            (
                Outcome::Gates { .. }
                | Outcome::Score { .. }
                | Outcome::Strategy { .. }
                | Outcome::Decision { .. },
                _,
            ) => Sql::Null(Kind::Text),
        };
        let chain = self.rows(record)?;
        let value = chain.keep("possible", text);
        Ok(said_or_nothing(value))
    }

    /// What rows are put in order by, for each key of `sort`.
    pub(super) fn order(&mut self, record: RecordId, key: &SortKey) -> Result<Vec<Order>, Refused> {
        let program = self.program;
        let value = self.value(record, key.value)?;
        let ty = &program.exprs[key.value].ty;
        let nothing = value.is_not_applicable();
        let flag_of = |when: Sql| choose(when, Sql::Whole(1), Sql::Whole(0));
        let mut orders = vec![Order::up(flag_of(nothing.clone()))];
        let (low, high) = match &value {
            Value::Number(number) => (number.low.clone(), number.high.clone()),
            Value::YesNo(bits) => {
                let low = choose(bits.has(truth::NO), Sql::Number(0), Sql::Number(1));
                let high = choose(bits.has(truth::YES), Sql::Number(1), Sql::Number(0));
                (low, high)
            }
            Value::Choice(choice) => levels(self, ty, choice),
            Value::Text(text) => {
                let null = Sql::Null(Kind::Text);
                let shown = choose(nothing, null, text.value.clone());
                orders.push(Order::up(flag_of(super::tree::is_null(shown.clone()))));
                orders.push(Order {
                    sql: shown,
                    descending: key.descending,
                    is_text: true,
                });
                return Ok(orders);
            }
        };
        let ends = if key.descending {
            [low, high]
        } else {
            [high, low]
        };
        for end in ends {
            let end = choose(nothing.clone(), Sql::Number(0), end);
            let open = any([
                equal(end.clone(), Sql::Number(BEYOND)),
                equal(end.clone(), Sql::Number(-BEYOND)),
            ]);
            orders.push(Order::up(flag_of(open)));
            orders.push(Order {
                sql: end,
                descending: key.descending,
                is_text: false,
            });
        }
        Ok(orders)
    }

    /// The key of a row, which settles what `sort` leaves open.
    pub(super) fn key_order(&mut self, record: RecordId) -> Result<Vec<Order>, Refused> {
        let program = self.program;
        let mut orders = Vec::new();
        for &field in &program.records[record].key {
            let declared = &program.fields[field];
            let value = self.rows(record)?.fields.get(&field).cloned();
            let value = value.ok_or_else(|| {
                let what = format!("the key `{}`", declared.named.name);
                no_construct(what, declared.named.span)
            })?;
            // A key is written without its unit.
            let ty = if let Type::Number(number) = &declared.ty {
                Type::Number(crate::ir::NumberType {
                    unit: crate::ir::NumberUnit::Plain,
                    ..number.clone()
                })
            } else {
                declared.ty.clone()
            };
            let text = match (&ty, &value) {
                (Type::Duration(_), Value::Number(number)) => {
                    super::value::number_text(number.low.clone())
                }
                (ty, value) => display(program, ty, value)
                    .ok_or_else(|| no_construct("this key", declared.named.span))?,
            };
            orders.push(Order {
                sql: text,
                descending: false,
                is_text: true,
            });
        }
        Ok(orders)
    }
}

/// A text that does not apply where there is none.
pub(super) fn said_or_nothing(value: Sql) -> Text {
    let none = super::tree::is_null(value.clone());
    let flags = Bits::case(
        vec![(none, Bits::constant(flag::NOT_APPLICABLE))],
        Bits::plain(),
    );
    Text { value, flags }
}

/// The least and the greatest place of the members left. Bands are written from the highest down.
fn levels(emitter: &Emitter<'_>, ty: &Type, choice: &Choice) -> (Sql, Sql) {
    let downwards = domain_of(ty)
        .is_some_and(|domain| emitter.program.domains[domain].kind == DomainKind::Bands);
    let level = |member: u32| {
        let level = i128::from(member) * crate::decimal::ONE;
        Sql::Number(if downwards { -level } else { level })
    };
    let pick = |members: Vec<u32>| {
        let arms = members
            .into_iter()
            .map(|member| (choice.has(1 << member.min(62)), level(member)));
        case(arms.collect(), Sql::Number(0))
    };
    let up: Vec<u32> = (0..choice.members).collect();
    let down: Vec<u32> = (0..choice.members).rev().collect();
    if downwards {
        (pick(down), pick(up))
    } else {
        (pick(up), pick(down))
    }
}

/// The status of a value as a text.
fn status(value: &Value) -> Sql {
    value.by_status(["known", "unknown", "fault", "not_applicable"].map(Sql::text))
}

/// The name of the member left, where there is one.
fn member_name(emitter: &Emitter<'_>, domain: DomainId, choice: &Choice) -> Sql {
    let names = emitter.program.domains[domain].members.iter();
    let arms = names.enumerate().map(|(place, member)| {
        let is = equal(choice.set.clone(), Sql::Whole(1 << place.min(62)));
        (is, Sql::text(&member.named.name))
    });
    let name = case(arms.collect(), Sql::Null(Kind::Text));
    let applies = choice
        .flags
        .is(flag::APPLIES | flag::NOT_APPLICABLE, flag::APPLIES);
    choose(applies, name, Sql::Null(Kind::Text))
}

/// The names of the members left, joined by `, `; null where it does not apply.
fn names_left(emitter: &Emitter<'_>, domain: DomainId, choice: &Choice) -> Sql {
    let members = emitter.program.domains[domain].members.iter();
    let items: Vec<_> = members
        .enumerate()
        .map(|(place, member)| {
            (
                choice.has(1 << place.min(62)),
                Sql::text(&member.named.name),
            )
        })
        .collect();
    choose(
        choice.flags.has(flag::APPLIES),
        listed(&items, ", "),
        Sql::Null(Kind::Text),
    )
}

/// A number in the unit in which its type is written.
fn in_unit(ty: &Type, number: Sql) -> Sql {
    match ty {
        Type::Date(_) => Sql::Call(Call::Date, vec![number]),
        Type::Duration(_) | Type::Months => Sql::Call(Call::Whole, vec![number]),
        Type::Number(_)
        | Type::Text
        | Type::YesNo
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => number,
    }
}

fn null_of(ty: &Type) -> Sql {
    Sql::Null(match ty {
        Type::Date(_) => Kind::Date,
        Type::Duration(_) | Type::Months => Kind::Whole,
        Type::Number(_)
        | Type::Text
        | Type::YesNo
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => Kind::Number,
    })
}

/// Where a column stands in the pack, for a message.
pub(super) fn span_of(emitter: &Emitter<'_>, column: &MachineColumn) -> Span {
    match column.content {
        Content::Rule(rule) => emitter.program.rules[rule].named.span,
        Content::Expr(expr) => emitter.program.exprs[expr].span,
        Content::Field(field) => emitter.program.fields[field].named.span,
    }
}

/// True if rows certainly, or perhaps, pass.
pub(super) struct Passing {
    pub(super) may: Sql,
    pub(super) perhaps: Sql,
}

/// Whether rows pass a yes/no; not applicable counts as no.
pub(super) fn passing(conditions: &[Bits]) -> Passing {
    let may = all(conditions.iter().map(|bits| bits.has(truth::YES)));
    let perhaps = any(conditions
        .iter()
        .map(|bits| bits.has(truth::NO | truth::NOT_APPLICABLE)));
    Passing {
        perhaps: all([may.clone(), perhaps]),
        may,
    }
}

/// True where something holds, as a number to sort by.
pub(super) fn last_where(when: Sql) -> Order {
    Order::up(choose(when, Sql::Whole(1), Sql::Whole(0)))
}
