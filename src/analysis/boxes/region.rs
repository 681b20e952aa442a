//! Boxes over several variables, and unions of them.

use super::set::Set;

/// A variable of a [`Reader`](super::Reader), by its place.
pub type VariableId = usize;

/// A box: for each variable a set of values. A variable that it does not name may have any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuboid {
    /// Ascending by variable.
    sides: Vec<(VariableId, Set)>,
}

/// A union of boxes, which may overlap.
pub type Region = Vec<Cuboid>;

impl Cuboid {
    /// Everything.
    pub fn everything() -> Cuboid {
        Cuboid::default()
    }

    /// A condition on one variable.
    pub fn of(variable: VariableId, set: Set) -> Cuboid {
        Cuboid {
            sides: vec![(variable, set)],
        }
    }

    /// What it asks of each variable that it names.
    pub fn sides(&self) -> &[(VariableId, Set)] {
        &self.sides
    }

    /// What it asks of a variable, if anything.
    pub fn side(&self, variable: VariableId) -> Option<&Set> {
        let at = self
            .sides
            .binary_search_by_key(&variable, |(name, _)| *name);
        at.ok()
            .and_then(|at| self.sides.get(at))
            .map(|(_, set)| set)
    }

    /// The same with another set for a variable.
    pub fn with(&self, variable: VariableId, set: Set) -> Cuboid {
        let mut sides = self.sides.clone();
        match sides.binary_search_by_key(&variable, |(name, _)| *name) {
            Ok(at) => {
                if let Some(side) = sides.get_mut(at) {
                    side.1 = set;
                }
            }
            Err(at) => sides.insert(at, (variable, set)),
        }
        Cuboid { sides }
    }

    /// The same without a condition on a variable.
    pub fn freed(&self, variable: VariableId) -> Cuboid {
        let sides = self.sides.iter().filter(|(name, _)| *name != variable);
        Cuboid {
            sides: sides.cloned().collect(),
        }
    }

    /// What is in both, if there is anything.
    pub fn intersection(&self, other: &Cuboid) -> Option<Cuboid> {
        let mut sides = Vec::with_capacity(self.sides.len() + other.sides.len());
        let (mut ours, mut theirs) = (self.sides.iter().peekable(), other.sides.iter().peekable());
        loop {
            match (ours.peek(), theirs.peek()) {
                (Some((a, _)), Some((b, _))) if a < b => sides.extend(ours.next().cloned()),
                (Some((a, _)), Some((b, _))) if a > b => sides.extend(theirs.next().cloned()),
                (Some((variable, a)), Some((_, b))) => {
                    let both = a.intersection(b);
                    if both.is_empty() {
                        return None;
                    }
                    sides.push((*variable, both));
                    ours.next();
                    theirs.next();
                }
                (Some(_), None) => sides.extend(ours.next().cloned()),
                (None, Some(_)) => sides.extend(theirs.next().cloned()),
                (None, None) => return Some(Cuboid { sides }),
            }
        }
    }

    /// True if the two share a point.
    pub fn meets(&self, other: &Cuboid) -> bool {
        let (mut ours, mut theirs) = (self.sides.iter(), other.sides.iter());
        let (mut a, mut b) = (ours.next(), theirs.next());
        while let (Some((a_name, a_set)), Some((b_name, b_set))) = (a, b) {
            match a_name.cmp(b_name) {
                std::cmp::Ordering::Less => a = ours.next(),
                std::cmp::Ordering::Greater => b = theirs.next(),
                std::cmp::Ordering::Equal => {
                    if !a_set.meets(b_set) {
                        return false;
                    }
                    (a, b) = (ours.next(), theirs.next());
                }
            }
        }
        true
    }

    /// What is in this box and not in the other, in boxes that do not overlap. `domain` says
    /// everything that a variable can be.
    pub fn without<'a>(
        &self,
        other: &Cuboid,
        domain: impl Fn(VariableId) -> &'a Set,
    ) -> Vec<Cuboid> {
        let mut pieces = Vec::new();
        let mut rest = self.clone();
        for (variable, set) in &other.sides {
            let ours = rest.side(*variable).unwrap_or_else(|| domain(*variable));
            let outside = ours.without(set);
            let inside = ours.intersection(set);
            if !outside.is_empty() {
                pieces.push(rest.with(*variable, outside));
            }
            if inside.is_empty() {
                return pieces;
            }
            rest = rest.with(*variable, inside);
        }
        pieces
    }
}
