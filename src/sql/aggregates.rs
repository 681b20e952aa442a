//! Rows of other records: what is counted and added up over them, and what a reference leads to.
//!
//! The rows of the other record are worked out in steps of their own, put together in one step (by
//! the key that they name, and once more those that do not say which), and joined.

use std::rc::Rc;

use super::chain::{Join, Source, Step};
use super::emitter::Emitter;
use super::errors::{Refused, no_construct};
use super::expressions::{limit_of, yes_or_no};
use super::logic::{connect, invert, needed};
use super::numbers;
use super::rules::Outcome;
use super::select::{self, Take};
use super::tree::{
    Gathering, Kind, Sql, add, all, any, at_most, case, choose, equal, greatest, is_null, least,
    less, not,
};
use super::value::{BEYOND, Bits, Number, Text, Value, fitted, flag, truth};
use crate::decimal::ONE;
use crate::ir::{Aggregate, AggregateFunction, Bounds, ExprId, Link, RecordId, RowSet, Type};

/// What is gathered of a column of the rows of a group.
struct Gathered {
    how: Gathering,
    /// What is gathered, null for a row of which nothing is.
    of: Sql,
    /// What it is where there is no row.
    none: Sql,
}

/// Whether there may be rows that no table lists.
struct Missing {
    may: Sql,
    fault: Sql,
}

impl Emitter<'_> {
    /// An aggregate on the rows of a record.
    pub(super) fn aggregate(
        &mut self,
        record: RecordId,
        hint: &str,
        id: ExprId,
        aggregate: &Aggregate,
    ) -> Result<Value, Refused> {
        let program = self.program;
        let span = program.exprs[id].span;
        let refuse = |what: &str| Err(no_construct(what, span));
        match aggregate.function {
            AggregateFunction::Count
            | AggregateFunction::Any
            | AggregateFunction::None
            | AggregateFunction::Sum
            | AggregateFunction::Mean
            | AggregateFunction::Min
            | AggregateFunction::Max => {}
            AggregateFunction::Median => return refuse("`median` over rows"),
            AggregateFunction::Stdev => return refuse("`stdev` over rows"),
            AggregateFunction::Names => return refuse("a list of the values of rows"),
            AggregateFunction::Picked(..) => {
                return refuse("`missing`, `lowest` and `highest`");
            }
            AggregateFunction::Agreement => return refuse("`agreement`"),
            AggregateFunction::WeighedMean => return refuse("`weigh … each`"),
        }
        if !program.outer_reads(aggregate).is_empty() {
            return refuse("`this` within an aggregate");
        }
        let (inner, segment, by) = match aggregate.set {
            RowSet::Record(inner) => (inner, None, None),
            RowSet::Segment(rule) => (program.rules[rule].record, Some(rule), None),
            RowSet::Relation(field) => match program.relation(field) {
                Some(relation) => match relation.link {
                    Link::By(by) => (relation.record, None, Some((by, relation.complete_when))),
                    Link::Keys { .. } => return refuse("a relation by keys in a cell"),
                    Link::Group => return refuse("the rows of a group"),
                    Link::Through(_) => return refuse("a relation through pairs"),
                },
                None => return refuse("this relation"),
            },
            RowSet::Referenced(..) => return refuse("rows of the row that a reference names"),
        };
        // What is read of each row.
        let parts: Vec<ExprId> = aggregate.parts().collect();
        self.prepare(inner, &parts)?;
        let mut tests = Vec::new();
        if let Some(rule) = segment
            && let Outcome::Gates { member, .. } = &*self.rule(inner, rule)?
        {
            tests.push(needed(member));
        }
        if let Some(filter) = aggregate.filter {
            tests.push(self.needed(inner, filter)?);
        }
        let value = match aggregate.value {
            Some(value) => Some(self.number(inner, value)?),
            None => None,
        };
        let key = match by {
            None => None,
            Some((by, _)) => match self.field(inner, by, id)? {
                Value::Text(text) => Some(text.value),
                Value::Number(_) | Value::YesNo(_) | Value::Choice(_) => {
                    return refuse("a relation by this field");
                }
            },
        };
        let missing = match by {
            Some((_, Some(complete))) => {
                let bits = self.truth(record, complete)?;
                Missing {
                    may: not(bits.is(truth::SET, truth::YES)),
                    fault: bits.has(truth::FAULT),
                }
            }
            Some((_, None)) | None => Missing {
                may: Sql::YesNo(false),
                fault: Sql::YesNo(false),
            },
        };
        let gathered = self.gathered(inner, (record, hint), &tests, (value.as_ref(), key))?;
        let ty = aggregate
            .value
            .map_or(&program.exprs[id].ty, |value| &program.exprs[value].ty);
        let ty = ty.clone();
        let function = aggregate.function;
        Ok(match function {
            AggregateFunction::Count | AggregateFunction::Any | AggregateFunction::None => {
                self.tally(record, hint, function, &gathered, &missing)?
            }
            AggregateFunction::Sum
            | AggregateFunction::Mean
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Median
            | AggregateFunction::Stdev
            | AggregateFunction::Names
            | AggregateFunction::Picked(..)
            | AggregateFunction::Agreement
            | AggregateFunction::WeighedMean => {
                self.folded(record, hint, (function, &ty), &gathered, &missing)?
            }
        })
    }

    /// The rows of another record put together, as columns on the rows of ours.
    fn gathered(
        &mut self,
        inner: RecordId,
        (record, hint): (RecordId, &str),
        tests: &[Bits],
        (value, key): (Option<&Number>, Option<Sql>),
    ) -> Result<Vec<Sql>, Refused> {
        let program = self.program;
        let own = columns_of(tests, value, truth::YES);
        let shared = columns_of(tests, value, truth::UNKNOWN);
        let inner_name = program.records[inner].named.name.clone();
        let outer_name = program.records[record].named.name.clone();
        let key = match key {
            None => None,
            Some(Sql::Column(name)) => Some(name),
            Some(other) => self.rows(inner)?.keep("key", other).name(),
        };
        self.flush(
            inner,
            &format!("{inner_name} for {outer_name} {hint}"),
            Vec::new(),
        )?;
        let from = self.rows(inner)?.head.clone();
        let together =
            |emitter: &mut Self, columns: &[Gathered], suffix: &str, grouped: bool, filter: Sql| {
                let name = emitter.names.give(&format!("{outer_name} {hint} {suffix}"));
                let chain = emitter.rows(record)?;
                let mut made: Vec<(Rc<str>, Sql)> = Vec::new();
                let by = match (&key, grouped) {
                    (Some(key), true) => {
                        let own_name = chain.name(&format!("{hint}_key"));
                        made.push((own_name.clone(), Sql::Column(key.clone())));
                        Some((key.clone(), own_name))
                    }
                    (_, _) => None,
                };
                for column in columns {
                    let name = chain.name(&format!("{hint}_{suffix}"));
                    let gathered = Sql::Gathered(column.how, Box::new(column.of.clone()));
                    made.push((name, gathered));
                }
                let names: Vec<Rc<str>> = made
                    .iter()
                    .skip(usize::from(by.is_some()))
                    .map(|(name, _)| name.clone())
                    .collect();
                emitter.steps.push(Step {
                    name: name.clone(),
                    comments: Vec::new(),
                    from: Source::Grouped {
                        from: from.clone(),
                        by: by.as_ref().map(|(key, _)| key.clone()),
                        filter,
                    },
                    columns: made,
                });
                Ok::<_, Refused>((name, by.map(|(_, own)| own), names))
            };
        let Some(key) = key.clone() else {
            let (step, _, names) = together(self, &own, "all", false, Sql::YesNo(true))?;
            self.join(record, hint, vec![Join { step, on: None }])?;
            return Ok(with_none(&own, &names));
        };
        let is_known = not(is_null(Sql::Column(key.clone())));
        let (groups, own_key, own_names) = together(self, &own, "by key", true, is_known.clone())?;
        let (others, _, shared_names) = together(self, &shared, "anywhere", false, not(is_known))?;
        let our_key = self.key_of(record)?;
        let joins = vec![
            Join {
                step: groups,
                on: own_key.map(|own| (our_key, own)),
            },
            Join {
                step: others,
                on: None,
            },
        ];
        self.join(record, hint, joins)?;
        let (mine, theirs) = (
            with_none(&own, &own_names),
            with_none(&shared, &shared_names),
        );
        let merged = own.iter().zip(mine.into_iter().zip(theirs));
        let merged: Vec<Sql> = merged
            .map(|(column, (mine, theirs))| match column.how {
                Gathering::Sum => add(mine, theirs),
                Gathering::Least => least([mine, theirs]),
                Gathering::Greatest => greatest([mine, theirs]),
            })
            .collect();
        let chain = self.rows(record)?;
        Ok(merged
            .into_iter()
            .map(|sql| chain.keep(&format!("{hint}_rows"), sql))
            .collect())
    }

    /// The column of the one key of a record.
    fn key_of(&mut self, record: RecordId) -> Result<Rc<str>, Refused> {
        let declared = &self.program.records[record];
        let field = declared.key.first().copied();
        let value = match field {
            Some(field) => self.rows(record)?.fields.get(&field).cloned(),
            None => None,
        };
        match value {
            Some(Value::Text(Text {
                value: Sql::Column(name),
                ..
            })) => Ok(name),
            _ => Err(no_construct(
                format!(
                    "a relation of `{}`, whose key is no text,",
                    declared.named.name
                ),
                declared.named.span,
            )),
        }
    }

    /// Joins steps to the rows of a record.
    fn join(&mut self, record: RecordId, hint: &str, joins: Vec<Join>) -> Result<(), Refused> {
        let name = self.program.records[record].named.name.clone();
        self.flush(record, &format!("{name} before {hint}"), Vec::new())?;
        let step = self.names.give(&format!("{name} with {hint}"));
        let before = self.rows(record)?.head.clone();
        self.steps.push(Step {
            name: step.clone(),
            comments: Vec::new(),
            from: Source::Joined {
                from: before,
                joins,
            },
            columns: Vec::new(),
        });
        self.rows(record)?.head = step;
        Ok(())
    }

    fn tally(
        &mut self,
        record: RecordId,
        hint: &str,
        function: AggregateFunction,
        gathered: &[Sql],
        missing: &Missing,
    ) -> Result<Value, Refused> {
        let [certain, possible, faults, ..] = gathered else {
            return Ok(Value::YesNo(Bits::constant(truth::UNKNOWN)));
        };
        let some = |count: &Sql| less(Sql::Number(0), count.clone());
        let chain = self.rows(record)?;
        if function == AggregateFunction::Count {
            let high = choose(
                missing.may.clone(),
                Sql::Number(BEYOND),
                add(certain.clone(), possible.clone()),
            );
            let fault = any([some(faults), missing.fault.clone()]);
            let ends = (
                chain.keep(&format!("{hint}_low"), certain.clone()),
                chain.keep(&format!("{hint}_high"), high),
            );
            let within = Bounds {
                low: Some(0),
                high: None,
            };
            let flags = (applies_with(fault), &Sql::YesNo(false));
            let number = numbers::settled_number(chain, hint, ends, within, flags);
            return Ok(Value::Number(number));
        }
        let all_faults = all([
            equal(faults.clone(), possible.clone()),
            any([not(missing.may.clone()), missing.fault.clone()]),
        ]);
        let none = all([not(some(possible)), not(missing.may.clone())]);
        let bits = Bits::case(
            vec![
                (some(certain), Bits::constant(truth::YES)),
                (none, Bits::constant(truth::NO)),
                (all_faults, Bits::constant(truth::UNKNOWN | truth::FAULT)),
            ],
            Bits::constant(truth::UNKNOWN),
        );
        let bits = chain.keep_bits(hint, bits);
        Ok(Value::YesNo(if function == AggregateFunction::None {
            invert(&bits)
        } else {
            bits
        }))
    }

    fn folded(
        &mut self,
        record: RecordId,
        hint: &str,
        (function, ty): (AggregateFunction, &Type),
        gathered: &[Sql],
        missing: &Missing,
    ) -> Result<Value, Refused> {
        let [
            certain,
            possible,
            faults,
            sum_low,
            sum_high,
            open_low,
            open_high,
            all_low,
            all_high,
            least_high,
            greatest_low,
        ] = gathered
        else {
            return Ok(Value::YesNo(Bits::constant(truth::UNKNOWN)));
        };
        let chain = self.rows(record)?;
        let some = |count: &Sql| less(Sql::Number(0), count.clone());
        let limit = limit_of(ty);
        let bounds = select::natural_bounds(ty);
        let range_low = bounds
            .low
            .filter(|low| limit.holds(*low))
            .unwrap_or(-BEYOND);
        let range_high = bounds
            .high
            .filter(|high| limit.holds(*high))
            .unwrap_or(BEYOND);
        let sum_low = choose(some(open_low), Sql::Number(-BEYOND), sum_low.clone());
        let sum_high = choose(some(open_high), Sql::Number(BEYOND), sum_high.clone());
        let fault = any([some(faults), missing.fault.clone()]);
        if function == AggregateFunction::Sum {
            let grows = |end: Sql, opens: bool, open: i128| {
                if opens {
                    choose(missing.may.clone(), Sql::Number(open), end)
                } else {
                    end
                }
            };
            let low = chain.keep(
                &format!("{hint}_sum_low"),
                grows(sum_low, range_low < 0, -BEYOND),
            );
            let high = chain.keep(
                &format!("{hint}_sum_high"),
                grows(sum_high, range_high > 0, BEYOND),
            );
            let beyond = not(all([
                at_most(Sql::Number(limit.low), low.clone()),
                at_most(high.clone(), Sql::Number(limit.high)),
            ]));
            let overflow = all([equal(low.clone(), high.clone()), beyond]);
            let (low, high) = fitted(low, high, limit);
            let ends = (
                chain.keep(&format!("{hint}_low"), low),
                chain.keep(&format!("{hint}_high"), high),
            );
            let flags = (applies_with(any([fault, overflow])), &Sql::YesNo(false));
            let number = numbers::settled_number(chain, hint, ends, Bounds::OPEN, flags);
            return Ok(Value::Number(number));
        }
        let no_row = chain.keep(
            &format!("{hint}_none"),
            all([not(some(certain)), not(some(possible))]),
        );
        let nothing = all([no_row.clone(), not(missing.may.clone())]);
        // Where no row is known, what is gathered of none stands beyond everything.
        let all_low = case(
            vec![
                (
                    all([no_row.clone(), missing.may.clone()]),
                    Sql::Number(range_low),
                ),
                (
                    missing.may.clone(),
                    least([all_low.clone(), Sql::Number(range_low)]),
                ),
            ],
            all_low.clone(),
        );
        let all_high = case(
            vec![
                (all([no_row, missing.may.clone()]), Sql::Number(range_high)),
                (
                    missing.may.clone(),
                    greatest([all_high.clone(), Sql::Number(range_high)]),
                ),
            ],
            all_high.clone(),
        );
        let (low, high) = match function {
            AggregateFunction::Min => {
                (all_low, choose(some(certain), least_high.clone(), all_high))
            }
            AggregateFunction::Max => (
                choose(some(certain), greatest_low.clone(), all_low),
                all_high,
            ),
            AggregateFunction::Mean
            | AggregateFunction::Count
            | AggregateFunction::Any
            | AggregateFunction::None
            | AggregateFunction::Sum
            | AggregateFunction::Median
            | AggregateFunction::Stdev
            | AggregateFunction::Names
            | AggregateFunction::Picked(..)
            | AggregateFunction::Agreement
            | AggregateFunction::WeighedMean => {
                let settled = all([some(certain), not(some(possible)), not(missing.may.clone())]);
                let whole = matches!(ty, Type::Date(_) | Type::Duration(_) | Type::Months);
                let share = |sum: Sql, open: i128, wide: Sql| {
                    let divided = Sql::Over {
                        sides: Box::new((sum.clone(), certain.clone())),
                        whole,
                    };
                    case(
                        vec![
                            (not(settled.clone()), wide),
                            (equal(sum, Sql::Number(open)), Sql::Number(open)),
                        ],
                        divided,
                    )
                };
                let sum_low = chain.keep(&format!("{hint}_sum_low"), sum_low);
                let sum_high = chain.keep(&format!("{hint}_sum_high"), sum_high);
                (
                    share(sum_low, -BEYOND, all_low),
                    share(sum_high, BEYOND, all_high),
                )
            }
        };
        let nothing = chain.keep(&format!("{hint}_nothing"), nothing);
        let end = |end: Sql| choose(nothing.clone(), Sql::Number(0), end);
        let ends = (
            chain.keep(&format!("{hint}_low"), end(low)),
            chain.keep(&format!("{hint}_high"), end(high)),
        );
        let perhaps = Bits::case(
            vec![(some(certain), Bits::constant(0))],
            Bits::constant(flag::NOT_APPLICABLE),
        );
        let flags = (applies_with(fault).or(&perhaps), &nothing);
        let number = numbers::settled_number(chain, hint, ends, Bounds::OPEN, flags);
        Ok(Value::Number(number))
    }

    /// What a reference leads to.
    pub(super) fn through(
        &mut self,
        record: RecordId,
        hint: &str,
        (reference, value): (ExprId, ExprId),
    ) -> Result<Value, Refused> {
        let program = self.program;
        let span = program.exprs[value].span;
        let Type::Reference(other) = program.exprs[reference].ty else {
            return Err(no_construct("this reference", span));
        };
        let Value::Text(keys) = self.value(record, reference)? else {
            return Err(no_construct("this reference", span));
        };
        self.prepare(other, &[value])?;
        let found = self.value(other, value)?;
        if found.flags().may & flag::NOT_APPLICABLE != 0 {
            // Whether an unknown reference may name such a row hangs on all rows.
            return Err(no_construct(
                "what may not apply, read through a reference,",
                span,
            ));
        }
        let their_key = self.key_of(other)?;
        let (other_name, name) = (
            program.records[other].named.name.clone(),
            program.records[record].named.name.clone(),
        );
        self.flush(
            other,
            &format!("{other_name} for {name} {hint}"),
            Vec::new(),
        )?;
        let from = self.rows(other)?.head.clone();
        let step = self.names.give(&format!("{name} {hint} of {other_name}"));
        let mut columns: Vec<(Rc<str>, Sql)> = Vec::new();
        let chain = self.rows(record)?;
        let key = chain.name(&format!("{hint}_key"));
        columns.push((key.clone(), Sql::Column(their_key)));
        let mut renamed = |sql: &Sql, suffix: &str| {
            if sql.name().is_none() {
                return sql.clone(); // the same on every row
            }
            let own = chain.name(&format!("{hint}{suffix}"));
            columns.push((own.clone(), sql.clone()));
            Sql::Column(own)
        };
        let flags = |renamed: &mut dyn FnMut(&Sql, &str) -> Sql, bits: &Bits| Bits {
            sql: renamed(&bits.sql, "_flags"),
            may: bits.may,
        };
        let found = match &found {
            Value::Number(number) => {
                let low = renamed(&number.low, "_low");
                let high = if number.high == number.low {
                    low.clone()
                } else {
                    renamed(&number.high, "_high")
                };
                Value::Number(Number {
                    low,
                    high,
                    within: number.within,
                    flags: flags(&mut renamed, &number.flags),
                })
            }
            Value::YesNo(bits) => Value::YesNo(flags(&mut renamed, bits)),
            Value::Choice(choice) => Value::Choice(super::value::Choice {
                set: renamed(&choice.set, "_set"),
                members: choice.members,
                flags: flags(&mut renamed, &choice.flags),
            }),
            Value::Text(text) => Value::Text(Text {
                value: renamed(&text.value, "_text"),
                flags: flags(&mut renamed, &text.flags),
            }),
        };
        self.steps.push(Step {
            name: step.clone(),
            comments: Vec::new(),
            from: Source::Step(from),
            columns,
        });
        let ours = self.rows(record)?.keep("reference", keys.value.clone());
        let ours = ours
            .name()
            .ok_or_else(|| no_construct("a reference that is the same on every row", span))?;
        let joins = vec![Join {
            step,
            on: Some((ours, key.clone())),
        }];
        self.join(record, hint, joins)?;
        let there = not(is_null(Sql::Column(key)));
        let ty = &program.exprs[value].ty;
        let odd = || no_construct("this type, read through a reference,", span);
        let unknown = select::unknown(program, ty).ok_or_else(odd)?;
        // A key that names no row is a fault; so is a reference that is one.
        let stray = any([
            all([not(is_null(keys.value.clone())), not(there.clone())]),
            all([not(there.clone()), keys.flags.has(flag::FAULT)]),
        ]);
        let chain = self.rows(record)?;
        let stray = chain.keep(&format!("{hint}_stray"), stray);
        let unknown = with_fault(unknown, stray);
        let take = Take {
            second: not(there.clone()),
            first: there,
            fault: Sql::YesNo(false),
        };
        let merged = select::merge(chain, hint, (&found, &unknown), take).ok_or_else(odd)?;
        if keys.flags.may & flag::NOT_APPLICABLE == 0 {
            return Ok(merged);
        }
        let applies = Bits::case(
            vec![
                (
                    not(keys.flags.has(flag::APPLIES)),
                    Bits::constant(truth::NO),
                ),
                (
                    keys.flags.has(flag::NOT_APPLICABLE),
                    Bits::constant(truth::UNKNOWN),
                ),
            ],
            yes_or_no(Sql::YesNo(true)),
        );
        Ok(select::within(chain, hint, &merged, &applies))
    }
}

/// An unknown value that is a fault where something holds.
fn with_fault(value: Value, fault: Sql) -> Value {
    let flags = |bits: &Bits| {
        bits.or(&Bits::case(
            vec![(fault.clone(), Bits::constant(flag::FAULT))],
            Bits::constant(0),
        ))
    };
    let settled = |bits: Bits, single: Sql| super::value::settle_flags(bits, single);
    match value {
        Value::Number(number) => {
            let single = number.is_point();
            Value::Number(Number {
                flags: settled(flags(&number.flags), single),
                ..number
            })
        }
        Value::YesNo(bits) => Value::YesNo(bits.or(&Bits::case(
            vec![(fault, Bits::constant(truth::FAULT))],
            Bits::constant(0),
        ))),
        Value::Choice(choice) => {
            let flags = flags(&choice.flags);
            select_settled(choice, flags)
        }
        Value::Text(text) => Value::Text(Text {
            flags: flags(&text.flags),
            value: text.value,
        }),
    }
}

fn select_settled(choice: super::value::Choice, flags: Bits) -> Value {
    Value::Choice(select::settled_choice(super::value::Choice {
        flags,
        ..choice
    }))
}

/// A value that applies, with a fault where something holds.
fn applies_with(fault: Sql) -> Bits {
    Bits::case(
        vec![(fault, Bits::constant(flag::APPLIES | flag::FAULT))],
        Bits::plain(),
    )
}

/// What is gathered of each row: how many count certainly, merely possibly, as faults; of numbers
/// also the sums of their ends, how many ends are open, and the outermost ends.
fn columns_of(tests: &[Bits], value: Option<&Number>, base: u8) -> Vec<Gathered> {
    let mut operands = vec![Bits::constant(base)];
    operands.extend(tests.iter().cloned());
    let presence = connect(true, &operands);
    let applies = value.map_or(Sql::YesNo(true), |value| value.flags.has(flag::APPLIES));
    let perhaps = value.map_or(Sql::YesNo(false), |value| {
        value.flags.has(flag::NOT_APPLICABLE)
    });
    let may = all([presence.has(truth::YES), applies]);
    let certain = all([
        presence.is(truth::SET, truth::YES),
        may.clone(),
        not(perhaps),
    ]);
    let possible = all([may.clone(), not(certain.clone())]);
    let one = |when: Sql| choose(when, Sql::Number(ONE), Sql::Number(0));
    let sum = |of: Sql| Gathered {
        how: Gathering::Sum,
        of,
        none: Sql::Number(0),
    };
    let Some(value) = value else {
        let faults = all([possible.clone(), presence.has(truth::FAULT)]);
        return vec![sum(one(certain)), sum(one(possible)), sum(one(faults))];
    };
    let faults = all([
        may.clone(),
        any([presence.has(truth::FAULT), value.flags.has(flag::FAULT)]),
    ]);
    let end = |end: &Sql, widened: Sql, open: i128| {
        case(
            vec![
                (equal(end.clone(), Sql::Number(open)), Sql::Number(0)),
                (certain.clone(), end.clone()),
                (possible.clone(), widened),
            ],
            Sql::Number(0),
        )
    };
    let low = end(
        &value.low,
        least([value.low.clone(), Sql::Number(0)]),
        -BEYOND,
    );
    let high = end(
        &value.high,
        greatest([value.high.clone(), Sql::Number(0)]),
        BEYOND,
    );
    let opens =
        |end: &Sql, open: i128| one(all([may.clone(), equal(end.clone(), Sql::Number(open))]));
    let only = |when: &Sql, end: &Sql| choose(when.clone(), end.clone(), Sql::Null(Kind::Number));
    let outermost = |how: Gathering, of: Sql| Gathered {
        none: Sql::Number(if how == Gathering::Least {
            BEYOND
        } else {
            -BEYOND
        }),
        how,
        of,
    };
    vec![
        sum(one(certain.clone())),
        sum(one(possible.clone())),
        sum(one(faults)),
        sum(low),
        sum(high),
        sum(opens(&value.low, -BEYOND)),
        sum(opens(&value.high, BEYOND)),
        outermost(Gathering::Least, only(&may, &value.low)),
        outermost(Gathering::Greatest, only(&may, &value.high)),
        outermost(Gathering::Least, only(&certain, &value.high)),
        outermost(Gathering::Greatest, only(&certain, &value.low)),
    ]
}

/// The columns of a joined step, with what they are where there is no row.
fn with_none(columns: &[Gathered], names: &[Rc<str>]) -> Vec<Sql> {
    columns
        .iter()
        .zip(names)
        .map(|(column, name)| {
            let joined = Sql::Column(name.clone());
            choose(is_null(joined.clone()), column.none.clone(), joined)
        })
        .collect()
}
