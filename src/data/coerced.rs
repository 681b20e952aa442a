//! What was changed about a cell to make a value of it. Nothing of it changes what the cell says, but for
//! rounding; all of it is counted.

/// A set of such changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Coerced(u8);

/// One way in which cells were changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coercion {
    /// More than six decimals, rounded.
    Rounded,
    /// Blanks around it, left out.
    Trimmed,
    /// The sign or code of the currency, left out.
    Currency,
    /// `k`, `M` or `B`, written out.
    Scaled,
    /// Brackets around it or a minus behind it, read as a minus before it.
    Negative,
    /// A time of day, left out.
    Time,
}

/// Every change there is.
const ALL: [Coercion; 6] = [
    Coercion::Rounded,
    Coercion::Trimmed,
    Coercion::Currency,
    Coercion::Scaled,
    Coercion::Negative,
    Coercion::Time,
];

impl Coercion {
    /// What happened to the cells: "rounded to six decimals".
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Coercion::Rounded => "rounded to six decimals",
            Coercion::Trimmed => "with blanks around them, left out",
            Coercion::Currency => "with the sign or code of the currency, left out",
            Coercion::Scaled => "with k, M or B, written out",
            Coercion::Negative => "with brackets or a minus behind, read as below zero",
            Coercion::Time => "with a time of day, left out",
        }
    }
}

impl Coerced {
    /// Nothing was changed.
    pub(super) const NOT: Coerced = Coerced(0);

    /// This as well, if it happened.
    pub(super) fn and(self, coercion: Coercion, happened: bool) -> Coerced {
        Coerced(self.0 | (u8::from(happened) << coercion as u8))
    }

    /// All of both.
    pub(super) fn or(self, other: Coerced) -> Coerced {
        Coerced(self.0 | other.0)
    }

    /// True if the cell was changed at all.
    pub(super) fn is_any(self) -> bool {
        self.0 != 0
    }

    /// What was changed, one by one.
    pub(super) fn each(self) -> impl Iterator<Item = Coercion> {
        ALL.into_iter()
            .filter(move |coercion| self.0 & (1 << *coercion as u8) != 0)
    }
}
