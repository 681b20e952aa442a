//! The words that stand for yes and no.

/// Words of one language or habit that go together, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The words for yes.
    pub yes: &'static [&'static str],
    /// The words for no.
    pub no: &'static [&'static str],
}

/// The words that need no proof.
pub const USUAL: Pair = Pair {
    yes: &["yes", "true", "y", "1"],
    no: &["no", "false", "n", "0"],
};

/// Further words; a column that holds nothing but those of one pair is in them. No word means yes in
/// one pair and no in another.
pub const PAIRS: &[Pair] = &[
    Pair {
        yes: &["ja", "j"],
        no: &["nein", "n"],
    },
    Pair {
        yes: &["ja", "j"],
        no: &["nee", "n"],
    },
    Pair {
        yes: &["ja", "j"],
        no: &["nej", "n"],
    },
    Pair {
        yes: &["oui", "o"],
        no: &["non", "n"],
    },
    Pair {
        yes: &["sí", "si", "s"],
        no: &["no", "n"],
    },
    Pair {
        yes: &["sì", "si", "s"],
        no: &["no", "n"],
    },
    Pair {
        yes: &["sim", "s"],
        no: &["não", "nao", "n"],
    },
    Pair {
        yes: &["tak", "t"],
        no: &["nie", "n"],
    },
    Pair {
        yes: &["да", "д"],
        no: &["нет", "н"],
    },
    Pair {
        yes: &["так"],
        no: &["ні"],
    },
    Pair {
        yes: &["evet"],
        no: &["hayır"],
    },
    Pair {
        yes: &["ano", "a"],
        no: &["ne", "n"],
    },
    Pair {
        yes: &["wahr"],
        no: &["falsch"],
    },
    Pair {
        yes: &["vrai"],
        no: &["faux"],
    },
    Pair {
        yes: &["verdadero"],
        no: &["falso"],
    },
    Pair {
        yes: &["verdadeiro"],
        no: &["falso"],
    },
    Pair {
        yes: &["t"],
        no: &["f"],
    },
    Pair {
        yes: &["on"],
        no: &["off"],
    },
    Pair {
        yes: &["checked"],
        no: &["unchecked"],
    },
    Pair {
        yes: &["✓", "✔", "☑"],
        no: &["✗", "✘", "☐"],
    },
];

/// The words of a field that states its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YesNoWords {
    /// The words for yes, as they are written in the pack.
    pub yes: Vec<String>,
    /// The words for no.
    pub no: Vec<String>,
}

impl Pair {
    /// What a word in lower case stands for here.
    #[must_use]
    pub fn read(&self, word: &str) -> Option<bool> {
        if self.yes.contains(&word) {
            Some(true)
        } else {
            self.no.contains(&word).then_some(false)
        }
    }
}
