//! The values of one variable: ranges of places, and the two points that are no value.

/// A set of places, with the points "not answered" and "not applicable". Every kind of value is
/// counted in whole places (millionths, days, members, texts), so ranges have no open ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// Ranges with both ends included, ascending, with at least one place between any two.
    ranges: Vec<(i128, i128)>,
    /// True if it holds the point "not answered".
    pub gap: bool,
    /// True if it holds the point "not applicable".
    pub not_applicable: bool,
}

impl Set {
    /// Nothing.
    pub const EMPTY: Set = Set {
        ranges: Vec::new(),
        gap: false,
        not_applicable: false,
    };

    /// The places from one to another, both included; none if they are the wrong way round.
    pub fn range(low: i128, high: i128) -> Set {
        Set {
            ranges: if low <= high {
                vec![(low, high)]
            } else {
                Vec::new()
            },
            gap: false,
            not_applicable: false,
        }
    }

    /// The point "not answered".
    pub fn unanswered() -> Set {
        Set {
            gap: true,
            ..Set::default()
        }
    }

    /// The point "not applicable".
    pub fn inapplicable() -> Set {
        Set {
            not_applicable: true,
            ..Set::default()
        }
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> &[(i128, i128)] {
        &self.ranges
    }

    /// True if there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty() && !self.gap && !self.not_applicable
    }

    /// What is in both.
    pub fn intersection(&self, other: &Set) -> Set {
        let mut ranges = Vec::new();
        let (mut ours, mut theirs) = (self.ranges.iter(), other.ranges.iter());
        let (mut a, mut b) = (ours.next(), theirs.next());
        while let (Some(&(a_low, a_high)), Some(&(b_low, b_high))) = (a, b) {
            let (low, high) = (a_low.max(b_low), a_high.min(b_high));
            if low <= high {
                ranges.push((low, high));
            }
            if a_high < b_high {
                a = ours.next();
            } else {
                b = theirs.next();
            }
        }
        Set {
            ranges,
            gap: self.gap && other.gap,
            not_applicable: self.not_applicable && other.not_applicable,
        }
    }

    /// What is in this one and not in the other.
    pub fn without(&self, other: &Set) -> Set {
        let mut ranges = Vec::new();
        let mut holes = other.ranges.as_slice();
        for &(mut low, high) in &self.ranges {
            while let Some((&(hole_low, hole_high), after)) = holes.split_first() {
                if hole_low > high {
                    break;
                }
                if hole_low > low {
                    ranges.push((low, hole_low - 1));
                }
                low = low.max(hole_high.saturating_add(1));
                if hole_high > high {
                    break;
                }
                holes = after;
            }
            if low <= high {
                ranges.push((low, high));
            }
        }
        Set {
            ranges,
            gap: self.gap && !other.gap,
            not_applicable: self.not_applicable && !other.not_applicable,
        }
    }

    /// What is in either.
    pub fn union(&self, other: &Set) -> Set {
        let mut all: Vec<(i128, i128)> = self.ranges.iter().chain(&other.ranges).copied().collect();
        all.sort_unstable();
        let mut ranges: Vec<(i128, i128)> = Vec::new();
        for (low, high) in all {
            match ranges.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                Some(_) | None => ranges.push((low, high)),
            }
        }
        Set {
            ranges,
            gap: self.gap || other.gap,
            not_applicable: self.not_applicable || other.not_applicable,
        }
    }

    /// True if the two share a point.
    pub fn meets(&self, other: &Set) -> bool {
        if (self.gap && other.gap) || (self.not_applicable && other.not_applicable) {
            return true;
        }
        let (mut ours, mut theirs) = (self.ranges.iter(), other.ranges.iter());
        let (mut a, mut b) = (ours.next(), theirs.next());
        while let (Some(&(a_low, a_high)), Some(&(b_low, b_high))) = (a, b) {
            if a_low <= b_high && b_low <= a_high {
                return true;
            }
            if a_high < b_high {
                a = ours.next();
            } else {
                b = theirs.next();
            }
        }
        false
    }

    /// True if every point of this one is in the other.
    pub fn is_within(&self, other: &Set) -> bool {
        self.without(other).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ranges: &[(i128, i128)]) -> Set {
        ranges.iter().fold(Set::default(), |set, &(low, high)| {
            set.union(&Set::range(low, high))
        })
    }

    #[test]
    fn taking_away_leaves_what_is_between() {
        let all = Set::range(0, 100);
        let holes = of(&[(0, 4), (10, 20), (30, 30), (90, 200)]);
        assert_eq!(all.without(&holes), of(&[(5, 9), (21, 29), (31, 89)]));
        assert_eq!(
            of(&[(1, 2), (5, 6)]).without(&Set::range(2, 5)),
            of(&[(1, 1), (6, 6)])
        );
        assert_eq!(
            of(&[(1, 2), (5, 6)]).without(&of(&[(0, 1), (6, 9)])),
            of(&[(2, 2), (5, 5)])
        );
        assert_eq!(holes.without(&all), Set::range(101, 200));
    }

    #[test]
    fn neighbours_join() {
        assert_eq!(of(&[(1, 2), (3, 4)]), Set::range(1, 4));
        assert_ne!(of(&[(1, 2), (4, 5)]), Set::range(1, 5));
    }

    #[test]
    fn the_points_that_are_no_values_stay_apart_from_them() {
        let answered = Set::range(0, 9);
        let any = answered.union(&Set::unanswered());
        assert_eq!(any.without(&answered), Set::unanswered());
        assert!(!any.is_within(&answered));
        assert!(answered.is_within(&any));
        assert!(!Set::unanswered().meets(&answered));
        assert!(Set::inapplicable().intersection(&any).is_empty());
    }

    #[test]
    fn sets_agree_with_lists_of_places() {
        // Every pair of sets of the places 0 to 5, against bits.
        let set = |bits: u32| {
            (0..6)
                .filter(|place| bits & (1 << place) != 0)
                .fold(Set::default(), |set, place| {
                    set.union(&Set::range(place, place))
                })
        };
        for a in 0..64_u32 {
            for b in 0..64_u32 {
                assert_eq!(set(a).intersection(&set(b)), set(a & b));
                assert_eq!(set(a).union(&set(b)), set(a | b));
                assert_eq!(set(a).without(&set(b)), set(a & !b));
                assert_eq!(set(a).meets(&set(b)), a & b != 0);
            }
        }
    }
}
