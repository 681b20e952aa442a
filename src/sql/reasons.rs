//! Why a rule came out as it did, in the analyst's words, and which missing answers could still change it.

use super::causes::Causes;
use super::display::{Item, display, interval, listed, whole_series};
use super::emitter::Emitter;
use super::errors::{Refused, no_construct};
use super::output::said_or_nothing;
use super::rules::{Outcome, Part};
use super::tree::{Kind, Sql, all, any, case, choose, equal, is_null, join, less, not};
use super::value::{Number, Text, Value, flag, truth};
use crate::decimal::Decimal;
use crate::ir::{
    Cap, DecayKind, Decision, DecisionLine, ExprId, ExprKind, HitPolicy, Named, PointsItem,
    PointsLine, RecordId, RuleBody, RuleId, Score, ScoreKind, Strategy, Type,
};

impl Emitter<'_> {
    /// `open`: the missing answers, joined by `, `; null where there are none.
    pub(super) fn open(&mut self, record: RecordId, rule: RuleId) -> Result<Text, Refused> {
        let causes = self.causes(record, rule)?;
        let items: Vec<Item> = causes
            .names()
            .into_iter()
            .map(|(when, name)| (when, Sql::text(&name)))
            .collect();
        self.said(record, "open_answers", listed(&items, ", "))
    }

    /// `failing`: what the gates that certainly fail have to say; null where none does.
    pub(super) fn failing(&mut self, record: RecordId, rule: RuleId) -> Result<Text, Refused> {
        let program = self.program;
        let outcome = self.rule(record, rule)?;
        let (Some(body), Outcome::Gates { gates, member, .. }) =
            (program.rules[rule].body.gates(), &*outcome)
        else {
            return Ok(said_or_nothing(Sql::Null(Kind::Text)));
        };
        let mut items: Vec<Item> = Vec::with_capacity(gates.len());
        for (gate, bits) in body.gates.iter().zip(gates) {
            let text = match gate.otherwise {
                Some(text) => self.printed(record, text)?,
                None => {
                    let facts = self.facts(record, gate.condition)?;
                    join([Sql::text(&format!("{}: ", spoken(&gate.named))), facts])
                }
            };
            let text = self.rows(record)?.keep("fails", text);
            items.push((bits.is(truth::SET, truth::NO), text));
        }
        let outside = member.is(truth::SET, truth::NOT_APPLICABLE);
        let text = choose(outside, Sql::Null(Kind::Text), listed(&items, "; "));
        self.said(record, "failing", text)
    }

    /// `because`: why the rule came out as it did.
    pub(super) fn because(&mut self, record: RecordId, rule: RuleId) -> Result<Text, Refused> {
        let program = self.program;
        let declared = &program.rules[rule];
        let outcome = self.rule(record, rule)?;
        let value = outcome.value();
        let settled = match (&declared.body, &*outcome) {
            (
                RuleBody::Score(score),
                Outcome::Score {
                    parts, raw, value, ..
                },
            ) => {
                let text = self.score_words(record, score, parts, (raw, value))?;
                return self.where_it_applies(record, rule, text);
            }
            (RuleBody::Strategy(strategy), Outcome::Strategy { arms, .. }) => {
                self.deciding_arm(record, strategy, arms)?
            }
            (RuleBody::Decision(decision), Outcome::Decision { lines, stands, .. }) => {
                self.deciding_line(record, decision, lines, stands)?
            }
            (RuleBody::Segment(_) | RuleBody::Check(_), _) => {
                let failing = self.failing(record, rule)?;
                let open = self.undecided(record, rule)?;
                let text = case(
                    vec![
                        (not(is_null(failing.value.clone())), failing.value.clone()),
                        (value.is_known(), Sql::Null(Kind::Text)),
                    ],
                    open,
                );
                return self.where_it_applies(record, rule, text);
            }
            (RuleBody::Score(_) | RuleBody::Strategy(_) | RuleBody::Decision(_), _) => {
                return Err(no_construct("`because`", declared.named.span));
            }
        };
        let settled = self.rows(record)?.keep("decided", settled);
        let open = self.undecided(record, rule)?;
        let open = self.rows(record)?.keep("undecided", open);
        self.where_it_applies(record, rule, choose(value.is_known(), settled, open))
    }

    fn said(&mut self, record: RecordId, hint: &str, text: Sql) -> Result<Text, Refused> {
        let text = self.rows(record)?.keep(hint, text);
        Ok(said_or_nothing(text))
    }

    /// A reason where the rule applies; else what keeps the row out.
    fn where_it_applies(
        &mut self,
        record: RecordId,
        rule: RuleId,
        text: Sql,
    ) -> Result<Text, Refused> {
        let program = self.program;
        let declared = &program.rules[rule];
        let nothing = self.rule(record, rule)?.value().is_not_applicable();
        if nothing == Sql::YesNo(false) {
            return self.said(record, "because", text);
        }
        let mut arms = Vec::new();
        let mut next = declared.within;
        while let Some(segment) = next {
            let outcome = self.rule(record, segment)?;
            if let Outcome::Gates { member, .. } = &*outcome {
                let failing = self.failing(record, segment)?;
                let outside = format!("not in {}", program.rules[segment].named.name);
                let said = choose(
                    is_null(failing.value.clone()),
                    Sql::text(&outside),
                    join([Sql::text(&format!("{outside}: ")), failing.value]),
                );
                arms.push((member.is(truth::SET, truth::NO), said));
            }
            next = program.rules[segment].within;
        }
        let otherwise = match declared.body.decision() {
            None => Sql::text("not applicable"),
            Some(decision) => self.none_fits(record, decision)?,
        };
        let outside = self.rows(record)?.keep("outside", case(arms, otherwise));
        let text = self.rows(record)?.keep("because", text);
        self.said(record, "because", choose(nothing, outside, text))
    }

    /// What keeps a result open, and what is left.
    fn undecided(&mut self, record: RecordId, rule: RuleId) -> Result<Sql, Refused> {
        let program = self.program;
        let declared = &program.rules[rule];
        let outcome = self.rule(record, rule)?;
        let reasons = self.causes(record, rule)?.sentence();
        let reasons = self.rows(record)?.keep("hangs_on", reasons);
        let mut left: Vec<Item> = match (&declared.body, &*outcome) {
            (RuleBody::Strategy(strategy), Outcome::Strategy { option, .. }) => program.domains
                [strategy.domain]
                .members
                .iter()
                .enumerate()
                .map(|(at, member)| (option.has(1 << at.min(62)), Sql::text(&member.named.name)))
                .collect(),
            (RuleBody::Decision(decision), Outcome::Decision { .. }) => {
                self.items_left(record, rule, decision)?
            }
            (
                RuleBody::Segment(_)
                | RuleBody::Score(_)
                | RuleBody::Strategy(_)
                | RuleBody::Decision(_)
                | RuleBody::Check(_),
                _,
            ) => Vec::new(),
        };
        if left.is_empty() {
            return Ok(reasons);
        }
        let some = any(left.iter().map(|(when, _)| when.clone()));
        let perhaps = all([
            some.clone(),
            outcome.value().flags().has(flag::NOT_APPLICABLE),
        ]);
        left.push((perhaps, Sql::text("not applicable")));
        let list = whole_series(left, "or");
        Ok(choose(
            some,
            join([reasons.clone(), Sql::text(": "), list]),
            reasons,
        ))
    }

    /// What the lines left of a decision say, each thing once.
    fn items_left(
        &mut self,
        record: RecordId,
        rule: RuleId,
        decision: &Decision,
    ) -> Result<Vec<Item>, Refused> {
        let program = self.program;
        let outcome = self.rule(record, rule)?;
        let (Outcome::Decision { stands, .. }, Some(output)) =
            (&*outcome, decision.outputs.first())
        else {
            return Ok(Vec::new());
        };
        let span = program.rules[rule].named.span;
        let mut items = Vec::new();
        for (line, stands) in decision.lines.iter().zip(stands) {
            if let Some(value) = line.outputs.first() {
                items.push((stands.clone(), self.value(record, *value)?));
            }
        }
        if let Type::Choice(domain) = output.ty {
            let sets = items.iter().filter_map(|(stands, value)| match value {
                Value::Choice(choice) => {
                    Some(choose(stands.clone(), choice.set.clone(), Sql::Whole(0)))
                }
                Value::Number(_) | Value::YesNo(_) | Value::Text(_) => None,
            });
            let set = sets
                .reduce(super::tree::either_bits)
                .unwrap_or(Sql::Whole(0));
            let set = self.rows(record)?.keep("left", set);
            return Ok(program.domains[domain]
                .members
                .iter()
                .enumerate()
                .map(|(at, member)| {
                    let mask = Sql::Whole(1 << at.min(62));
                    let has = not(equal(
                        super::tree::both_bits(set.clone(), mask),
                        Sql::Whole(0),
                    ));
                    (has, Sql::text(&member.named.name))
                })
                .collect());
        }
        let mut texts = Vec::new();
        for (stands, value) in &items {
            let text = display(program, &output.ty, value)
                .ok_or_else(|| no_construct("what is left of this decision", span))?;
            texts.push((stands.clone(), self.rows(record)?.keep("left", text)));
        }
        Ok(super::display::without_repeats(texts))
    }

    /// The text of a template, which always prints something.
    fn printed(&mut self, record: RecordId, text: ExprId) -> Result<Sql, Refused> {
        match self.value(record, text)? {
            Value::Text(text) => Ok(choose(
                is_null(text.value.clone()),
                Sql::text("unknown"),
                text.value,
            )),
            Value::Number(_) | Value::YesNo(_) | Value::Choice(_) => Ok(Sql::text("")),
        }
    }

    /// The reason of the arm that decides. Where arms of the same option before it are open, their
    /// answers make no difference, and that is said.
    fn deciding_arm(
        &mut self,
        record: RecordId,
        strategy: &Strategy,
        bits: &[super::value::Bits],
    ) -> Result<Sql, Refused> {
        let arms = strategy.options.iter().flat_map(|option| &option.arms);
        let mut told: Vec<(Sql, Sql)> = Vec::new();
        let mut open = Causes::default();
        let mut some_open = Sql::YesNo(false);
        let mut over = Sql::YesNo(false);
        for (arm, bits) in arms.zip(bits) {
            let decides = bits.is(truth::SET, truth::YES);
            let is_open = all([
                not(over.clone()),
                bits.has(truth::YES),
                not(decides.clone()),
            ]);
            let is_open = self.rows(record)?.keep("skipped", is_open);
            if let Some(condition) = arm.condition {
                self.causes_of(record, condition, is_open.clone(), &mut open)?;
                some_open = any([some_open, is_open]);
            }
            let reason = match (arm.because, arm.condition) {
                (Some(text), _) => self.printed(record, text)?,
                (None, Some(condition)) => self.facts(record, condition)?,
                (None, None) => choose(
                    some_open.clone(),
                    Sql::text("no other option holds"),
                    Sql::text("nothing before it holds"),
                ),
            };
            let reason = self.rows(record)?.keep("reason", reason);
            over = self
                .rows(record)?
                .keep("over", any([over, decides.clone()]));
            told.push((decides, reason));
        }
        let reason = case(told, Sql::text("nothing before it holds"));
        self.whatever(record, reason, &open)
    }

    /// A reason, and the answers that make no difference to it.
    fn whatever(&mut self, record: RecordId, reason: Sql, open: &Causes) -> Result<Sql, Refused> {
        let (some, names) = open.quoted_names();
        if some == Sql::YesNo(false) {
            return Ok(reason);
        }
        let reason = self.rows(record)?.keep("reason", reason);
        let more = join([
            reason.clone(),
            Sql::text(", whatever "),
            names,
            Sql::text(" comes to"),
        ]);
        Ok(choose(some, more, reason))
    }

    /// The reason of a settled decision.
    fn deciding_line(
        &mut self,
        record: RecordId,
        decision: &Decision,
        bits: &[super::value::Bits],
        stands: &[Sql],
    ) -> Result<Sql, Refused> {
        let certain: Vec<Sql> = bits
            .iter()
            .zip(stands)
            .map(|(bits, stands)| all([stands.clone(), super::logic::holds(bits)]))
            .collect();
        let some_certain = self
            .rows(record)?
            .keep("certain", any(certain.iter().cloned()));
        let mut told = Vec::new();
        let mut open = Causes::default();
        for (at, line) in decision.lines.iter().enumerate() {
            let (Some(certain_here), Some(stands_here)) = (certain.get(at), stands.get(at)) else {
                continue;
            };
            let others = stands.iter().enumerate().filter(|(other, _)| *other != at);
            let alone = not(any(others.map(|(_, stands)| stands.clone())));
            let earlier = any(certain.iter().take(at).cloned());
            let decides = any([
                all([certain_here.clone(), not(earlier)]),
                all([not(some_certain.clone()), stands_here.clone(), alone]),
            ]);
            let decides = self.rows(record)?.keep("decides", decides);
            let reason = self.line_reason(record, decision, line)?;
            let reason = self.rows(record)?.keep("reason", reason);
            if let Some(condition) = line.condition {
                let skipped = all([stands_here.clone(), not(decides.clone())]);
                let skipped = self.rows(record)?.keep("skipped", skipped);
                self.causes_of(record, condition, skipped, &mut open)?;
            }
            told.push((decides, reason));
        }
        let reason = case(told, Sql::text("every line that may hold says the same"));
        self.whatever(record, reason, &open)
    }

    /// What a line says for its reason, else the values that its cells saw.
    fn line_reason(
        &mut self,
        record: RecordId,
        decision: &Decision,
        line: &DecisionLine,
    ) -> Result<Sql, Refused> {
        if let Some(text) = line.because {
            return self.printed(record, text);
        }
        let tests = line.cells.iter().any(Option::is_some);
        match line.condition {
            Some(condition) if tests => self.facts(record, condition),
            Some(_) | None => Ok(Sql::text(match decision.policy {
                HitPolicy::First => "nothing before it holds",
                HitPolicy::Unique | HitPolicy::All if line.condition.is_none() => {
                    "no other line holds"
                }
                HitPolicy::Unique | HitPolicy::All => "it always holds",
            })),
        }
    }

    /// That no line fits, with the values that were tested.
    fn none_fits(&mut self, record: RecordId, decision: &Decision) -> Result<Sql, Refused> {
        let mut seen = Vec::new();
        for input in &decision.inputs {
            let facts = self.facts(record, *input)?;
            let facts = self.rows(record)?.keep("seen", facts);
            seen.push((not(equal(facts.clone(), Sql::text(""))), facts));
        }
        let some = any(seen.iter().map(|(when, _)| when.clone()));
        Ok(choose(
            some,
            join([Sql::text("no line fits: "), whole_series(seen, "and")]),
            Sql::text("no line fits"),
        ))
    }

    /// How a score came about.
    fn score_words(
        &mut self,
        record: RecordId,
        score: &Score,
        parts: &[Part],
        (raw, value): (&Number, &Number),
    ) -> Result<Sql, Refused> {
        let text = match &score.kind {
            ScoreKind::Multiply(factors) => {
                let mut texts = Vec::new();
                for factor in factors {
                    if !texts.is_empty() {
                        texts.push(Sql::text(" × "));
                    }
                    texts.push(self.named_value(record, *factor)?);
                }
                join(texts)
            }
            ScoreKind::Weigh { factors, scale } => {
                let mut texts = Vec::new();
                for (factor, part) in factors.iter().zip(parts) {
                    if !texts.is_empty() {
                        texts.push(Sql::text(", "));
                    }
                    let most = Decimal::from_units(scale.1)
                        .and_then(|high| high.checked_mul(factor.weight));
                    let most = most.map_or_else(String::new, |most| format!(" of {most}"));
                    texts.push(self.named_value(record, factor.factor)?);
                    texts.push(Sql::text(" gives "));
                    texts.push(interval(&Type::number(), part.points()));
                    texts.push(Sql::text(&most));
                }
                join(texts)
            }
            ScoreKind::WeighEach(weigh) => self.printed(record, weigh.parts)?,
            ScoreKind::Points(items) => self.points_words(record, items, parts)?,
        };
        let text = self.rows(record)?.keep("made_of", text);
        let Some((low, high)) = score.limit else {
            return Ok(text);
        };
        let limited = any([
            not(equal(raw.low.clone(), value.low.clone())),
            not(equal(raw.high.clone(), value.high.clone())),
        ]);
        let number = |units| {
            Decimal::from_units(units).map_or_else(|| "?".to_owned(), |number| number.to_string())
        };
        let said = format!("; limited to {}..{}", number(low), number(high));
        Ok(choose(
            limited,
            join([text.clone(), Sql::text(&said)]),
            text,
        ))
    }

    /// `budget 5`, `time unknown (1 to 5)`, `(6 - price_level) 4`
    fn named_value(&mut self, record: RecordId, expr: ExprId) -> Result<Sql, Refused> {
        let program = self.program;
        let node = &program.exprs[expr];
        let value = self.value(record, expr)?;
        let shown = display(program, &node.ty, &value)
            .ok_or_else(|| no_construct("this factor", node.span))?;
        if matches!(node.kind, ExprKind::Literal(_)) {
            return Ok(shown);
        }
        let name = program.describe(expr);
        let name = if name.contains(' ') {
            format!("({name})")
        } else {
            name
        };
        let shown = self.rows(record)?.keep("shown", shown);
        let said = join([Sql::text(&format!("{name} ")), shown.clone()]);
        let unknown = choose(
            equal(shown.clone(), Sql::text("unknown")),
            Sql::text(&format!("{name} unknown")),
            join([
                Sql::text(&format!("{name} unknown (")),
                shown,
                Sql::text(")"),
            ]),
        );
        let text = value.by_status([
            said.clone(),
            unknown,
            Sql::text(&format!("{name} not readable")),
            said,
        ]);
        Ok(self.rows(record)?.keep("factor", text))
    }

    /// The lines that count: `Asked for a demo +10, Visits +8 (4 × 2)`
    fn points_words(
        &mut self,
        record: RecordId,
        items: &[PointsItem],
        parts: &[Part],
    ) -> Result<Sql, Refused> {
        let mut told: Vec<Item> = Vec::new();
        for (item, part) in items.iter().zip(parts) {
            match (item, part) {
                (PointsItem::Line(line), _) => told.push(self.line_words(record, line, part)?),
                (
                    PointsItem::Group {
                        cap, label, lines, ..
                    },
                    Part::Group {
                        lines: inner,
                        points,
                    },
                ) => {
                    let mut within: Vec<Item> = Vec::new();
                    for (line, part) in lines.iter().zip(inner) {
                        within.push(self.line_words(record, line, part)?);
                    }
                    let some = any(within.iter().map(|(when, _)| when.clone()));
                    let label = label
                        .as_deref()
                        .map_or_else(String::new, |label| format!("{label} "));
                    let text = join([
                        Sql::text(&label),
                        signed(points),
                        Sql::text(" ("),
                        listed(&within, ", "),
                        Sql::text(&format!("; {})", cap_words(*cap))),
                    ]);
                    let text = self.rows(record)?.keep("group", text);
                    told.push((some, text));
                }
                (PointsItem::Group { .. }, Part::Line(..) | Part::Factor(_)) => {}
            }
        }
        let some = any(told.iter().map(|(when, _)| when.clone()));
        Ok(choose(some, listed(&told, ", "), Sql::text("no points")))
    }

    /// A line that counts or may count; not in the list where it adds 0 for certain.
    fn line_words(
        &mut self,
        record: RecordId,
        line: &PointsLine,
        part: &Part,
    ) -> Result<Item, Refused> {
        let points = part.points();
        let nothing = all([
            equal(points.low.clone(), Sql::Number(0)),
            equal(points.high.clone(), Sql::Number(0)),
        ]);
        let own_points = line.added.is_some_and(|added| added.points.is_some());
        let mut details: Vec<Item> = Vec::new();
        if let (Some(each), false) = (line.each, own_points) {
            let each = self.number(record, each)?;
            let text = join([
                interval(&Type::number(), &each),
                Sql::text(&format!(" × {}", line.points)),
            ]);
            details.push((Sql::YesNo(true), text));
        }
        if let Some(added) = line.added {
            let rows = match added.rows {
                None => None,
                Some(_) => {
                    return Err(no_construct("points of several rows", line.span));
                }
            };
            let decay = added.decay.map(|decay| match decay.kind {
                DecayKind::Halving => "halving".to_owned(),
                DecayKind::Fading => "fading".to_owned(),
            });
            let words: Vec<String> = rows.into_iter().chain(decay).collect();
            if !words.is_empty() {
                details.push((Sql::YesNo(true), Sql::text(&words.join(" "))));
            }
        }
        let uncertain = not(Value::Number(points.clone()).is_known());
        details.push((uncertain, Sql::text("not certain")));
        if let Some(cap) = line.cap {
            details.push((Sql::YesNo(true), Sql::text(&cap_words(cap))));
        }
        let some = any(details.iter().map(|(when, _)| when.clone()));
        let details = choose(
            some,
            join([Sql::text(" ("), listed(&details, ", "), Sql::text(")")]),
            Sql::text(""),
        );
        let text = join([
            Sql::text(&format!("{} ", spoken(&line.named))),
            signed(points),
            details,
        ]);
        let text = self.rows(record)?.keep("line", text);
        Ok((not(nothing), text))
    }
}

/// The label where there is one, else the name.
fn spoken(named: &Named) -> &str {
    named.label.as_deref().unwrap_or(&named.name)
}

fn cap_words(cap: Cap) -> String {
    match cap {
        Cap::AtMost(most) => format!("at most {most}"),
        Cap::AtLeast(least) => format!("at least {least}"),
    }
}

fn signed(points: &Number) -> Sql {
    let text = interval(&Type::number(), points);
    choose(
        less(Sql::Number(0), points.low.clone()),
        join([Sql::text("+"), text.clone()]),
        text,
    )
}
