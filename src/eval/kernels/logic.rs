//! Logic on sets of no < not applicable < yes, through tables made from its definition.

use crate::eval::column::{YesNoColumn, truth};

const SET: u8 = truth::NO | truth::NOT_APPLICABLE | truth::YES;
/// Bit of an accumulator: an operand that stays open is not a fault, so an answer may settle it.
const ANSWERABLE: u8 = 16;

/// Which end of no < not applicable < yes is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connective {
    /// `and`: the least.
    And,
    /// `or`: the greatest.
    Or,
}

/// Bits without a fault that keeps nothing open.
pub(crate) const fn settle(bits: u8) -> u8 {
    if (bits & SET).count_ones() == 1 {
        bits & SET
    } else {
        bits & (SET | truth::FAULT)
    }
}

/// One more operand into an accumulator: the set over every combination, and what keeps it open.
const fn step(accumulator: u8, operand: u8, and: bool) -> u8 {
    let mut set = 0;
    let mut left = 0;
    while left < 3 {
        let mut right = 0;
        while right < 3 {
            if accumulator >> left & 1 == 1 && operand >> right & 1 == 1 {
                let least = if left < right { left } else { right };
                set |= 1 << if and { least } else { left + right - least };
            }
            right += 1;
        }
        left += 1;
    }
    let mut causes = accumulator & (truth::FAULT | ANSWERABLE);
    if (operand & SET).count_ones() != 1 {
        causes |= if operand & truth::FAULT == 0 {
            ANSWERABLE
        } else {
            truth::FAULT
        };
    }
    set | causes
}

/// What is left open is a fault only if every operand that stays open is one.
const fn finish(accumulator: u8) -> u8 {
    if accumulator & ANSWERABLE == 0 {
        settle(accumulator)
    } else {
        accumulator & SET
    }
}

type StepTable = [[u8; 16]; 32];

#[allow(clippy::indexing_slicing)] // both loops stay within the table
const fn step_table(and: bool) -> StepTable {
    let mut table = [[0; 16]; 32];
    let mut accumulator = 0;
    while accumulator < 32 {
        let mut operand = 0;
        while operand < 16 {
            table[accumulator as usize][operand as usize] = step(accumulator, operand, and);
            operand += 1;
        }
        accumulator += 1;
    }
    table
}

/// [`finish`] of every accumulator.
static FINISHED: [u8; 32] = finish_table();

#[allow(clippy::indexing_slicing)] // the loop stays within the table
const fn finish_table() -> [u8; 32] {
    let mut table = [0; 32];
    let mut accumulator = 0;
    while accumulator < 32 {
        table[accumulator as usize] = finish(accumulator);
        accumulator += 1;
    }
    table
}

static AND: StepTable = step_table(true);
static OR: StepTable = step_table(false);

/// Folds truth bits under `and` or `or`.
#[derive(Clone, Copy)]
pub(crate) struct Fold {
    table: &'static StepTable,
    start: u8,
}

impl Fold {
    pub(crate) fn new(connective: Connective) -> Fold {
        match connective {
            Connective::And => Fold {
                table: &AND,
                start: truth::YES,
            },
            Connective::Or => Fold {
                table: &OR,
                start: truth::NO,
            },
        }
    }

    /// The accumulator before any operand.
    pub(crate) fn start(self) -> u8 {
        self.start
    }

    #[allow(clippy::indexing_slicing)] // masked to the size of the table
    pub(crate) fn step(self, accumulator: u8, operand: u8) -> u8 {
        self.table[(accumulator & 31) as usize][(operand & 15) as usize]
    }

    #[allow(clippy::indexing_slicing)] // masked to the size of the table
    pub(crate) fn finish(self, accumulator: u8) -> u8 {
        FINISHED[(accumulator & 31) as usize]
    }
}

/// `and` / `or` of columns of the same length.
pub(crate) fn connect(
    connective: Connective,
    operands: &[YesNoColumn],
    rows: usize,
) -> YesNoColumn {
    let fold = Fold::new(connective);
    // Which operand comes first makes no difference, so those that are the same on every row are
    // folded once.
    let same = operands.iter().filter_map(YesNoColumn::same);
    let start = same.fold(fold.start(), |all, bits| fold.step(all, bits));
    let mut differing = operands.iter().filter(|operand| operand.same().is_none());
    let Some(first) = differing.next() else {
        return YesNoColumn::constant(fold.finish(start), rows);
    };
    let first = first.bits();
    let mut accumulators: Vec<u8> = first.iter().map(|&bits| fold.step(start, bits)).collect();
    for operand in differing {
        for (accumulator, &bits) in accumulators.iter_mut().zip(operand.bits().iter()) {
            *accumulator = fold.step(*accumulator, bits);
        }
    }
    for accumulator in &mut accumulators {
        *accumulator = fold.finish(*accumulator);
    }
    YesNoColumn::new(accumulators)
}

/// `not`: yes and no change places.
pub(crate) const fn invert(bits: u8) -> u8 {
    let swapped = (bits & truth::NO) << 2 | (bits & truth::YES) >> 2;
    swapped | bits & (truth::NOT_APPLICABLE | truth::FAULT)
}

/// `not` of a column.
pub(crate) fn not(column: &YesNoColumn) -> YesNoColumn {
    column.map(invert)
}

/// Where a yes is needed, not applicable counts as no.
pub(crate) const fn needed(bits: u8) -> u8 {
    if bits & truth::NOT_APPLICABLE == 0 {
        bits
    } else {
        settle(bits & !truth::NOT_APPLICABLE | truth::NO)
    }
}

/// [`needed`] for a column; the same column where every row simply applies.
pub(crate) fn as_needed(column: &YesNoColumn) -> YesNoColumn {
    let any = match column.same() {
        Some(bits) => bits,
        None => column.bits().iter().fold(0, |any, bits| any | bits),
    };
    if any & truth::NOT_APPLICABLE != 0 {
        column.map(needed)
    } else {
        column.clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    fn values(bits: u8) -> Vec<u8> {
        (0..3).filter(|value| bits >> value & 1 == 1).collect()
    }

    /// Every operand as (set, fault) that a column may hold: faults only where open.
    fn operands() -> Vec<u8> {
        (1..16)
            .filter(|&bits| bits & SET != 0 && settle(bits) == bits)
            .collect()
    }

    /// The definition: the least or greatest over every combination; a fault only if open and every
    /// open operand is a fault.
    fn by_definition(connective: Connective, row: &[u8]) -> u8 {
        let mut results: Vec<u8> = vec![match connective {
            Connective::And => 2,
            Connective::Or => 0,
        }];
        for &bits in row {
            results = results
                .iter()
                .flat_map(|&left| {
                    values(bits).into_iter().map(move |right| match connective {
                        Connective::And => left.min(right),
                        Connective::Or => left.max(right),
                    })
                })
                .collect();
        }
        let set: u8 = results.iter().fold(0, |set, value| set | 1 << value);
        let open: Vec<u8> = row
            .iter()
            .copied()
            .filter(|bits| (bits & SET).count_ones() > 1)
            .collect();
        let fault = set.count_ones() > 1 && open.iter().all(|bits| bits & truth::FAULT != 0);
        set | if fault { truth::FAULT } else { 0 }
    }

    #[test]
    fn three_operands_follow_the_definition() {
        for connective in [Connective::And, Connective::Or] {
            for a in operands() {
                for b in operands() {
                    for c in operands() {
                        let row = [a, b, c];
                        let columns: Vec<YesNoColumn> = row
                            .iter()
                            .map(|&bits| YesNoColumn::constant(bits, 1))
                            .collect();
                        let got = connect(connective, &columns, 1).get(0);
                        assert_eq!(got, by_definition(connective, &row), "{row:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn not_keeps_not_applicable_and_swaps_the_rest() {
        assert_eq!(invert(truth::YES), truth::NO);
        assert_eq!(
            invert(truth::NO | truth::NOT_APPLICABLE),
            truth::YES | truth::NOT_APPLICABLE
        );
        assert_eq!(
            invert(truth::UNKNOWN | truth::FAULT),
            truth::UNKNOWN | truth::FAULT
        );
    }

    #[test]
    fn where_a_yes_is_needed_not_applicable_is_no() {
        assert_eq!(needed(truth::NOT_APPLICABLE), truth::NO);
        assert_eq!(
            needed(truth::NOT_APPLICABLE | truth::NO | truth::FAULT),
            truth::NO
        );
        assert_eq!(needed(truth::NOT_APPLICABLE | truth::YES), truth::UNKNOWN);
        assert_eq!(needed(truth::YES), truth::YES);
    }
}
