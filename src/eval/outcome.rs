//! What a rule comes to, line by line: the ground that reasons and explanations stand on.

use super::column::{ChoiceColumn, Column, NumberColumn, YesNoColumn, truth};
use crate::ir::{Decision, HitPolicy};

/// What a rule comes to on the rows of a frame.
#[derive(Clone, Debug)]
pub enum RuleOutcome {
    /// Of a segment.
    Segment(SegmentOutcome),
    /// Of a score.
    Score(ScoreOutcome),
    /// Of a strategy.
    Strategy(StrategyOutcome),
    /// Of a decision.
    Decision(DecisionOutcome),
}

/// What a segment comes to.
#[derive(Clone, Debug)]
pub struct SegmentOutcome {
    /// A column a gate, in order; not applicable already counted as no.
    pub gates: Vec<YesNoColumn>,
    /// Membership; not applicable outside the segment it is for.
    pub member: YesNoColumn,
    /// The first gate that certainly fails; not applicable where none does.
    pub stopped_by: ChoiceColumn,
}

/// What a score comes to.
#[derive(Clone, Debug)]
pub struct ScoreOutcome {
    /// The parts it is made of.
    pub parts: ScoreParts,
    /// The parts put together, before `limit`.
    pub raw: NumberColumn,
    /// The score.
    pub value: NumberColumn,
    /// The bands, if it has any.
    pub band: Option<ChoiceColumn>,
}

/// The parts of a score, in the order of the program.
#[derive(Clone, Debug)]
pub enum ScoreParts {
    /// The factors (numbers).
    Multiply(Vec<NumberColumn>),
    /// Each factor (a number or yes/no) and what it contributes.
    Weigh(Vec<(Column, NumberColumn)>),
    /// The mean of rows, which is the score.
    WeighEach,
    /// An outcome a line, or the lines of a group and their capped sum.
    Points(Vec<PointsOutcome>),
}

/// What a part of a sum of points comes to.
#[derive(Clone, Debug)]
pub enum PointsOutcome {
    /// A line.
    Line {
        /// How often it counts; absent without `each`.
        each: Option<NumberColumn>,
        /// Whether it counts (not applicable counted as no); absent without `when`.
        when: Option<YesNoColumn>,
        /// The points, capped.
        points: NumberColumn,
    },
    /// A group.
    Group {
        /// Its lines.
        lines: Vec<PointsOutcome>,
        /// Their sum, capped.
        points: NumberColumn,
    },
}

impl PointsOutcome {
    /// The points of the line or of the group, capped.
    #[must_use]
    pub fn points(&self) -> &NumberColumn {
        match self {
            PointsOutcome::Line {
                points,
                each: _,
                when: _,
            }
            | PointsOutcome::Group { points, lines: _ } => points,
        }
    }
}

/// What a strategy comes to.
#[derive(Clone, Debug)]
pub struct StrategyOutcome {
    /// For each option its arms in order: whether the arm's condition holds (not applicable counted
    /// as no); `otherwise` is yes everywhere.
    pub arms: Vec<Vec<YesNoColumn>>,
    /// The options still possible, as members of the strategy's domain.
    pub option: ChoiceColumn,
}

/// What a decision comes to.
#[derive(Clone, Debug)]
pub struct DecisionOutcome {
    /// For each line whether it holds (not applicable counted as no), whatever the other lines do;
    /// `otherwise` holds where no other line does.
    pub lines: Vec<YesNoColumn>,
    /// What comes out, a column each; not applicable where no line holds.
    pub outputs: Vec<Column>,
}

impl DecisionOutcome {
    /// The lines that may count on a row, given which of those that hold do.
    #[must_use]
    pub fn standing(&self, decision: &Decision, row: usize) -> Vec<usize> {
        let bits = |line: &YesNoColumn| line.get(row) & truth::UNKNOWN;
        let mut standing = Vec::new();
        for (place, line) in self.lines.iter().enumerate() {
            if bits(line) & truth::YES == 0 {
                continue;
            }
            standing.push(place);
            if bits(line) == truth::YES {
                match decision.policy {
                    HitPolicy::First => break,
                    HitPolicy::Unique if decision.proved_unique => return vec![place],
                    HitPolicy::Unique | HitPolicy::All => {}
                }
            }
        }
        standing
    }

    /// True if a line certainly holds on a row.
    #[must_use]
    pub fn holds(&self, place: usize, row: usize) -> bool {
        let line = self.lines.get(place);
        line.is_some_and(|line| line.get(row) & truth::UNKNOWN == truth::YES)
    }
}
