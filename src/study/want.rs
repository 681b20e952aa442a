//! The cheapest change of a row's own answers that leads to a wanted outcome.
//!
//! Cheapest means: fewest answers changed, and of as many those that are missing before those that are known. One answer is
//! tried with every value, then two, then three, as long as there are few enough combinations. Numbers of
//! wide ranges are tried at the points of [`candidates`](super::candidates), and then the nearest value that leads to the outcome is
//! found by halving. What was tried is said: `exact` if every change of so many answers was.

use std::collections::BTreeSet;

use super::Subject;
use super::candidates::{Candidates, MANY_VALUES, candidates, from_units, step, units};
use super::outcome::{Outcome, outcomes};
use super::probe::{self, Probe};
use crate::data::CellPlace;
use crate::diagnostics::did_you_mean;
use crate::eval::{Evaluator, Status, display_value};
use crate::ir::{
    ExprId, ExprKind, FieldId, FieldSource, Program, RecordId, RuleBody, RuleId, Type, Value,
};

/// More changes than this are not tried for one number of answers.
const MANY_CHANGES: usize = 50_000;
/// The same for a rule that looks at other rows, where each change is a run of its own.
const MANY_RUNS: usize = 4_000;
/// People write numbers to so many millionths: three places, of a percent one.
const WRITTEN: i128 = 1_000;
/// Changes of more answers than this are not looked for.
const MOST_ANSWERS: usize = 3;

/// A wanted outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Of which rule.
    pub rule: RuleId,
    /// As [`Outcome::text`] says it when it is settled.
    pub text: String,
}

/// An answer to give instead of the one there is.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedAnswer {
    /// The field.
    pub field: FieldId,
    /// What stands there; none for no answer.
    pub from: Option<String>,
    /// What to answer.
    pub to: String,
    /// Further answers that do it too.
    pub or_else: Vec<String>,
    /// True if every value tried beyond this one, away from what there is, does it too.
    pub or_beyond: Option<Beyond>,
}

/// On which side of a value further ones lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// Greater ones.
    More,
    /// Smaller ones.
    Less,
    /// On both: every value does it.
    Any,
    /// Everything below, but not the value itself.
    Below,
    /// Everything above, but not the value itself.
    Above,
    /// The last value below.
    JustBelow,
    /// The first value above.
    JustAbove,
}

/// The ways to a wanted outcome.
#[derive(Clone, Debug)]
pub struct Ways {
    /// What it comes to now.
    pub now: Outcome,
    /// The cheapest ways, each a set of answers to change; none where there is none, or none was found.
    pub ways: Vec<Vec<ChangedAnswer>>,
    /// So many answers at a time were tried.
    pub tried: usize,
    /// True if nothing was left out of what was tried.
    pub exact: bool,
}

/// Reads a wanted outcome: `hot`, `next_step=meet`, `target`, `not target`, among the rules for a record.
///
/// # Errors
/// A sentence that says what there is to want.
pub fn wanted(
    program: &Program,
    record: RecordId,
    rule: Option<RuleId>,
    text: &str,
) -> Result<Wanted, String> {
    let rules: Vec<RuleId> = program
        .rules
        .iter()
        .filter(|(id, declared)| declared.record == record && rule.is_none_or(|only| only == *id))
        .map(|(id, _)| id)
        .collect();
    let named = |name: &str| {
        let found = rules.iter().copied();
        found
            .into_iter()
            .find(|rule| program.rules[*rule].named.name == name)
    };
    let text = text.trim();
    if let Some((name, outcome)) = text.split_once('=') {
        let (name, outcome) = (name.trim(), outcome.trim());
        let rule = named(name).ok_or_else(|| unknown(program, &rules, name))?;
        return outcome_of(program, rule, outcome)
            .ok_or_else(|| no_such_outcome(program, rule, outcome));
    }
    if let Some(name) = text.strip_prefix("not ") {
        let rule = named(name.trim()).ok_or_else(|| unknown(program, &rules, name.trim()))?;
        return outcome_of(program, rule, "no").ok_or_else(|| no_such_outcome(program, rule, "no"));
    }
    if let Some(rule) = named(text) {
        return outcome_of(program, rule, "yes")
            .ok_or_else(|| no_such_outcome(program, rule, "yes"));
    }
    let mut found = rules.iter().filter(|rule| {
        possible_outcomes(program, **rule)
            .iter()
            .any(|one| one == text)
    });
    match (found.next(), found.next()) {
        (Some(rule), None) => Ok(Wanted {
            rule: *rule,
            text: text.to_owned(),
        }),
        (Some(first), Some(second)) => Err(format!(
            "`{text}` is an outcome of several rules; write {}={text} or {}={text}",
            program.rules[*first].named.name, program.rules[*second].named.name
        )),
        (None, _) => Err(unknown(program, &rules, text)),
    }
}

fn outcome_of(program: &Program, rule: RuleId, text: &str) -> Option<Wanted> {
    let outcomes = possible_outcomes(program, rule);
    outcomes.iter().any(|one| one == text).then(|| Wanted {
        rule,
        text: text.to_owned(),
    })
}

/// The settled outcomes that a rule has; none of a score without bands.
pub(super) fn possible_outcomes(program: &Program, rule: RuleId) -> Vec<String> {
    let members = |domain| {
        let members = program.domains[domain].members.iter();
        members.map(|member| member.named.name.clone()).collect()
    };
    match &program.rules[rule].body {
        RuleBody::Segment(_) | RuleBody::Check(_) => vec!["yes".to_owned(), "no".to_owned()],
        RuleBody::Score(score) => score
            .bands
            .as_ref()
            .map_or_else(Vec::new, |bands| members(bands.domain)),
        RuleBody::Strategy(strategy) => members(strategy.domain),
        RuleBody::Decision(decision) => members(decision.domain),
    }
}

fn unknown(program: &Program, rules: &[RuleId], text: &str) -> String {
    let names = rules
        .iter()
        .map(|rule| program.rules[*rule].named.name.clone());
    let outcomes = rules
        .iter()
        .flat_map(|rule| possible_outcomes(program, *rule))
        .filter(|outcome| outcome != "yes" && outcome != "no");
    let known: Vec<String> = names.chain(outcomes).collect();
    let question = did_you_mean(text, known.iter().map(String::as_str))
        .map_or_else(String::new, |question| format!("; {question}"));
    format!(
        "there is no outcome `{text}` here{question}\nwrite one of: {}",
        known.join(", ")
    )
}

fn no_such_outcome(program: &Program, rule: RuleId, text: &str) -> String {
    let name = &program.rules[rule].named.name;
    let known = possible_outcomes(program, rule);
    if known.is_empty() {
        return format!("`{name}` is a score without bands: give it bands, and want one of them");
    }
    format!(
        "`{name}` does not come to `{text}`; it comes to {}",
        known.join(", ")
    )
}

/// A field that may be changed, what stands in it, and what could.
struct Lever {
    field: FieldId,
    from: Option<Value>,
    values: Vec<Value>,
    complete: bool,
}

/// Finds the cheapest ways for a row.
#[must_use]
pub fn want(subject: Subject<'_>, row: usize, wanted: &Wanted) -> Ways {
    let program = subject.program;
    let record = program.rules[wanted.rule].record;
    let evaluator = Evaluator::new(program, subject.data, subject.settings);
    let frame = evaluator.frame(record, row..row + 1);
    let now = outcomes(&evaluator, &frame, wanted.rule)
        .pop()
        .unwrap_or(Outcome {
            status: Status::Unknown,
            text: String::new(),
        });
    let levers = levers(subject, row, wanted.rule);
    let search = Search {
        subject,
        row,
        record,
        wanted,
        levers: &levers,
    };
    let mut ways = Ways {
        now,
        ways: Vec::new(),
        tried: 0,
        exact: levers.iter().all(|lever| lever.complete),
    };
    if search.is_it(&ways.now) {
        return ways;
    }
    let most = if probe::reads_its_row_alone(program, wanted.rule) {
        MANY_CHANGES
    } else {
        MANY_RUNS
    };
    for answers in 1..=MOST_ANSWERS.min(levers.len()) {
        let sets = search.sets_of(answers);
        let count: usize = sets.iter().map(|set| search.size(set)).sum();
        if count > most {
            ways.exact = false;
            break;
        }
        ways.tried = answers;
        ways.ways = search.try_sets(&sets);
        if !ways.ways.is_empty() {
            break;
        }
    }
    ways
}

/// What single answers would make of a row: for each answer and each other settled outcome that it leads to, the change
/// nearest to what there is. Numbers of wide ranges are tried at the points that the pack suggests.
#[must_use]
pub fn single_changes(
    subject: Subject<'_>,
    row: usize,
    rule: RuleId,
) -> Vec<(ChangedAnswer, String)> {
    let program = subject.program;
    let record = program.rules[rule].record;
    let levers = levers(subject, row, rule);
    let evaluator = Evaluator::new(program, subject.data, subject.settings);
    let frame = evaluator.frame(record, row..row + 1);
    let Some(now) = outcomes(&evaluator, &frame, rule).pop() else {
        return Vec::new();
    };
    let everything = Wanted {
        rule,
        text: String::new(),
    };
    let search = Search {
        subject,
        row,
        record,
        wanted: &everything,
        levers: &levers,
    };
    let sets = search.sets_of(1);
    let probes: Vec<Probe> = sets
        .iter()
        .map(|set| search.probe(set, search.combinations(set)))
        .collect();
    let mut found = Vec::new();
    for ((set, probe), outcomes) in sets.iter().zip(&probes).zip(probe::run(subject, &probes)) {
        let mut seen: Vec<String> = Vec::new();
        for outcome in &outcomes {
            let other = outcome.status == Status::Known && *outcome != now;
            if !other || seen.contains(&outcome.text) {
                continue;
            }
            seen.push(outcome.text.clone());
            let wanted = Wanted {
                rule,
                text: outcome.text.clone(),
            };
            let one = Search {
                wanted: &wanted,
                ..search
            };
            let hits: Vec<&Vec<Option<Value>>> = probe
                .fillings
                .iter()
                .zip(&outcomes)
                .filter(|(_, other)| other.text == outcome.text && other.status == Status::Known)
                .map(|(filling, _)| filling)
                .collect();
            let ways = one.ways_of(set, &hits).into_iter().flatten();
            found.extend(ways.map(|change| (change, outcome.text.clone())));
        }
    }
    found
}

/// The row's own stored fields that a rule reads, but for those of the key; missing answers first.
fn levers(subject: Subject<'_>, row: usize, rule: RuleId) -> Vec<Lever> {
    let program = subject.program;
    let record = program.rules[rule].record;
    let Some(table) = subject.data.tables.get(&record) else {
        return Vec::new();
    };
    let mut levers: Vec<Lever> = fields_read(program, rule)
        .into_iter()
        .filter(|field| !program.records[record].key.contains(field))
        .map(|field| {
            let from = table.value(program, row, field);
            let Candidates { values, complete } = candidates(subject, field);
            let values = values
                .into_iter()
                .filter(|value| Some(value) != from.as_ref());
            Lever {
                field,
                values: values.take(4 * MANY_VALUES).collect(),
                from,
                complete,
            }
        })
        .collect();
    levers.sort_by_key(|lever| lever.from.is_some());
    levers
}

/// The stored fields that a rule reads of its own row, directly or through computed fields and other rules.
fn fields_read(program: &Program, rule: RuleId) -> Vec<FieldId> {
    let record = program.rules[rule].record;
    let mut found = Vec::new();
    let mut seen: BTreeSet<ExprId> = BTreeSet::new();
    let mut rules = BTreeSet::new();
    let mut waiting_rules = vec![rule];
    while let Some(rule) = waiting_rules.pop() {
        if !rules.insert(rule) {
            continue;
        }
        waiting_rules.extend(program.rules[rule].within);
        let mut waiting = program.rule_exprs(rule);
        waiting.reverse();
        while let Some(expr) = waiting.pop() {
            if !seen.insert(expr) {
                continue;
            }
            let kind = &program.exprs[expr].kind;
            waiting.extend(kind.children().into_iter().rev());
            if let ExprKind::Aggregate(aggregate) = kind {
                waiting.extend(program.read_by_aggregate(aggregate));
            }
            if let ExprKind::Rule(read, _) = kind {
                waiting_rules.push(*read);
            }
            if let ExprKind::Field(field) = kind
                && program.fields[*field].record == record
            {
                match program.fields[*field].source {
                    FieldSource::Stored { .. } if !found.contains(field) => found.push(*field),
                    FieldSource::Computed(value) => waiting.push(value),
                    FieldSource::Stored { .. }
                    | FieldSource::Relation(_)
                    | FieldSource::Shared(_) => {}
                }
            }
        }
    }
    found
}

#[derive(Clone, Copy)]
struct Search<'s> {
    subject: Subject<'s>,
    row: usize,
    record: RecordId,
    wanted: &'s Wanted,
    levers: &'s [Lever],
}

impl Search<'_> {
    fn is_it(&self, outcome: &Outcome) -> bool {
        outcome.status == Status::Known && outcome.text == self.wanted.text
    }

    /// Every choice of so many levers, those with missing answers first.
    fn sets_of(&self, count: usize) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in 0..count {
            sets = sets
                .iter()
                .flat_map(|set| {
                    let first = set.last().map_or(0, |last| last + 1);
                    (first..self.levers.len()).map(move |lever| {
                        let mut longer = set.clone();
                        longer.push(lever);
                        longer
                    })
                })
                .collect();
        }
        let known = |set: &Vec<usize>| {
            let levers = set.iter().filter_map(|lever| self.levers.get(*lever));
            levers.filter(|lever| lever.from.is_some()).count()
        };
        sets.sort_by_key(known);
        sets
    }

    fn size(&self, set: &[usize]) -> usize {
        let sizes = set.iter().filter_map(|lever| self.levers.get(*lever));
        sizes
            .map(|lever| lever.values.len())
            .fold(1, usize::saturating_mul)
    }

    fn probe(&self, set: &[usize], fillings: Vec<Vec<Option<Value>>>) -> Probe {
        let place = |lever: &Lever| CellPlace {
            record: self.record,
            row: self.row,
            field: lever.field,
        };
        let levers = set.iter().filter_map(|lever| self.levers.get(*lever));
        Probe {
            rule: self.wanted.rule,
            row: self.row,
            cells: levers.map(place).collect(),
            reads: self.levers.iter().map(place).collect(),
            fillings,
        }
    }

    fn try_sets(&self, sets: &[Vec<usize>]) -> Vec<Vec<ChangedAnswer>> {
        let fillings: Vec<Vec<Vec<Option<Value>>>> =
            sets.iter().map(|set| self.combinations(set)).collect();
        let probes: Vec<Probe> = sets
            .iter()
            .zip(&fillings)
            .map(|(set, fillings)| self.probe(set, fillings.clone()))
            .collect();
        let found = probe::run(self.subject, &probes);
        let mut ways = Vec::new();
        for ((set, fillings), outcomes) in sets.iter().zip(&fillings).zip(&found) {
            let hits: Vec<&Vec<Option<Value>>> = fillings
                .iter()
                .zip(outcomes)
                .filter(|(_, outcome)| self.is_it(outcome))
                .map(|(filling, _)| filling)
                .collect();
            ways.extend(self.ways_of(set, &hits));
        }
        ways
    }

    fn combinations(&self, set: &[usize]) -> Vec<Vec<Option<Value>>> {
        let mut fillings: Vec<Vec<Option<Value>>> = vec![Vec::new()];
        for lever in set.iter().filter_map(|lever| self.levers.get(*lever)) {
            fillings = fillings
                .iter()
                .flat_map(|filling| {
                    lever.values.iter().map(move |value| {
                        let mut longer = filling.clone();
                        longer.push(Some(value.clone()));
                        longer
                    })
                })
                .collect();
        }
        fillings
    }

    /// What to say of the combinations of one set of answers that lead there.
    fn ways_of(&self, set: &[usize], hits: &[&Vec<Option<Value>>]) -> Vec<Vec<ChangedAnswer>> {
        let levers: Vec<&Lever> = set
            .iter()
            .filter_map(|lever| self.levers.get(*lever))
            .collect();
        if let [lever] = levers.as_slice() {
            let values: Vec<&Value> = hits
                .iter()
                .filter_map(|filling| filling.first().and_then(Option::as_ref))
                .collect();
            return self.single(set, lever, &values);
        }
        // Of several answers the combination nearest to what there is stands for the set.
        let distance = |filling: &&&Vec<Option<Value>>| {
            let parts = filling.iter().zip(&levers);
            parts
                .map(|(value, lever)| distance(lever, value.as_ref()))
                .fold(0i128, i128::saturating_add)
        };
        let Some(nearest) = hits.iter().min_by_key(distance) else {
            return Vec::new();
        };
        let changed = levers
            .iter()
            .zip(nearest.iter())
            .filter_map(|(lever, value)| Some(self.changed(lever, value.as_ref()?, None)));
        vec![changed.collect()]
    }

    /// One answer: of measured values the nearest on each side, and whether all beyond it do it too.
    fn single(&self, set: &[usize], lever: &Lever, hits: &[&Value]) -> Vec<Vec<ChangedAnswer>> {
        let measured = hits.first().is_some_and(|value| units(value).is_some());
        if !measured {
            let Some((first, others)) = hits.split_first() else {
                return Vec::new();
            };
            let mut changed = self.changed(lever, first, None);
            changed.or_else = others
                .iter()
                .map(|value| self.shown(lever, value))
                .collect();
            return vec![vec![changed]];
        }
        let mut ways = Vec::new();
        let Some(from) = lever.from.as_ref().and_then(units) else {
            let way = self.unanswered(set, lever, hits);
            return way.map(|changed| vec![changed]).into_iter().collect();
        };
        let is_hit = |value: &Value| hits.contains(&value);
        let above = lever
            .values
            .iter()
            .filter(|value| units(value).is_some_and(|at| at > from));
        let above: Vec<&Value> = above.collect();
        if let Some(first) = above.iter().position(|value| is_hit(value)) {
            let all = above.iter().skip(first).all(|value| is_hit(value));
            let miss = first
                .checked_sub(1)
                .and_then(|before| above.get(before).copied());
            let miss = miss.or(lever.from.as_ref());
            let value = self.nearest(set, lever, miss, above.get(first).copied());
            ways.extend(
                value.map(|value| vec![self.changed(lever, &value, all.then_some(Beyond::More))]),
            );
        }
        let below = lever
            .values
            .iter()
            .rev()
            .filter(|value| units(value).is_some_and(|at| at < from));
        let below: Vec<&Value> = below.collect();
        if let Some(first) = below.iter().position(|value| is_hit(value)) {
            let all = below.iter().skip(first).all(|value| is_hit(value));
            let miss = first
                .checked_sub(1)
                .and_then(|before| below.get(before).copied());
            let miss = miss.or(lever.from.as_ref());
            let value = self.nearest(set, lever, miss, below.get(first).copied());
            ways.extend(
                value.map(|value| vec![self.changed(lever, &value, all.then_some(Beyond::Less))]),
            );
        }
        ways
    }

    /// A measured answer that is missing: the least value that leads there, or the greatest where all below do.
    fn unanswered(&self, set: &[usize], lever: &Lever, hits: &[&Value]) -> Option<ChangedAnswer> {
        let values: Vec<&Value> = lever.values.iter().collect();
        let first = values.iter().position(|value| hits.contains(value))?;
        let run = values.iter().skip(first);
        let last = first + run.take_while(|value| hits.contains(value)).count() - 1;
        let to_the_top = last + 1 == values.len();
        let at = |place: Option<usize>| place.and_then(|place| values.get(place).copied());
        if first == 0 && !to_the_top {
            let value = self.nearest(set, lever, at(Some(last + 1)), at(Some(last)))?;
            return Some(self.changed(lever, &value, Some(Beyond::Less)));
        }
        let value = self.nearest(set, lever, at(first.checked_sub(1)), at(Some(first)))?;
        let beyond = to_the_top.then_some(if first == 0 {
            Beyond::Any
        } else {
            Beyond::More
        });
        Some(self.changed(lever, &value, beyond))
    }

    /// Between a value that does not lead there and one that does, the last that does, by halving.
    fn nearest(
        &self,
        set: &[usize],
        lever: &Lever,
        miss: Option<&Value>,
        hit: Option<&Value>,
    ) -> Option<Value> {
        let ty = &self.subject.program.fields[lever.field].ty;
        let step = step(ty);
        let mut hit = hit.and_then(units)?;
        let Some(mut miss) = miss.and_then(units) else {
            return from_units(ty, hit);
        };
        while (hit - miss).abs() > step {
            let middle = miss + (hit - miss) / (2 * step) * step;
            if middle == miss || middle == hit {
                break;
            }
            let filling = vec![vec![from_units(ty, middle)]];
            let outcome = probe::run(self.subject, &[self.probe(set, filling)]);
            let leads_there = outcome.first().and_then(|found| found.first());
            if leads_there.is_some_and(|outcome| self.is_it(outcome)) {
                hit = middle;
            } else {
                miss = middle;
            }
        }
        from_units(ty, hit)
    }

    fn changed(&self, lever: &Lever, value: &Value, or_beyond: Option<Beyond>) -> ChangedAnswer {
        let ty = &self.subject.program.fields[lever.field].ty;
        let beside = beside_a_threshold(ty, value, or_beyond);
        let (value, or_beyond) = match &beside {
            Some((threshold, beyond)) => (threshold, Some(*beyond)),
            None => (value, or_beyond),
        };
        ChangedAnswer {
            field: lever.field,
            from: lever.from.as_ref().map(|from| self.shown(lever, from)),
            to: self.shown(lever, value),
            or_else: Vec::new(),
            or_beyond,
        }
    }

    fn shown(&self, lever: &Lever, value: &Value) -> String {
        let program = self.subject.program;
        display_value(program, &program.fields[lever.field].ty, value)
    }
}

/// Numbers with more places than a person writes stand beside a threshold: `99999.999999 or less` is below 100000.
fn beside_a_threshold(ty: &Type, value: &Value, beyond: Option<Beyond>) -> Option<(Value, Beyond)> {
    let at = units(value).filter(|at| step(ty) == 1 && at % WRITTEN != 0)?;
    let is_number = matches!(value, Value::Number(_));
    let next = |near: i128| {
        (near % WRITTEN == 0)
            .then(|| from_units(ty, near))
            .flatten()
    };
    let (below, above) = (next(at + 1), next(at - 1));
    match (is_number, below, above, beyond) {
        (true, Some(near), _, Some(Beyond::Less)) => Some((near, Beyond::Below)),
        (true, _, Some(near), Some(Beyond::More)) => Some((near, Beyond::Above)),
        (true, Some(near), _, None) => Some((near, Beyond::JustBelow)),
        (true, _, Some(near), None) => Some((near, Beyond::JustAbove)),
        (_, _, _, _) => None,
    }
}

/// How far a value is from what there is: steps of measured values, places of members.
fn distance(lever: &Lever, value: Option<&Value>) -> i128 {
    let (Some(from), Some(value)) = (&lever.from, value) else {
        return 0;
    };
    match (units(from), units(value)) {
        (Some(from), Some(to)) => (to - from).abs(),
        (_, _) => match (from, value) {
            (Value::Choice(_, from), Value::Choice(_, to)) => i128::from(from.abs_diff(*to)),
            (_, _) => 1,
        },
    }
}
