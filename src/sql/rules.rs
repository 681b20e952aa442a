//! Rules: segments, checks, scores, strategies and decisions, each as steps that end in one of its name.

use std::rc::Rc;

use super::chain::Chain;
use super::emitter::Emitter;
use super::errors::Refused;
use super::logic::{connect, holds};
use super::tree::{
    Sql, all, any, at_most, case, choose, either_bits, equal, greatest, least, less, not,
};
use super::value::{Bits, Choice, Limit, Number, Value, flag, truth, truth_flags};
use super::{decisions, numbers, select};
use crate::ir::{
    Bands, Bounds, Cap, Check, ExprId, ExprKind, Factor, FieldSource, PointsItem, PointsLine,
    RecordId, RuleBody, RuleId, Score, ScoreKind, Segment, Strategy,
};

/// What a rule comes to.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // a pack has few rules, and none is moved about
pub(super) enum Outcome {
    /// A segment or a check.
    Gates {
        /// Whether each holds.
        gates: Vec<Bits>,
        /// Membership.
        member: Bits,
        /// The first gate that certainly fails.
        stopped_by: Choice,
    },
    /// A score.
    Score {
        /// What it is made of.
        parts: Vec<Part>,
        /// What these come to, before `limit`.
        raw: Number,
        /// The score.
        value: Number,
        /// Its bands.
        band: Option<Choice>,
    },
    /// A strategy.
    Strategy {
        /// Whether the condition of each arm holds, one option's after the other's.
        arms: Vec<Bits>,
        /// The options left.
        option: Choice,
    },
    /// A decision.
    Decision {
        /// Whether each line holds by itself.
        lines: Vec<Bits>,
        /// Which lines may count: for each a condition.
        stands: Vec<Sql>,
        /// What comes out.
        outputs: Vec<Value>,
    },
}

/// A part of a score.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// A line of points.
    Line(Number),
    /// A factor.
    Factor(Number),
    /// Lines with a common cap.
    Group {
        /// The lines.
        lines: Vec<Part>,
        /// Their sum, capped.
        points: Number,
    },
}

impl Part {
    /// What it adds.
    pub(super) fn points(&self) -> &Number {
        match self {
            Part::Line(points) | Part::Factor(points) | Part::Group { points, .. } => points,
        }
    }
}

impl Outcome {
    /// The result itself.
    pub(super) fn value(&self) -> Value {
        match self {
            Outcome::Gates { member, .. } => Value::YesNo(member.clone()),
            Outcome::Score { value, .. } => Value::Number(value.clone()),
            Outcome::Strategy { option, .. } => Value::Choice(option.clone()),
            Outcome::Decision { outputs, .. } => match outputs.first() {
                Some(first) => first.clone(),
                None => Value::YesNo(Bits::constant(truth::UNKNOWN)), // every decision has a column
            },
        }
    }
}

impl Emitter<'_> {
    /// Works out the rules and computed fields that expressions read, each in steps of its own.
    pub(super) fn prepare(&mut self, record: RecordId, exprs: &[ExprId]) -> Result<(), Refused> {
        let program = self.program;
        let mut waiting: Vec<ExprId> = exprs.to_vec();
        waiting.reverse();
        while let Some(expr) = waiting.pop() {
            let kind = &program.exprs[expr].kind;
            if let ExprKind::Rule(rule, _) = kind {
                self.rule(record, *rule)?;
            } else if let ExprKind::Field(field) = kind
                && let FieldSource::Computed(value) = program.fields[*field].source
            {
                self.computed(record, *field, value)?;
            }
            // What a reference leads to is worked out on other rows.
            if !matches!(kind, ExprKind::Through { .. }) {
                waiting.extend(kind.children().into_iter().rev());
            }
        }
        Ok(())
    }

    /// A rule on the rows of its record.
    pub(super) fn rule(&mut self, record: RecordId, rule: RuleId) -> Result<Rc<Outcome>, Refused> {
        if let Some(known) = self.rows(record)?.rules.get(&rule) {
            return Ok(known.clone());
        }
        let program = self.program;
        let declared = &program.rules[rule];
        let name = declared.named.name.as_str();
        let members = match declared.within {
            None => None,
            Some(outer) => match &*self.rule(record, outer)? {
                Outcome::Gates { member, .. } => Some(member.clone()),
                // The analysis lets rules be for segments only.
                Outcome::Score { .. } | Outcome::Strategy { .. } | Outcome::Decision { .. } => None,
            },
        };
        self.prepare(record, &program.rule_exprs(rule))?;
        let members = members.as_ref();
        let outcome = match &declared.body {
            RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }) => {
                self.gates(record, name, gates, members)?
            }
            RuleBody::Score(score) => self.score(record, name, score, members)?,
            RuleBody::Strategy(strategy) => self.strategy(record, name, strategy, members)?,
            RuleBody::Decision(decision) => {
                decisions::evaluate(self, record, name, decision, members)?
            }
        };
        let label = declared.named.label.as_deref();
        let said = label.map_or_else(String::new, |label| format!(": {label}"));
        let kind = match &declared.body {
            RuleBody::Segment(_) => "segment",
            RuleBody::Check(_) => "check",
            RuleBody::Score(_) => "score",
            RuleBody::Strategy(_) => "strategy",
            RuleBody::Decision(_) => "decision",
        };
        let outcome = Rc::new(outcome);
        self.rows(record)?.rules.insert(rule, outcome.clone());
        self.flush(record, name, vec![format!("{kind} {name}{said}")])?;
        Ok(outcome)
    }

    fn gates(
        &mut self,
        record: RecordId,
        name: &str,
        segment: &Segment,
        members: Option<&Bits>,
    ) -> Result<Outcome, Refused> {
        let mut gates = Vec::with_capacity(segment.gates.len());
        for gate in &segment.gates {
            let bits = self.needed(record, gate.condition)?;
            let chain = self.rows(record)?;
            gates.push(chain.keep_bits(&format!("{name}_{}", gate.named.name), bits));
        }
        let chain = self.rows(record)?;
        let member = chain.keep_bits(name, connect(true, &gates));
        let (member, outside) = match members {
            None => (member, None),
            Some(members) => {
                let kept = select::within(chain, name, &Value::YesNo(member), members);
                match kept {
                    Value::YesNo(bits) => (bits, Some(members)),
                    Value::Number(_) | Value::Choice(_) | Value::Text(_) => {
                        (Bits::constant(truth::UNKNOWN), None)
                    }
                }
            }
        };
        let member = chain.keep_bits(name, member);
        // The first gate in order that is certainly no, even if an earlier one is open.
        let arms: Vec<(Sql, Sql)> = gates
            .iter()
            .enumerate()
            .map(|(place, gate)| {
                (
                    gate.is(truth::SET, truth::NO),
                    Sql::Whole(1_i64 << place.min(62)),
                )
            })
            .collect();
        let fails = any(arms.iter().map(|(fails, _)| fails.clone()));
        let flags = Bits::case(
            vec![(fails, Bits::plain())],
            Bits::constant(flag::NOT_APPLICABLE),
        );
        let stopped_by = Choice {
            set: chain.keep(&format!("{name}_stopped_by"), case(arms, Sql::Whole(0))),
            members: u32::try_from(gates.len()).unwrap_or(u32::MAX),
            flags: chain.keep_bits(&format!("{name}_stopped_by_flags"), flags),
        };
        let stopped_by = kept_choice(chain, &format!("{name}_stopped_by"), stopped_by, outside);
        Ok(Outcome::Gates {
            gates,
            member,
            stopped_by,
        })
    }

    fn strategy(
        &mut self,
        record: RecordId,
        name: &str,
        strategy: &Strategy,
        members: Option<&Bits>,
    ) -> Result<Outcome, Refused> {
        let program = self.program;
        let mut arms: Vec<(u32, Bits)> = Vec::new();
        for option in &strategy.options {
            for arm in &option.arms {
                let bits = match arm.condition {
                    Some(condition) => self.needed(record, condition)?,
                    None => Bits::constant(truth::YES),
                };
                let chain = self.rows(record)?;
                let bits = chain.keep_bits(&format!("{name}_{}", option.named.name), bits);
                arms.push((option.member, bits));
            }
        }
        let domain = &program.domains[strategy.domain];
        if domain.members.len() > super::cells::MOST_MEMBERS {
            return Err(super::errors::many_members(domain, strategy_span(strategy)));
        }
        let chain = self.rows(record)?;
        let course = Course::of(chain, name, &arms);
        let set = arms
            .iter()
            .zip(&course.stands)
            .map(|((member, _), stands)| {
                choose(
                    stands.clone(),
                    Sql::Whole(1_i64 << member.min(&62)),
                    Sql::Whole(0),
                )
            });
        let set = set.reduce(either_bits).unwrap_or(Sql::Whole(0));
        let flags = Bits::case(
            vec![(course.fault, Bits::constant(flag::APPLIES | flag::FAULT))],
            Bits::plain(),
        );
        let option = Choice {
            set: chain.keep(&format!("{name}_left"), set),
            members: u32::try_from(domain.members.len()).unwrap_or(u32::MAX),
            flags: chain.keep_bits(&format!("{name}_fault"), flags),
        };
        let option = select::settled_choice(option);
        let option = kept_choice(chain, name, option, members);
        let arms = arms.into_iter().map(|(_, bits)| bits).collect();
        Ok(Outcome::Strategy { arms, option })
    }

    fn score(
        &mut self,
        record: RecordId,
        name: &str,
        score: &Score,
        members: Option<&Bits>,
    ) -> Result<Outcome, Refused> {
        let mut parts = Vec::new();
        let raw = match &score.kind {
            ScoreKind::Multiply(factors) => {
                let mut product: Option<Number> = None;
                for factor in factors {
                    let factor = self.number(record, *factor)?;
                    parts.push(Part::Factor(factor.clone()));
                    let chain = self.rows(record)?;
                    product = Some(match product {
                        None => factor,
                        Some(so_far) => numbers::product(
                            chain,
                            &format!("{name}_product"),
                            (&so_far, &factor),
                            (Limit::NUMBER, false),
                        ),
                    });
                }
                product.unwrap_or_else(|| Number::point(0))
            }
            ScoreKind::Weigh { factors, scale } => {
                for factor in factors {
                    let value = self.value(record, factor.factor)?;
                    let chain = self.rows(record)?;
                    let part = contribution(chain, name, &value, factor, *scale);
                    parts.push(Part::Factor(part));
                }
                self.added(record, name, &parts)?
            }
            ScoreKind::WeighEach(weigh) => self.number(record, weigh.mean)?,
            ScoreKind::Points(items) => {
                for item in items {
                    parts.push(self.points_item(record, name, item)?);
                }
                self.added(record, name, &parts)?
            }
        };
        let chain = self.rows(record)?;
        let raw = match members {
            None => raw,
            Some(members) => {
                match select::within(chain, &format!("{name}_raw"), &Value::Number(raw), members) {
                    Value::Number(kept) => kept,
                    Value::YesNo(_) | Value::Choice(_) | Value::Text(_) => Number::point(0),
                }
            }
        };
        let raw = chain.keep_number(&format!("{name}_raw"), raw);
        let value = match score.limit {
            None => raw.clone(),
            Some((low, high)) => numbers::mapped(
                chain,
                &format!("{name}_limited"),
                &raw,
                |end| least([greatest([end, Sql::Number(low)]), Sql::Number(high)]),
                |bound, is_high| match bound {
                    Some(bound) => Some(bound.clamp(low, high)),
                    None if is_high => Some(high),
                    None => Some(low),
                },
            ),
        };
        let value = chain.keep_number(name, value);
        let band = score
            .bands
            .as_ref()
            .map(|bands| band(chain, name, bands, &value));
        Ok(Outcome::Score {
            parts,
            raw,
            value,
            band,
        })
    }

    /// Parts added up from left to right.
    fn added(&mut self, record: RecordId, name: &str, parts: &[Part]) -> Result<Number, Refused> {
        let chain = self.rows(record)?;
        let mut rest = parts.iter().map(Part::points);
        let first = rest.next().cloned().unwrap_or_else(|| Number::point(0));
        let hint = format!("{name}_sum");
        Ok(rest.fold(first, |so_far, part| {
            numbers::sum(chain, &hint, &so_far, part, Limit::NUMBER)
        }))
    }

    fn points_item(
        &mut self,
        record: RecordId,
        name: &str,
        item: &PointsItem,
    ) -> Result<Part, Refused> {
        match item {
            PointsItem::Line(line) => Ok(Part::Line(self.points_line(record, name, line)?)),
            PointsItem::Group { cap, lines, .. } => {
                let mut parts = Vec::with_capacity(lines.len());
                for line in lines {
                    parts.push(Part::Line(self.points_line(record, name, line)?));
                }
                let sum = self.added(record, name, &parts)?;
                let chain = self.rows(record)?;
                let points = capped(chain, &format!("{name}_group"), sum, Some(*cap));
                Ok(Part::Group {
                    lines: parts,
                    points,
                })
            }
        }
    }

    fn points_line(
        &mut self,
        record: RecordId,
        name: &str,
        line: &PointsLine,
    ) -> Result<Number, Refused> {
        let points = line.points.units();
        let each = match line.each {
            Some(each) => Some(self.number(record, each)?),
            None => None,
        };
        let when = match line.when {
            Some(when) => self.needed(record, when)?,
            None => Bits::constant(truth::YES),
        };
        let own_points = line.added.is_some_and(|added| added.points.is_some());
        let hint = format!("{name}_{}", line.named.name);
        let chain = self.rows(record)?;
        let (value, bits) = match each {
            None => (Number::point(points), Bits::plain()),
            Some(each) => counted(chain, &hint, &each, points, own_points),
        };
        let (low, high) = (value.low.clone(), value.high.clone());
        let yes = when.is(truth::UNKNOWN, truth::YES);
        let no = when.is(truth::UNKNOWN, truth::NO);
        let end = |end: Sql, widened: Sql| {
            case(
                vec![(yes.clone(), end), (no.clone(), Sql::Number(0))],
                widened,
            )
        };
        let ends = (
            chain.keep(
                &format!("{hint}_low"),
                end(low.clone(), least([low, Sql::Number(0)])),
            ),
            chain.keep(
                &format!("{hint}_high"),
                end(high.clone(), greatest([high, Sql::Number(0)])),
            ),
        );
        // An answer to `when` may leave the points out, whatever is wrong with `each`.
        let flags = Bits::case(
            vec![
                (yes, bits.clone()),
                (any([no, not(when.has(truth::FAULT))]), Bits::plain()),
            ],
            bits.or(&Bits::constant(flag::FAULT)),
        );
        let within = match line.when {
            Some(_) => value.within.union(Bounds::closed(0, 0)),
            None => value.within,
        };
        let number =
            numbers::settled_number(chain, &hint, ends, within, (flags, &Sql::YesNo(false)));
        Ok(capped(chain, &hint, number, line.cap))
    }
}

fn strategy_span(strategy: &Strategy) -> crate::source::Span {
    strategy
        .options
        .first()
        .map(|option| option.named.span)
        .unwrap_or_default()
}

/// Keeps a choice to the members of a segment.
pub(super) fn kept_choice(
    chain: &mut Chain,
    hint: &str,
    choice: Choice,
    members: Option<&Bits>,
) -> Choice {
    let value = match members {
        None => Value::Choice(choice.clone()),
        Some(members) => select::within(chain, hint, &Value::Choice(choice.clone()), members),
    };
    match chain.keep_value(hint, value) {
        Value::Choice(kept) => kept,
        Value::Number(_) | Value::YesNo(_) | Value::Text(_) => choice,
    }
}

/// A cascade: which arms may decide, and whether no answer could settle it.
pub(super) struct Course {
    /// For each arm: no arm before it certainly holds, and it may hold.
    pub(super) stands: Vec<Sql>,
    pub(super) fault: Sql,
}

impl Course {
    /// The course of arms, each of an option.
    pub(super) fn of(chain: &mut Chain, hint: &str, arms: &[(u32, Bits)]) -> Course {
        let mut stands = Vec::with_capacity(arms.len());
        let mut before: Vec<Sql> = Vec::new();
        for (at, (_, bits)) in arms.iter().enumerate() {
            let over = chain.keep(&format!("{hint}_over_{at}"), any(before.clone()));
            stands.push(all([not(over.clone()), bits.has(truth::YES)]));
            before = vec![over, holds(bits)];
        }
        let may_fault = arms.iter().any(|(_, bits)| bits.may & truth::FAULT != 0);
        let fault = if may_fault {
            stuck(chain, hint, arms)
        } else {
            Sql::YesNo(false)
        };
        Course { stands, fault }
    }
}

/// True where no answer settles which arm decides: state by state, as the evaluation goes.
fn stuck(chain: &mut Chain, hint: &str, arms: &[(u32, Bits)]) -> Sql {
    // The state before the next arm: open, answerable, a fault whatever is answered, over, over for
    // good, or (from STUCK on) stuck at arms of one option.
    const OPEN: i64 = 0;
    const ANSWERABLE: i64 = 1;
    const FAULT: i64 = 2;
    const OVER: i64 = 3;
    const OVER_FAULT: i64 = 4;
    const STUCK: i64 = 5;
    let mut state = Sql::Whole(OPEN);
    for (option, bits) in arms {
        let is = |value: i64| equal(state.clone(), Sql::Whole(value));
        let whole = |value: i64| Sql::Whole(value);
        let here = STUCK + i64::from(*option);
        let is_stuck = at_most(Sql::Whole(STUCK), state.clone());
        let fault = bits.has(truth::FAULT);
        let over = any([is(OVER), is(OVER_FAULT)]);
        let next = case(
            vec![
                (
                    any([over, bits.is(truth::UNKNOWN, truth::NO)]),
                    state.clone(),
                ),
                (
                    all([holds(bits), any([is(OPEN), is(ANSWERABLE), is(here)])]),
                    whole(OVER),
                ),
                (holds(bits), whole(OVER_FAULT)),
                (all([is(OPEN), fault.clone()]), whole(here)),
                (is(OPEN), whole(ANSWERABLE)),
                (all([is(here), fault.clone()]), state.clone()),
                (is(here), whole(ANSWERABLE)),
                (all([is_stuck, fault]), whole(FAULT)),
            ],
            state.clone(),
        );
        state = chain.keep(&format!("{hint}_course"), next);
    }
    any([
        equal(state.clone(), Sql::Whole(FAULT)),
        equal(state.clone(), Sql::Whole(OVER_FAULT)),
        at_most(Sql::Whole(STUCK), state),
    ])
}

/// `weight × (low + (x − from) × (high − low) / (to − from))`; yes is the high end, no the low end.
fn contribution(
    chain: &mut Chain,
    name: &str,
    value: &Value,
    factor: &Factor,
    (low, high): (i128, i128),
) -> Number {
    let (from, to) = factor.range;
    let hint = format!("{name}_part");
    let weight = Number::point(factor.weight.units());
    let weighted = |chain: &mut Chain, mapped: &Number| {
        numbers::product(chain, &hint, (mapped, &weight), (Limit::NUMBER, false))
    };
    match value {
        Value::YesNo(bits) => {
            let flags = truth_flags(bits);
            let yes = bits.is(truth::UNKNOWN, truth::YES);
            let no = bits.is(truth::UNKNOWN, truth::NO);
            let end = |open: i128| {
                case(
                    vec![
                        (yes.clone(), Sql::Number(high)),
                        (no.clone(), Sql::Number(low)),
                    ],
                    Sql::Number(open),
                )
            };
            let mapped = Number {
                low: chain.keep(&format!("{hint}_low"), end(low.min(high))),
                high: chain.keep(&format!("{hint}_high"), end(low.max(high))),
                within: Bounds::closed(low.min(high), low.max(high)),
                flags: chain.keep_bits(&format!("{hint}_flags"), flags),
            };
            weighted(chain, &mapped)
        }
        Value::Number(number) => {
            // Only the last of these is held to what a number can be.
            let distance =
                numbers::difference(chain, &hint, number, &Number::point(from), Limit::BETWEEN);
            let width = Number::point(high - low);
            let product =
                numbers::product(chain, &hint, (&distance, &width), (Limit::BETWEEN, false));
            let reach = Number::point(to - from);
            let quotient =
                numbers::quotient(chain, &hint, (&product, &reach), (Limit::BETWEEN, false));
            let mapped = numbers::sum(chain, &hint, &Number::point(low), &quotient, Limit::BETWEEN);
            weighted(chain, &mapped)
        }
        // The analysis asks for numbers or yes/no.
        Value::Choice(_) | Value::Text(_) => Number::point(0),
    }
}

/// Points as often as they count, and their flags.
fn counted(
    chain: &mut Chain,
    hint: &str,
    each: &Number,
    points: i128,
    own_points: bool,
) -> (Number, Bits) {
    let floor = |end: &Sql| {
        if own_points {
            end.clone()
        } else {
            greatest([end.clone(), Sql::Number(0)])
        }
    };
    let bound = |end: Option<i128>| {
        if own_points {
            end
        } else {
            Some(end.unwrap_or(0).max(0))
        }
    };
    let times = Number {
        low: chain.keep(&format!("{hint}_times_low"), floor(&each.low)),
        high: chain.keep(&format!("{hint}_times_high"), floor(&each.high)),
        within: Bounds {
            low: bound(each.within.low),
            high: if own_points || each.within.high.is_some() {
                each.within
                    .high
                    .map(|end| if own_points { end } else { end.max(0) })
            } else {
                None
            },
        },
        flags: Bits::plain(),
    };
    let product = numbers::product(
        chain,
        &format!("{hint}_points"),
        (&times, &Number::point(points)),
        (Limit::NUMBER, false),
    );
    let nothing = not(each.flags.has(flag::APPLIES));
    let perhaps = each.flags.has(flag::NOT_APPLICABLE);
    let end = |end: &Sql, widened: Sql| {
        case(
            vec![
                (nothing.clone(), Sql::Number(0)),
                (perhaps.clone(), widened),
            ],
            end.clone(),
        )
    };
    let low = end(&product.low, least([product.low.clone(), Sql::Number(0)]));
    let high = end(
        &product.high,
        greatest([product.high.clone(), Sql::Number(0)]),
    );
    let ends = (
        chain.keep(&format!("{hint}_counted_low"), low),
        chain.keep(&format!("{hint}_counted_high"), high),
    );
    let fault = |bits: &Bits| {
        Bits::case(
            vec![(bits.has(flag::FAULT), Bits::constant(flag::FAULT))],
            Bits::constant(0),
        )
    };
    let bits = Bits::plain().or(&Bits::case(
        vec![(nothing, Bits::constant(0))],
        fault(&each.flags).or(&fault(&product.flags)),
    ));
    let within = if each.flags.may & flag::NOT_APPLICABLE == 0 {
        product.within
    } else {
        product.within.union(Bounds::closed(0, 0))
    };
    let number = Number {
        low: ends.0,
        high: ends.1,
        within,
        flags: Bits::plain(),
    };
    (
        number,
        chain.keep_bits(&format!("{hint}_counted_flags"), bits),
    )
}

/// A cap holds both ends.
fn capped(chain: &mut Chain, hint: &str, points: Number, cap: Option<Cap>) -> Number {
    let Some(cap) = cap else { return points };
    let hint = format!("{hint}_capped");
    match cap {
        Cap::AtMost(most) => {
            let most = most.units();
            numbers::mapped(
                chain,
                &hint,
                &points,
                |end| least([end, Sql::Number(most)]),
                |bound, is_high| match bound {
                    Some(bound) => Some(bound.min(most)),
                    None if is_high => Some(most),
                    None => None,
                },
            )
        }
        Cap::AtLeast(fewest) => {
            let fewest = fewest.units();
            numbers::mapped(
                chain,
                &hint,
                &points,
                |end| greatest([end, Sql::Number(fewest)]),
                |bound, is_high| match bound {
                    Some(bound) => Some(bound.max(fewest)),
                    None if is_high => None,
                    None => Some(fewest),
                },
            )
        }
    }
}

/// Every band that the interval touches: its threshold is included, the one above it is not.
fn band(chain: &mut Chain, name: &str, bands: &Bands, value: &Number) -> Choice {
    let mut above: Option<i128> = None;
    let mut set = Sql::Whole(0);
    for (place, band) in bands.bands.iter().enumerate() {
        let reaches = match band.from {
            Some(from) => at_most(Sql::Number(from), value.high.clone()),
            None => Sql::YesNo(true),
        };
        let below = match above {
            Some(above) => less(value.low.clone(), Sql::Number(above)),
            None => Sql::YesNo(true),
        };
        let touched = choose(
            all([reaches, below]),
            Sql::Whole(1_i64 << place.min(62)),
            Sql::Whole(0),
        );
        set = either_bits(set, touched);
        above = band.from;
    }
    let set = choose(not(value.flags.has(flag::APPLIES)), Sql::Whole(0), set);
    let hint = format!("{name}_band");
    let choice = Choice {
        set: chain.keep(&hint, set),
        members: u32::try_from(bands.bands.len()).unwrap_or(u32::MAX),
        flags: value.flags.clone(),
    };
    kept_choice(chain, &hint, select::settled_choice(choice), None)
}
