//! Lines of strategies that never decide.

use super::cascade::{self, Line, Setting};
use super::members;
use crate::analysis::analyser::Analyser;
use crate::analysis::boxes::{Reader, Region, Search, Side, both};
use crate::analysis::errors::{Lines, Lint};
use crate::ir::{Arm, RuleBody, RuleId, Strategy};
use crate::source::Span;

/// Every strategy. `told` are the places of which it has been said that they always or never hold.
pub fn check(analyser: &Analyser<'_>, told: &[Span]) -> Vec<Lint> {
    let rules = analyser.program.rules.iter();
    rules
        .flat_map(|(id, rule)| match &rule.body {
            RuleBody::Strategy(strategy) => lines(analyser, id, strategy, told),
            RuleBody::Segment(_)
            | RuleBody::Check(_)
            | RuleBody::Score(_)
            | RuleBody::Decision(_) => Vec::new(),
        })
        .collect()
}

fn lines(analyser: &Analyser<'_>, id: RuleId, strategy: &Strategy, told: &[Span]) -> Vec<Lint> {
    let mut reader = Reader::new(analyser, Some(id));
    let rows = reader.rows(Side::Possible);
    let arms = strategy.options.iter().flat_map(|option| &option.arms);
    let read: Vec<Line> = arms.map(|arm| read(&mut reader, arm, &rows)).collect();
    let space = reader.space();
    let lines: Vec<Line> = read
        .into_iter()
        .map(|line| Line {
            fits: space.settle(&line.fits),
            takes: space.settle(&line.takes),
            ..line
        })
        .collect();
    let setting = Setting {
        analyser,
        members: members(analyser, id),
        lines: Lines::Strategy,
        space: &space,
        rows: space.settle(&rows),
        told,
    };
    cascade::check(&setting, &mut Search::new(&space), &lines)
}

fn read(reader: &mut Reader<'_>, arm: &Arm, rows: &Region) -> Line {
    let (fits, takes) = match arm.condition {
        Some(condition) => {
            let fits = reader.holds(condition, Side::Possible);
            let fits = both(&fits, rows).unwrap_or(fits);
            (fits, reader.holds(condition, Side::Certain))
        }
        None => (rows.clone(), rows.clone()),
    };
    Line {
        condition: arm.condition,
        span: arm.span,
        fits,
        takes,
    }
}
