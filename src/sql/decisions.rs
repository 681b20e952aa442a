//! Decisions: which lines hold, and what those that may count say.

use super::chain::Chain;
use super::emitter::Emitter;
use super::errors::{Refused, no_construct};
use super::logic::{connect, holds, invert};
use super::rules::{Course, Outcome};
use super::select::{self, Take};
use super::tree::{Sql, all, any, choose, not};
use super::value::{Bits, Value, flag, truth};
use crate::ir::{Decision, ExprId, ExprKind, HitPolicy, RecordId};

/// The place in a cascade of a row that no line fits.
const NONE_FITS: u32 = 1 << 24;

/// Works out a decision.
pub(super) fn evaluate(
    emitter: &mut Emitter<'_>,
    record: RecordId,
    name: &str,
    decision: &Decision,
    members: Option<&Bits>,
) -> Result<Outcome, Refused> {
    if decision.policy == HitPolicy::All {
        let span = decision
            .lines
            .first()
            .map(|line| line.span)
            .unwrap_or_default();
        return Err(no_construct(
            format!("the decision `{name}`, which takes all lines that hold,"),
            span,
        ));
    }
    let lines = lines(emitter, record, name, decision)?;
    let complete = complete(emitter, record, decision)?;
    let chain = emitter.rows(record)?;
    let (stands, any_line, clash) = standing(chain, name, decision, &lines, complete);
    let mut outputs = Vec::with_capacity(decision.outputs.len());
    for place in 0..decision.outputs.len() {
        let found = one_of(
            emitter,
            record,
            name,
            decision,
            &Hits {
                lines: &lines,
                stands: &stands,
                any_line: &any_line,
                clash: &clash,
            },
            place,
        )?;
        let chain = emitter.rows(record)?;
        let found = match members {
            None => found,
            Some(members) => select::within(chain, name, &found, members),
        };
        let hint = match (place, decision.outputs.get(place)) {
            (1.., Some(output)) => format!("{name}_{}", output.named.name),
            _ => name.to_owned(),
        };
        outputs.push(chain.keep_value(&hint, found));
    }
    Ok(Outcome::Decision {
        lines,
        stands,
        outputs,
    })
}

/// Whether each line holds, by itself; `otherwise` where no other line does.
fn lines(
    emitter: &mut Emitter<'_>,
    record: RecordId,
    name: &str,
    decision: &Decision,
) -> Result<Vec<Bits>, Refused> {
    let mut tested = Vec::new();
    for condition in decision.lines.iter().filter_map(|line| line.condition) {
        let bits = emitter.needed(record, condition)?;
        let chain = emitter.rows(record)?;
        tested.push(chain.keep_bits(&format!("{name}_line"), bits));
    }
    let rest = match decision.policy {
        // What stands before it is looked at first.
        HitPolicy::First => Bits::constant(truth::YES),
        HitPolicy::Unique | HitPolicy::All => {
            let chain = emitter.rows(record)?;
            let some = chain.keep_bits(&format!("{name}_some"), connect(false, &tested));
            chain.keep_bits(&format!("{name}_rest"), invert(&some))
        }
    };
    let mut next = tested.into_iter();
    let mut lines: Vec<Bits> = Vec::with_capacity(decision.lines.len());
    for line in &decision.lines {
        lines.push(match line.condition {
            Some(_) => next.next().unwrap_or_else(|| rest.clone()),
            None => rest.clone(),
        });
    }
    match (decision.policy, decision.columns) {
        (HitPolicy::First, Some(columns)) => {
            first_of_each(emitter, record, name, (decision, columns.max(1)), lines)
        }
        (HitPolicy::First | HitPolicy::Unique | HitPolicy::All, _) => Ok(lines),
    }
}

/// Of a grid it is the first row that holds and the first column that does.
fn first_of_each(
    emitter: &mut Emitter<'_>,
    record: RecordId,
    name: &str,
    (decision, columns): (&Decision, usize),
    lines: Vec<Bits>,
) -> Result<Vec<Bits>, Refused> {
    let heads: [Vec<_>; 2] = [
        decision.lines.iter().step_by(columns).collect(),
        decision.lines.iter().take(columns).collect(),
    ];
    let mut passed: [Vec<Sql>; 2] = [Vec::new(), Vec::new()];
    for (edge, (heads, passed)) in heads.iter().zip(&mut passed).enumerate() {
        let mut over = Sql::YesNo(false);
        for line in heads {
            passed.push(over.clone());
            let cell = match line.cells.get(edge).copied().flatten() {
                Some(condition) => emitter.needed(record, condition)?,
                None => Bits::constant(truth::YES),
            };
            let chain = emitter.rows(record)?;
            over = chain.keep(&format!("{name}_passed"), any([over, holds(&cell)]));
        }
    }
    let [rows, across] = &passed;
    let chain = emitter.rows(record)?;
    let kept = lines.into_iter().enumerate().map(|(place, line)| {
        let before = [rows.get(place / columns), across.get(place % columns)];
        let out = any(before.into_iter().flatten().cloned());
        let bits = Bits::case(vec![(out, Bits::constant(truth::NO))], line);
        chain.keep_bits(&format!("{name}_cell"), bits)
    });
    Ok(kept.collect())
}

/// True where some line holds whatever the answers.
fn complete(
    emitter: &mut Emitter<'_>,
    record: RecordId,
    decision: &Decision,
) -> Result<Sql, Refused> {
    let has_rest = decision.lines.iter().any(|line| line.condition.is_none());
    if !decision.proved_complete || has_rest {
        return Ok(Sql::YesNo(decision.proved_complete));
    }
    let mut applies = Vec::new();
    for input in &decision.inputs {
        let value = emitter.value(record, *input)?;
        applies.push(not(value.flags().has(flag::NOT_APPLICABLE)));
    }
    Ok(all(applies))
}

/// Which lines may count, whether any does, and where two certainly hold of which only one may.
fn standing(
    chain: &mut Chain,
    name: &str,
    decision: &Decision,
    lines: &[Bits],
    complete: Sql,
) -> (Vec<Sql>, Bits, Sql) {
    let may: Vec<Sql> = lines.iter().map(|line| line.has(truth::YES)).collect();
    let certain: Vec<Sql> = lines.iter().map(holds).collect();
    let arms: Vec<(u32, Bits)> = (0..).zip(lines.iter().cloned()).collect();
    let mut stands = match decision.policy {
        HitPolicy::First => Course::of(chain, name, &arms).stands,
        HitPolicy::Unique | HitPolicy::All => may,
    };
    let mut clash = Sql::YesNo(false);
    if decision.policy == HitPolicy::Unique {
        let one = |holds: &Sql| {
            choose(
                holds.clone(),
                Sql::Number(crate::decimal::ONE),
                Sql::Number(0),
            )
        };
        let count = certain.iter().map(one).reduce(super::tree::add);
        let count = chain.keep(&format!("{name}_certain"), count.unwrap_or(Sql::Number(0)));
        let more = super::tree::less(Sql::Number(crate::decimal::ONE), count.clone());
        clash = chain.keep(&format!("{name}_clash"), more);
        if decision.proved_unique {
            let only = super::tree::equal(count, Sql::Number(crate::decimal::ONE));
            let only = chain.keep(&format!("{name}_only"), only);
            stands = stands
                .into_iter()
                .zip(&certain)
                .map(|(stands, certain)| {
                    any([
                        all([only.clone(), certain.clone()]),
                        all([not(only.clone()), stands]),
                    ])
                })
                .collect();
        }
    }
    let stands: Vec<Sql> = stands
        .into_iter()
        .map(|stands| chain.keep(&format!("{name}_stands"), stands))
        .collect();
    let some_may = any(lines.iter().map(|line| line.has(truth::YES)));
    let some_does = any(certain);
    let any_line = Bits::case(
        vec![
            (
                any([some_does, all([complete, some_may.clone()])]),
                Bits::constant(truth::YES),
            ),
            (some_may, Bits::constant(truth::UNKNOWN)),
        ],
        Bits::constant(truth::NO),
    );
    let any_line = chain.keep_bits(&format!("{name}_any"), any_line);
    (stands, any_line, clash)
}

/// What is known of the lines on each row.
struct Hits<'h> {
    lines: &'h [Bits],
    stands: &'h [Sql],
    any_line: &'h Bits,
    clash: &'h Sql,
}

/// The union of what the lines say that may count.
fn one_of(
    emitter: &mut Emitter<'_>,
    record: RecordId,
    name: &str,
    decision: &Decision,
    hits: &Hits<'_>,
    place: usize,
) -> Result<Value, Refused> {
    let span = decision
        .lines
        .first()
        .map(|line| line.span)
        .unwrap_or_default();
    let odd = || no_construct("this column of a decision", span);
    let mut found: Option<(Value, Sql)> = None;
    for (line, stands) in decision.lines.iter().zip(hits.stands) {
        let Some(&value) = line.outputs.get(place) else {
            continue;
        };
        let value = emitter.value(record, value)?;
        let chain = emitter.rows(record)?;
        found = Some(match found {
            None => (value, stands.clone()),
            Some((before, seen)) => {
                let take = Take {
                    first: all([seen.clone(), not(stands.clone())]),
                    second: not(seen.clone()),
                    fault: Sql::YesNo(false),
                };
                let hint = format!("{name}_so_far");
                let merged = select::merge(chain, &hint, (&before, &value), take);
                let merged = chain.keep_value(&hint, merged.ok_or_else(odd)?);
                let seen = chain.keep(&format!("{name}_seen"), any([seen, stands.clone()]));
                (merged, seen)
            }
        });
    }
    let (found, _) = found.ok_or_else(odd)?;
    let same = same_values(emitter, decision, place);
    let chain_hint = format!("{name}_fits");
    let fault = match decision.policy {
        HitPolicy::First => {
            let mut arms: Vec<(u32, Bits)> = same
                .iter()
                .copied()
                .zip(hits.lines.iter().cloned())
                .collect();
            let open = hits.any_line.has(truth::NO);
            arms.push((
                NONE_FITS,
                Bits::case(
                    vec![(open, Bits::constant(truth::YES))],
                    Bits::constant(truth::NO),
                ),
            ));
            let chain = emitter.rows(record)?;
            Course::of(chain, &chain_hint, &arms).fault
        }
        HitPolicy::Unique | HitPolicy::All => any([hits.clash.clone(), no_answer_helps(hits)]),
    };
    let chain = emitter.rows(record)?;
    let fault = Bits::case(
        vec![(fault, Bits::constant(truth::FAULT))],
        Bits::constant(0),
    );
    let fits = chain.keep_bits(&chain_hint, hits.any_line.or(&fault));
    Ok(select::within(chain, name, &found, &fits))
}

/// True if every line that is open stays so whatever is answered.
fn no_answer_helps(hits: &Hits<'_>) -> Sql {
    let open: Vec<(Sql, Sql)> = hits
        .lines
        .iter()
        .zip(hits.stands)
        .map(|(line, stands)| {
            let open = all([stands.clone(), line.has(truth::NO)]);
            (open, line.has(truth::FAULT))
        })
        .collect();
    let some = any(open.iter().map(|(open, _)| open.clone()));
    let every = open
        .iter()
        .map(|(open, fault)| any([not(open.clone()), fault.clone()]));
    all(std::iter::once(some).chain(every))
}

/// For each line the first that says the same in a column.
fn same_values(emitter: &Emitter<'_>, decision: &Decision, place: usize) -> Vec<u32> {
    let constant = |value: ExprId| {
        if let ExprKind::Literal(value) = &emitter.program.exprs[value].kind {
            Some(value)
        } else {
            None
        }
    };
    let values: Vec<Option<&crate::ir::Value>> = decision
        .lines
        .iter()
        .map(|line| line.outputs.get(place).and_then(|value| constant(*value)))
        .collect();
    let first = |(at, value): (usize, &Option<&crate::ir::Value>)| {
        let same = value.and_then(|value| values.iter().position(|other| *other == Some(value)));
        u32::try_from(same.unwrap_or(at)).unwrap_or(u32::MAX)
    };
    values.iter().enumerate().map(first).collect()
}
