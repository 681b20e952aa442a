//! Segments, scores and strategies on rows with gaps.

use super::pack::*;
use crate::decimal::{Decimal, ONE};
use crate::eval::{Column, Evaluator, RuleOutcome, Settings, Status};
use crate::ir::CompareOperator::{GreaterOrEqual, Is};
use crate::ir::*;
use crate::source::Span;

fn whole(value: i64) -> Decimal {
    Decimal::from_integer(value)
}

fn score(kind: ScoreKind) -> Score {
    Score {
        kind,
        limit: None,
        bands: None,
        rank: None,
        ty: plain(),
    }
}

fn bands(pack: &mut Pack, from: &[Option<i64>]) -> Option<Bands> {
    let names = &["hot", "warm", "cold"][..from.len()];
    let domain = pack.domain(DomainKind::Bands, false, names);
    let band = |from: &Option<i64>| Band {
        from: from.map(|from| i128::from(from) * ONE),
        span: Span::default(),
    };
    Some(Bands {
        domain,
        bands: from.iter().map(band).collect(),
    })
}

fn line(points: i64, each: Option<ExprId>, when: Option<ExprId>, cap: Option<Cap>) -> PointsLine {
    PointsLine {
        named: named("line"),
        points: whole(points),
        each,
        added: None,
        when,
        cap,
        span: Span::default(),
    }
}

fn strategy(pack: &mut Pack, record: RecordId, arms: &[(u32, Option<ExprId>)]) -> RuleId {
    let domain = pack.domain(DomainKind::Options, false, &["a", "b", "c", "d"]);
    let options = arms
        .iter()
        .map(|&(member, condition)| StrategyOption {
            named: named("option"),
            member,
            arms: vec![Arm {
                condition,
                because: None,
                span: Span::default(),
            }],
        })
        .collect();
    pack.rule(
        record,
        None,
        RuleBody::Strategy(crate::ir::Strategy { domain, options }),
    )
}

/// Four yes/no fields `p q r s` and the given rows: `y`, `n`, `?` a gap, `!` a fault.
fn answers(rows: &[&str]) -> (Pack, RecordId, Vec<ExprId>) {
    let mut pack = Pack::new();
    let record = pack.record("Row");
    let fields: Vec<FieldId> = ["p", "q", "r", "s"]
        .iter()
        .map(|name| pack.field(record, name, Type::YesNo))
        .collect();
    let cell = |letter: char| match letter {
        'y' => b(true),
        'n' => b(false),
        '?' => Cell::Gap,
        _ => Cell::Fault,
    };
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        .enumerate()
        .map(|(row, letters)| {
            let mut cells = vec![t(&row.to_string())];
            cells.extend(letters.chars().map(cell));
            cells.resize(5, Cell::Gap);
            cells
        })
        .collect();
    pack.table(record, &rows);
    let exprs = fields.into_iter().map(|field| pack.read(field)).collect();
    (pack, record, exprs)
}

fn status(pack: &Pack, record: RecordId, rule: RuleId) -> Vec<Status> {
    let evaluator = pack.evaluator();
    let frame = evaluator.frame(record, 0..usize::MAX);
    let outcome = evaluator.rule(&frame, rule);
    let column = match &*outcome {
        RuleOutcome::Segment(outcome) => Column::YesNo(outcome.member.clone()),
        RuleOutcome::Score(outcome) => Column::Number(outcome.value.clone()),
        RuleOutcome::Strategy(outcome) => Column::Choice(outcome.option.clone()),
        RuleOutcome::Decision(outcome) => outcome.outputs[0].clone(),
    };
    (0..column.len()).map(|row| column.status(row)).collect()
}

#[test]
fn a_later_gate_that_fails_for_certain_decides() {
    let (mut pack, record, gates) = answers(&["yyy", "y?y", "?ny", "n?n", "!yy", "!?y"]);
    let segment = pack.segment(record, None, &gates[..3]);
    let evaluator = pack.evaluator();
    let frame = evaluator.frame(record, 0..6);
    let RuleOutcome::Segment(outcome) = &*evaluator.rule(&frame, segment) else {
        panic!()
    };
    assert_eq!(
        *outcome.member.bits(),
        [YES, UNKNOWN, NO, NO, BROKEN, UNKNOWN]
    );
    let stopped: Vec<Vec<u32>> = (0..6)
        .map(|row| outcome.stopped_by.possible(row).collect())
        .collect();
    assert_eq!(stopped, [vec![], vec![], vec![1], vec![0], vec![], vec![]]);
    assert_eq!(outcome.stopped_by.status(0), Status::NotApplicable);
    assert_eq!(outcome.stopped_by.status(2), Status::Known);
}

#[test]
fn a_rule_for_a_segment_does_not_apply_outside() {
    let (mut pack, record, fields) = answers(&["yy", "ny", "?y", "??", "nn", "!y"]);
    let outer = pack.segment(record, None, &fields[..1]);
    let inner = pack.segment(record, Some(outer), &fields[1..2]);
    let evaluator = pack.evaluator();
    let frame = evaluator.frame(record, 0..6);
    let RuleOutcome::Segment(outcome) = &*evaluator.rule(&frame, inner) else {
        panic!()
    };
    let out = crate::eval::truth::NOT_APPLICABLE;
    let fault = crate::eval::truth::FAULT;
    let expected = [YES, out, YES | out, YES | NO | out, out, YES | out | fault];
    assert_eq!(*outcome.member.bits(), expected);
    let lines = vec![PointsItem::Line(line(5, None, None, None))];
    let points = pack.rule(
        record,
        Some(outer),
        RuleBody::Score(score(ScoreKind::Points(lines))),
    );
    let read = pack.output(points, Output::Value, Type::number());
    let found = pack.column(record, read);
    assert_eq!(ends(&found, 0), (Some(5), Some(5), APPLIES));
    assert_eq!(ends(&found, 1).2, OUTSIDE);
    assert_eq!(ends(&found, 2), (Some(5), Some(5), PERHAPS));
    let asked = pack.output(points, Output::Status, Type::Choice(pack.program.status));
    let column = pack.column(record, asked);
    let found: Vec<Vec<u32>> = (0..6).map(|row| members(&column, row)).collect();
    // known, not applicable, unknown, unknown, not applicable, fault
    assert_eq!(found, [[0], [3], [1], [1], [3], [2]]);
    // What does not apply counts as no where a yes is needed.
    let gate = pack.output(inner, Output::Value, Type::YesNo);
    let third = pack.segment(record, None, &[gate]);
    let value = pack.output(third, Output::Value, Type::YesNo);
    assert_eq!(
        bits(&pack.column(record, value)),
        [YES, NO, UNKNOWN, UNKNOWN, NO, BROKEN]
    );
}

/// The four ratings of the first example of the language, 1 to 5 each.
fn bant() -> (Pack, RecordId, RuleId) {
    let mut pack = Pack::new();
    let record = pack.record("Account");
    let fields: Vec<FieldId> = ["budget", "authority", "need", "time"]
        .iter()
        .map(|name| pack.field(record, name, rating(1, 5)))
        .collect();
    pack.table(
        record,
        &[
            vec![t("Acme"), n(5), n(5), n(5), n(5)],
            vec![t("Beta"), n(5), n(5), n(5), Cell::Gap],
            vec![t("Cafe"), n(1), Cell::Gap, n(2), n(3)],
            vec![t("Dune"), n(4), n(5), n(5), n(3)],
            vec![t("Echo"), n(2), n(5), n(5), n(2)],
        ],
    );
    let factors = fields.into_iter().map(|field| pack.read(field)).collect();
    let bands = bands(&mut pack, &[Some(300), Some(100), None]);
    let body = Score {
        bands,
        rank: Some(Rank { by: None }),
        ..score(ScoreKind::Multiply(factors))
    };
    let rule = pack.rule(record, None, RuleBody::Score(body));
    (pack, record, rule)
}

#[test]
fn multiply_and_its_bands() {
    let (mut pack, record, rule) = bant();
    let value = pack.output(rule, Output::Value, Type::number());
    let found = pack.column(record, value);
    assert_eq!(ends(&found, 0), (Some(625), Some(625), APPLIES));
    assert_eq!(ends(&found, 1), (Some(125), Some(625), APPLIES));
    assert_eq!(ends(&found, 2), (Some(6), Some(30), APPLIES));
    let RuleBody::Score(body) = &pack.program.rules[rule].body else {
        panic!()
    };
    let ty = Type::Choice(body.bands.as_ref().unwrap().domain);
    let band = pack.output(rule, Output::Band, ty);
    let found = pack.column(record, band);
    let possible: Vec<Vec<u32>> = (0..5).map(|row| members(&found, row)).collect();
    // 300 is hot, 100 is warm: thresholds are included.
    assert_eq!(possible, [vec![0], vec![0, 1], vec![2], vec![0], vec![1]]);
    assert_eq!(found.status(2), Status::Known);
    let low = pack.output(rule, Output::Low, Type::number());
    assert_eq!(
        ends(&pack.column(record, low), 1),
        (Some(125), Some(125), APPLIES)
    );
}

#[test]
fn ranks_are_over_the_whole_table_whatever_the_frame() {
    let (pack, record, rule) = bant();
    let evaluator = pack.evaluator();
    // Nobody is above 625; Beta, from 125 to 625, may be above Dune's 300 and is above Echo's 100.
    let expected = [(1, 1), (1, 3), (5, 5), (2, 3), (4, 4)];
    for (row, (low, high)) in expected.into_iter().enumerate() {
        let frame = evaluator.frame(record, row..row + 1);
        let place = evaluator.rank(&frame, rule).interval(0);
        assert_eq!(
            (place.low / ONE, place.high / ONE),
            (low, high),
            "row {row}"
        );
    }
}

#[test]
fn weigh_maps_each_factor_onto_the_scale() {
    let mut pack = Pack::new();
    let record = pack.record("Account");
    let need = pack.field(record, "need", rating(1, 5));
    let fits = pack.field(record, "fits", Type::YesNo);
    pack.table(
        record,
        &[
            vec![t("1"), n(4), b(true)],
            vec![t("2"), n(1), b(false)],
            vec![t("3"), Cell::Gap, b(true)],
            vec![t("4"), n(5), Cell::Gap],
            vec![t("5"), n(2), Cell::Fault],
        ],
    );
    let (need, fits) = (pack.read(need), pack.read(fits));
    let factor = |weight: &str, factor, range| Factor {
        weight: weight.parse().unwrap(),
        factor,
        range,
        span: Span::default(),
    };
    let factors = vec![
        factor("0.6", need, (ONE, 5 * ONE)),
        factor("0.4", fits, (0, ONE)),
    ];
    let kind = ScoreKind::Weigh {
        factors,
        scale: (0, 100 * ONE),
    };
    let rule = pack.rule(record, None, RuleBody::Score(score(kind)));
    let value = pack.output(rule, Output::Value, Type::number());
    let found = pack.column(record, value);
    // 0.6 × (3 × 100 / 4) + 0.4 × 100 = 45 + 40
    assert_eq!(ends(&found, 0), (Some(85), Some(85), APPLIES));
    assert_eq!(ends(&found, 1), (Some(0), Some(0), APPLIES));
    assert_eq!(ends(&found, 2), (Some(40), Some(100), APPLIES));
    assert_eq!(ends(&found, 3), (Some(60), Some(100), APPLIES));
    assert_eq!(ends(&found, 4), (Some(15), Some(55), FAULT));
}

#[test]
fn points_with_each_when_and_caps() {
    let mut pack = Pack::new();
    let record = pack.record("Contact");
    let asked = pack.field(record, "asked", Type::YesNo);
    let visits = pack.field(
        record,
        "visits",
        Type::integer(Bounds {
            low: Some(0),
            high: None,
        }),
    );
    let papers = pack.field(record, "papers", rating(-3, 9));
    pack.table(
        record,
        &[
            vec![t("1"), b(true), n(3), n(2)],
            vec![t("2"), Cell::Gap, n(3), n(-3)],
            vec![t("3"), b(false), Cell::Gap, Cell::Gap],
            vec![t("4"), Cell::Fault, n(100), n(0)],
        ],
    );
    let (asked, visits, papers) = (pack.read(asked), pack.read(visits), pack.read(papers));
    let group = PointsItem::Group {
        cap: Cap::AtMost(whole(40)),
        label: None,
        lines: vec![
            line(2, Some(visits), None, None),
            line(5, Some(papers), None, Some(Cap::AtMost(whole(20)))),
        ],
        span: Span::default(),
    };
    let items = vec![
        PointsItem::Line(line(10, None, Some(asked), None)),
        group,
        PointsItem::Line(line(-15, None, Some(asked), Some(Cap::AtLeast(whole(-5))))),
    ];
    let body = Score {
        limit: Some((0, 45 * ONE)),
        ..score(ScoreKind::Points(items))
    };
    let rule = pack.rule(record, None, RuleBody::Score(body));
    let evaluator = pack.evaluator();
    let frame = evaluator.frame(record, 0..4);
    let RuleOutcome::Score(outcome) = &*evaluator.rule(&frame, rule) else {
        panic!()
    };
    let raw = Column::Number(outcome.raw.clone());
    assert_eq!(ends(&raw, 0), (Some(10 + 16 - 5), Some(21), APPLIES));
    // The papers are below 0 and count as none; the two lines on `asked` are read apart.
    assert_eq!(ends(&raw, 1), (Some(6 - 5), Some(6 + 10), APPLIES));
    assert_eq!(ends(&raw, 2), (Some(0), Some(40), APPLIES));
    assert_eq!(ends(&raw, 3), (Some(40 - 5), Some(40 + 10), FAULT));
    let value = Column::Number(outcome.value.clone());
    assert_eq!(ends(&value, 3), (Some(35), Some(45), FAULT));
}

#[test]
fn a_limit_can_settle_what_was_open() {
    let mut pack = Pack::new();
    let record = pack.record("Row");
    let a = pack.field(record, "a", rating(10, 20));
    pack.table(
        record,
        &[vec![t("1"), Cell::Gap], vec![t("2"), Cell::Fault]],
    );
    let factors = vec![pack.read(a)];
    let bands = bands(&mut pack, &[Some(5), None]);
    let body = Score {
        limit: Some((0, 5 * ONE)),
        bands,
        ..score(ScoreKind::Multiply(factors))
    };
    let rule = pack.rule(record, None, RuleBody::Score(body));
    assert_eq!(status(&pack, record, rule), [Status::Known, Status::Known]);
}

#[test]
fn options_are_possible_up_to_the_first_that_holds() {
    let (mut pack, record, fields) =
        answers(&["ynn", "nyn", "nnn", "?yn", "n??", "!yn", "!?n", "?!n"]);
    let arms = [
        (0, Some(fields[0])),
        (1, Some(fields[1])),
        (2, Some(fields[2])),
        (3, None),
    ];
    let rule = strategy(&mut pack, record, &arms);
    let evaluator = pack.evaluator();
    let frame = evaluator.frame(record, 0..8);
    let RuleOutcome::Strategy(outcome) = &*evaluator.rule(&frame, rule) else {
        panic!()
    };
    let possible: Vec<Vec<u32>> = (0..8)
        .map(|row| outcome.option.possible(row).collect())
        .collect();
    let expected = [
        vec![0],
        vec![1],
        vec![3],
        vec![0, 1],
        vec![1, 2, 3],
        vec![0, 1],
        vec![0, 1, 3],
        vec![0, 1, 3],
    ];
    assert_eq!(possible, expected);
    use Status::{Fault, Known, Unknown};
    let expected = [Known, Known, Known, Unknown, Unknown, Fault, Fault, Unknown];
    assert_eq!(status(&pack, record, rule), expected);
    assert_eq!(*outcome.arms[3][0].bits(), [YES; 8]);
}

#[test]
fn a_fault_between_two_ways_to_one_option_changes_nothing() {
    let (mut pack, record, fields) = answers(&["!y", "!n", "!?", "?!"]);
    let arms = [(0, Some(fields[0])), (0, Some(fields[1])), (1, None)];
    let rule = strategy(&mut pack, record, &arms);
    use Status::{Fault, Known, Unknown};
    // The third: yes to the second question settles it.
    assert_eq!(
        status(&pack, record, rule),
        [Known, Fault, Unknown, Unknown]
    );
}

#[test]
fn rules_read_the_results_of_rules() {
    let (mut pack, record, rule) = bant();
    let value = pack.output(rule, Output::Value, Type::number());
    let hundred = pack.whole(100);
    let at_least = pack.compare(GreaterOrEqual, value, hundred);
    let segment = pack.segment(record, None, &[at_least]);
    let member = pack.output(segment, Output::Value, Type::YesNo);
    assert_eq!(bits(&pack.column(record, member)), [YES, YES, NO, YES, YES]);
    let rank = pack.output(rule, Output::Rank, Type::number());
    let one = pack.whole(1);
    let first = pack.compare(Is, rank, one);
    assert_eq!(
        bits(&pack.column(record, first)),
        [YES, UNKNOWN, NO, NO, NO]
    );
}

#[test]
fn an_evaluator_can_be_shared_by_threads() {
    fn assert_shared<T: Sync + Send>(value: T) -> T {
        value
    }
    let (pack, record, rule) = bant();
    let evaluator = assert_shared(Evaluator::new(
        &pack.program,
        &pack.data,
        Settings::default(),
    ));
    let places: Vec<i128> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..5)
            .map(|row| {
                let evaluator = &evaluator;
                scope.spawn(move || {
                    let frame = evaluator.frame(record, row..row + 1);
                    evaluator.rank(&frame, rule).interval(0).high / ONE
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect()
    });
    assert_eq!(places, [1, 3, 5, 3, 4]);
}

#[test]
fn long_chains_of_rules_fit_the_stack() {
    let (mut pack, record, fields) = answers(&["y"]);
    let mut gate = fields[0];
    for _ in 0..1000 {
        let rule = pack.segment(record, None, &[gate]);
        gate = pack.output(rule, Output::Value, Type::YesNo);
    }
    // As deep as an expression can be written.
    for _ in 0..256 {
        gate = pack.expr(ExprKind::Not(gate), Type::YesNo);
    }
    assert_eq!(bits(&pack.column(record, gate)), [YES]);
}
