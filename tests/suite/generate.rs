//! Proposed cases, on packs of the corpus as if they had no tests: each case decides what it says, none can be left
//! out, and nothing that is named as missed is decided.

use std::collections::BTreeSet;

use gtm::data::given;
use gtm::eval::{Evaluator, Settings};
use gtm::ir::{Program, Test};
use gtm::source::Span;
use gtm::study::{Case, Coverage, Goal, generate};

use crate::support::{compiled, each, packs};

/// What some cases decide together.
fn reached<'c>(
    program: &Program,
    cases: impl Iterator<Item = &'c Case>,
    as_of: i32,
) -> BTreeSet<Goal> {
    let mut coverage = Coverage::default();
    for case in cases {
        let test = Test {
            label: String::new(),
            span: Span::default(),
            as_of: None,
            params: Vec::new(),
            given: case.given.clone(),
            expectations: Vec::new(),
        };
        let data = given(program, &test);
        coverage.count(&Evaluator::new(
            program,
            &data,
            Settings { as_of: Some(as_of) },
        ));
    }
    coverage.reached()
}

#[test]
fn each_case_decides_what_it_says_and_none_can_be_left_out() {
    const DAY: i32 = 20_484; // 2026-01-31
    let small = ["right_slice", "loyalty"];
    let small = packs("rules").into_iter().filter(|pack| {
        let name = pack
            .name()
            .rsplit('/')
            .next()
            .unwrap()
            .trim_end_matches(".gtm");
        small.contains(&name)
    });
    each(small, |source| {
        let name = source.name().to_owned();
        let program = compiled(&source).program.expect("runs");
        let proposal = generate(&program, &Coverage::default(), Some(DAY));
        let all = reached(&program, proposal.cases.iter(), DAY);
        let said: Vec<&Goal> = proposal.cases.iter().flat_map(|case| &case.goals).collect();
        let distinct: BTreeSet<&Goal> = said.iter().copied().collect();
        if said.len() != distinct.len() || !all.iter().eq(distinct) {
            return Err(format!(
                "{name}: the cases decide other lines than they say"
            ));
        }
        if let Some(goal) = proposal.missed.iter().find(|goal| all.contains(*goal)) {
            return Err(format!("{name}: {goal:?} is not missed"));
        }
        for left_out in 0..proposal.cases.len() {
            let others = proposal.cases.iter().enumerate();
            let others = others
                .filter(|(place, _)| *place != left_out)
                .map(|(_, case)| case);
            if reached(&program, others, DAY) == all {
                return Err(format!("{name}: case {left_out} can be left out"));
            }
        }
        // What tests decide is not proposed again.
        let mut coverage = Coverage::default();
        for case in &proposal.cases {
            let mut test = program
                .tests
                .first()
                .cloned()
                .expect("every pack has tests");
            test.given.clone_from(&case.given);
            let data = given(&program, &test);
            coverage.count(&Evaluator::new(
                &program,
                &data,
                Settings { as_of: Some(DAY) },
            ));
        }
        if let Some(again) = generate(&program, &coverage, Some(DAY)).cases.first() {
            return Err(format!("{name}: {:?} is decided already", again.goals));
        }
        Ok(())
    });
}
