//! The rules of a pack as sentences and tables, in the order written.

use super::answers::is_own;
use super::pieces::{Page, code, escaped, label_of, titled};
use super::words::{quoted, sentence};
use crate::decimal::Decimal;
use crate::ir::{
    Arm, Bands, Cap, Check, Decision, HitPolicy, PointsItem, PointsLine, Program, Rank, Rule,
    RuleBody, Score, ScoreKind, Segment, Strategy,
};

/// Writes the part.
pub(super) fn write(page: &mut Page<'_>) {
    let program = page.program;
    if program.rules.is_empty() {
        return;
    }
    page.heading(2, "The rules");
    for rule in program.rules.values().filter(|rule| is_own(&rule.named)) {
        let name = &rule.named.name;
        let title = match &rule.named.label {
            Some(label) => format!("{label} ({name})"),
            None => name.clone(),
        };
        page.heading(3, &title);
        match &rule.body {
            RuleBody::Segment(segment) => write_segment(page, rule, segment),
            RuleBody::Score(score) => write_score(page, rule, score),
            RuleBody::Strategy(strategy) => write_strategy(page, rule, strategy),
            RuleBody::Decision(decision) => write_decision(page, rule, decision),
            RuleBody::Check(check) => write_check(page, rule, check),
        }
    }
}

/// `Account`, or `Account` in `target`.
fn whom(program: &Program, rule: &Rule) -> String {
    let record = code(&program.records[rule.record].named.name);
    match rule.within {
        Some(segment) => format!("{record} in {}", code(&program.rules[segment].named.name)),
        None => record,
    }
}

fn write_segment(page: &mut Page<'_>, rule: &Rule, segment: &Segment) {
    let program = page.program;
    page.paragraph(&format!(
        "A {} is in when all of this holds:",
        whom(program, rule)
    ));
    page.table(
        &["gate", "holds when", "else"],
        &gate_rows(program, segment),
    );
}

fn write_check(page: &mut Page<'_>, rule: &Rule, check: &Check) {
    let program = page.program;
    let whom = if program.portfolio == Some(rule.record) {
        "Of all rows together".to_owned()
    } else {
        format!("Of each {}", whom(program, rule))
    };
    let warning = if check.warning {
        " A failure is a warning."
    } else {
        ""
    };
    page.paragraph(&format!("{whom}, all of this must hold.{warning}"));
    page.table(
        &["line", "holds when", "else"],
        &gate_rows(program, &check.gates),
    );
}

fn gate_rows(program: &Program, segment: &Segment) -> Vec<Vec<String>> {
    segment
        .gates
        .iter()
        .map(|gate| {
            vec![
                label_of(&gate.named),
                sentence(program, gate.condition),
                gate.otherwise
                    .map_or_else(String::new, |text| quoted(program, text)),
            ]
        })
        .collect()
}

fn write_strategy(page: &mut Page<'_>, rule: &Rule, strategy: &Strategy) {
    let program = page.program;
    page.paragraph(&format!(
        "For each {}, the first of these that holds:",
        whom(program, rule)
    ));
    let mut rows = Vec::new();
    for option in &strategy.options {
        for (place, arm) in option.arms.iter().enumerate() {
            let name = match place {
                0 => titled(&option.named),
                _ => "or".to_owned(),
            };
            rows.push(vec![name, condition(program, arm), because(program, arm)]);
        }
    }
    page.table(&["option", "when", "because"], &rows);
}

fn write_decision(page: &mut Page<'_>, rule: &Rule, decision: &Decision) {
    let program = page.program;
    let which = match decision.policy {
        HitPolicy::First => "the first line that holds",
        HitPolicy::Unique => "the one line that holds",
        HitPolicy::All => "every line that holds",
    };
    page.paragraph(&format!("For each {}, {which}:", whom(program, rule)));
    let mut heads = vec!["when"];
    heads.extend(
        decision
            .outputs
            .iter()
            .map(|output| output.named.name.as_str()),
    );
    let reasons = decision.lines.iter().any(|line| line.because.is_some());
    if reasons {
        heads.push("because");
    }
    let rows: Vec<Vec<String>> = decision
        .lines
        .iter()
        .map(|line| {
            let tests = line.cells.iter().any(Option::is_some);
            let mut row = vec![match line.condition {
                Some(condition) if tests => sentence(program, condition),
                Some(_) => "always".to_owned(),
                None => "in every other case".to_owned(),
            }];
            row.extend(
                line.outputs
                    .iter()
                    .map(|value| code(&program.describe(*value))),
            );
            if reasons {
                let because = line.because.map(|text| quoted(program, text));
                row.push(because.unwrap_or_default());
            }
            row
        })
        .collect();
    page.table(&heads, &rows);
}

fn condition(program: &Program, arm: &Arm) -> String {
    arm.condition.map_or_else(
        || "in every other case".to_owned(),
        |condition| sentence(program, condition),
    )
}

fn because(program: &Program, arm: &Arm) -> String {
    arm.because
        .map_or_else(String::new, |text| quoted(program, text))
}

fn write_score(page: &mut Page<'_>, rule: &Rule, score: &Score) {
    let program = page.program;
    let whom = whom(program, rule);
    match &score.kind {
        ScoreKind::Multiply(factors) => {
            let factors: Vec<String> = factors
                .iter()
                .map(|factor| sentence(program, *factor))
                .collect();
            page.paragraph(&format!("For each {whom}, {}.", factors.join(" × ")));
        }
        ScoreKind::Weigh { factors, scale } => {
            page.paragraph(&format!(
                "For each {whom}, the weighted mean of these, each laid from its range onto {} to {}:",
                units(scale.0),
                units(scale.1)
            ));
            let rows: Vec<Vec<String>> = factors
                .iter()
                .map(|factor| {
                    vec![
                        percent(factor.weight),
                        code(&program.describe(factor.factor)),
                    ]
                })
                .collect();
            page.table(&["weight", "of"], &rows);
        }
        ScoreKind::WeighEach(weigh) => {
            page.paragraph(&format!(
                "For each {whom}, the mean of {} by the weight {}, over {}.",
                code(&program.describe(weigh.value)),
                code(&program.describe(weigh.weight)),
                sentence(program, weigh.mean)
            ));
        }
        ScoreKind::Points(items) => {
            page.paragraph(&format!("For each {whom}, the sum of these points:"));
            page.table(
                &["line", "points", "for each", "when", "cap"],
                &points_rows(program, items),
            );
        }
    }
    if let Some((low, high)) = score.limit {
        page.paragraph(&format!(
            "Less than {low} counts as {low}, more than {high} as {high}.",
            low = units(low),
            high = units(high)
        ));
    }
    if let Some(bands) = &score.bands {
        write_bands(page, bands);
    }
    match score.rank {
        None => {}
        Some(Rank { by: None }) => {
            page.paragraph("The rows are ranked by it; ties share a place.");
        }
        Some(Rank { by: Some(by) }) => {
            let by = super::words::sentence(page.program, by);
            page.paragraph(&format!(
                "The rows with the same {by} are ranked by it; ties share a place."
            ));
        }
    }
}

fn points_rows(program: &Program, items: &[PointsItem]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for item in items {
        match item {
            PointsItem::Line(line) => rows.push(points_row(program, line, "")),
            PointsItem::Group {
                cap, label, lines, ..
            } => {
                let title = label.as_deref().map_or("Together".to_owned(), escaped);
                rows.push(vec![
                    title,
                    String::new(),
                    String::new(),
                    String::new(),
                    cap_in_words(cap),
                ]);
                rows.extend(lines.iter().map(|line| points_row(program, line, "– ")));
            }
        }
    }
    rows
}

fn points_row(program: &Program, line: &PointsLine, before: &str) -> Vec<String> {
    let sign = if line.points < Decimal::default() {
        ""
    } else {
        "+"
    };
    vec![
        format!("{before}{}", label_of(&line.named)),
        match line.added.and_then(|added| added.points) {
            Some(points) if line.points < Decimal::default() => {
                format!("less {}", code(&program.describe(points)))
            }
            Some(points) => code(&program.describe(points)),
            None => format!("{sign}{}", line.points),
        },
        for_each(program, line),
        line.when
            .map_or_else(String::new, |when| sentence(program, when)),
        line.cap.as_ref().map_or_else(String::new, cap_in_words),
    ]
}

/// What the points of a line are for, and how they wear off.
fn for_each(program: &Program, line: &PointsLine) -> String {
    let counted = match line.added {
        Some(added) => added.rows,
        None => line.each,
    };
    let counted = counted.map(|each| sentence(program, each));
    let decay = line.added.and_then(|added| added.decay);
    let decay = decay.map(|decay| program.decay_words(decay));
    let words: Vec<String> = counted.into_iter().chain(decay).collect();
    words.join(", ")
}

fn cap_in_words(cap: &Cap) -> String {
    match cap {
        Cap::AtMost(most) => format!("at most {most}"),
        Cap::AtLeast(least) => format!("at least {least}"),
    }
}

fn write_bands(page: &mut Page<'_>, bands: &Bands) {
    let members = &page.program.domains[bands.domain].members;
    let rows: Vec<Vec<String>> = members
        .iter()
        .zip(&bands.bands)
        .map(|(member, band)| {
            let from = band.from.map_or_else(
                || "everything below".to_owned(),
                |from| format!("from {}", units(from)),
            );
            vec![titled(&member.named), from]
        })
        .collect();
    page.table(&["band", "begins"], &rows);
}

fn units(units: i128) -> String {
    Decimal::from_units(units).map_or_else(String::new, |number| number.to_string())
}

fn percent(share: Decimal) -> String {
    share
        .checked_mul(Decimal::from_integer(100))
        .map_or_else(|| share.to_string(), |hundredths| format!("{hundredths}%"))
}
