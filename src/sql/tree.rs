//! The SQL that is written, as a tree: what every engine can say, whatever it calls it.
//!
//! The functions that build it work out what is plain already, so that what can never be (a fault
//! where nothing can fail, a row to which a value does not apply) leaves no trace in the text.

use std::rc::Rc;

/// The kinds of values of SQL columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Exact decimals with six places; days and months too.
    Number,
    /// Bits and counts.
    Whole,
    /// Texts.
    Text,
    /// SQL's own yes and no.
    YesNo,
    /// Days of the calendar.
    Date,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
}

/// What is asked of an engine under a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Call {
    /// A cell of a table as a number; null where it is none that can be held.
    ReadNumber,
    /// A cell of a table as a date, in days since 1970-01-01.
    ReadDate,
    /// A cell of a table as a text: trimmed, in NFC, null where nothing is left.
    ReadText,
    /// A cell of a table as yes or no.
    ReadYesNo,
    /// The whole part of a number, cut towards zero.
    Truncate,
    /// The simple lower case of every character.
    Lower,
    /// True if the first text contains the second.
    Contains,
    /// True if the first text starts with the second.
    StartsWith,
    /// True if the first text ends with the second.
    EndsWith,
    /// How many characters a text has.
    Length,
    /// A number as a text: its digits without zeros that say nothing.
    NumberText,
    /// Days since 1970-01-01 as a date.
    Date,
    /// Days since 1970-01-01 as `2026-01-31`.
    DateText,
    /// A text from a character on, the first being 1.
    From,
    /// A number without its places.
    Whole,
    /// A day, in days since 1970-01-01, some whole months on.
    AddMonths,
    /// The year of a day.
    Year,
    /// The month of a day.
    Month,
    /// The absolute value.
    Absolute,
}

/// How the values of several rows become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Gathering {
    /// Their sum.
    Sum,
    /// The least of them.
    Least,
    /// The greatest of them.
    Greatest,
}

/// An expression of SQL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sql {
    /// A column of the rows at hand.
    Column(Rc<str>),
    /// A column of a table, before anything has been worked out.
    Cell(Rc<str>),
    /// No value.
    Null(Kind),
    /// A number, in millionths.
    Number(i128),
    /// A whole number: bits, counts.
    Whole(i64),
    /// A text.
    Text(Rc<str>),
    /// True or false.
    YesNo(bool),
    /// The value beside the first condition that is true, else the last.
    Case(Vec<(Sql, Sql)>, Box<Sql>),
    /// A comparison.
    Compare(Comparison, Box<Sql>, Box<Sql>),
    /// True if all are.
    All(Vec<Sql>),
    /// True if one is.
    Any(Vec<Sql>),
    /// True if it is false.
    Not(Box<Sql>),
    /// True where there is no value.
    IsNull(Box<Sql>),
    /// The bits that both have.
    BothBits(Box<Sql>, Box<Sql>),
    /// The bits that one has.
    EitherBits(Box<Sql>, Box<Sql>),
    /// A sum.
    Add(Box<Sql>, Box<Sql>),
    /// A difference.
    Subtract(Box<Sql>, Box<Sql>),
    /// The contrary number.
    Negate(Box<Sql>),
    /// The least of several, none of which is null.
    Least(Vec<Sql>),
    /// The greatest of several, none of which is null.
    Greatest(Vec<Sql>),
    /// A product, rounded half away from zero; beyond all limits, by its sign, where it is too large.
    Times {
        /// Its factors.
        factors: Box<(Sql, Sql)>,
        /// To a whole number rather than to six places.
        whole: bool,
        /// True if it cannot be too large.
        held: bool,
    },
    /// A quotient of two numbers within the limits, rounded half away from zero; the second is not
    /// zero.
    Over {
        /// What is divided, and by what.
        sides: Box<(Sql, Sql)>,
        /// To a whole number rather than to six places.
        whole: bool,
    },
    /// Texts one after the other; null where one is.
    Join(Vec<Sql>),
    /// Something that engines call differently.
    Call(Call, Vec<Sql>),
    /// Numbers of several rows as one.
    Gathered(Gathering, Box<Sql>),
}

impl Sql {
    /// A text.
    pub(super) fn text(text: &str) -> Sql {
        Sql::Text(Rc::from(text))
    }

    /// True if it is as short as a name, so that it may be repeated.
    pub(super) fn is_atom(&self) -> bool {
        match self {
            Sql::Column(_)
            | Sql::Cell(_)
            | Sql::Null(_)
            | Sql::Number(_)
            | Sql::Whole(_)
            | Sql::Text(_)
            | Sql::YesNo(_) => true,
            Sql::Case(..)
            | Sql::Compare(..)
            | Sql::All(_)
            | Sql::Any(_)
            | Sql::Not(_)
            | Sql::IsNull(_)
            | Sql::BothBits(..)
            | Sql::EitherBits(..)
            | Sql::Add(..)
            | Sql::Subtract(..)
            | Sql::Negate(_)
            | Sql::Least(_)
            | Sql::Greatest(_)
            | Sql::Times { .. }
            | Sql::Over { .. }
            | Sql::Join(_)
            | Sql::Call(..)
            | Sql::Gathered(..) => false,
        }
    }

    /// The name of a column; nothing of any other expression.
    pub(super) fn name(&self) -> Option<Rc<str>> {
        if let Sql::Column(name) = self {
            Some(name.clone())
        } else {
            None
        }
    }

    /// The bits that are the same on every row.
    pub(super) fn whole(&self) -> Option<i64> {
        if let Sql::Whole(bits) = self {
            Some(*bits)
        } else {
            None
        }
    }

    /// The number that is the same on every row, in millionths.
    pub(super) fn number(&self) -> Option<i128> {
        if let Sql::Number(units) = self {
            Some(*units)
        } else {
            None
        }
    }

    /// Yes or no, where it is the same on every row.
    fn yes_no(&self) -> Option<bool> {
        if let Sql::YesNo(yes) = self {
            Some(*yes)
        } else {
            None
        }
    }

    /// The columns that it reads.
    pub(super) fn columns(&self) -> Vec<Rc<str>> {
        let mut found = Vec::new();
        let mut waiting = vec![self];
        while let Some(sql) = waiting.pop() {
            match sql {
                Sql::Column(name) => found.push(name.clone()),
                Sql::Cell(_)
                | Sql::Null(_)
                | Sql::Number(_)
                | Sql::Whole(_)
                | Sql::Text(_)
                | Sql::YesNo(_) => {}
                Sql::Case(arms, otherwise) => {
                    waiting.extend(arms.iter().flat_map(|(when, then)| [when, then]));
                    waiting.push(otherwise);
                }
                Sql::Compare(_, a, b)
                | Sql::BothBits(a, b)
                | Sql::EitherBits(a, b)
                | Sql::Add(a, b)
                | Sql::Subtract(a, b) => waiting.extend([&**a, &**b]),
                Sql::Not(a) | Sql::IsNull(a) | Sql::Negate(a) | Sql::Gathered(_, a) => {
                    waiting.push(a);
                }
                Sql::All(items)
                | Sql::Any(items)
                | Sql::Least(items)
                | Sql::Greatest(items)
                | Sql::Join(items)
                | Sql::Call(_, items) => waiting.extend(items),
                Sql::Times { factors, .. } => waiting.extend([&factors.0, &factors.1]),
                Sql::Over { sides, .. } => waiting.extend([&sides.0, &sides.1]),
            }
        }
        found
    }
}

/// The first arm whose condition is true.
pub(super) fn case(arms: Vec<(Sql, Sql)>, otherwise: Sql) -> Sql {
    let mut kept = Vec::with_capacity(arms.len());
    let mut last = otherwise;
    for (when, then) in arms {
        match when.yes_no() {
            Some(false) => {}
            Some(true) => {
                last = then;
                break;
            }
            None => kept.push((when, then)),
        }
    }
    // Arms at the end that say what is said otherwise say nothing.
    while kept.last().is_some_and(|(_, then)| *then == last) {
        kept.pop();
    }
    if kept.is_empty() {
        last
    } else {
        Sql::Case(kept, Box::new(last))
    }
}

/// `if`
pub(super) fn choose(when: Sql, then: Sql, otherwise: Sql) -> Sql {
    case(vec![(when, then)], otherwise)
}

/// True if all are.
pub(super) fn all(items: impl IntoIterator<Item = Sql>) -> Sql {
    let mut kept: Vec<Sql> = Vec::new();
    for item in items {
        match item.yes_no() {
            Some(true) => continue,
            Some(false) => return Sql::YesNo(false),
            None => {}
        }
        if let Sql::All(inner) = item {
            kept.extend(inner);
        } else if !kept.contains(&item) {
            kept.push(item);
        }
    }
    match kept.len() {
        0 => Sql::YesNo(true),
        1 => kept.swap_remove(0),
        _ => Sql::All(kept),
    }
}

/// True if one is.
pub(super) fn any(items: impl IntoIterator<Item = Sql>) -> Sql {
    let mut kept: Vec<Sql> = Vec::new();
    for item in items {
        match item.yes_no() {
            Some(false) => continue,
            Some(true) => return Sql::YesNo(true),
            None => {}
        }
        if let Sql::Any(inner) = item {
            kept.extend(inner);
        } else if !kept.contains(&item) {
            kept.push(item);
        }
    }
    match kept.len() {
        0 => Sql::YesNo(false),
        1 => kept.swap_remove(0),
        _ => Sql::Any(kept),
    }
}

/// True if it is false.
pub(super) fn not(item: Sql) -> Sql {
    if let Sql::Not(item) = item {
        return *item;
    }
    match item.yes_no() {
        Some(yes) => Sql::YesNo(!yes),
        None => Sql::Not(Box::new(item)),
    }
}

/// True where there is no value.
pub(super) fn is_null(item: Sql) -> Sql {
    if matches!(item, Sql::Null(_)) {
        return Sql::YesNo(true);
    }
    let is_constant = matches!(
        item,
        Sql::Number(_) | Sql::Whole(_) | Sql::Text(_) | Sql::YesNo(_)
    );
    if is_constant {
        Sql::YesNo(false)
    } else {
        Sql::IsNull(Box::new(item))
    }
}

fn compare(comparison: Comparison, left: Sql, right: Sql) -> Sql {
    let holds = |order: std::cmp::Ordering| match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
    };
    match (&left, &right) {
        (Sql::Number(a), Sql::Number(b)) => Sql::YesNo(holds(a.cmp(b))),
        (Sql::Whole(a), Sql::Whole(b)) => Sql::YesNo(holds(a.cmp(b))),
        (Sql::Text(a), Sql::Text(b)) => Sql::YesNo(holds(a.cmp(b))),
        _ => Sql::Compare(comparison, Box::new(left), Box::new(right)),
    }
}

/// `a = b`
pub(super) fn equal(left: Sql, right: Sql) -> Sql {
    compare(Comparison::Equal, left, right)
}

/// `a < b`
pub(super) fn less(left: Sql, right: Sql) -> Sql {
    compare(Comparison::Less, left, right)
}

/// `a <= b`
pub(super) fn at_most(left: Sql, right: Sql) -> Sql {
    compare(Comparison::LessOrEqual, left, right)
}

/// The bits that both have.
pub(super) fn both_bits(left: Sql, right: Sql) -> Sql {
    match (left, right) {
        (Sql::Whole(a), Sql::Whole(b)) => Sql::Whole(a & b),
        (Sql::Whole(0), _) | (_, Sql::Whole(0)) => Sql::Whole(0),
        (left, right) if left == right => left,
        (left, right) => Sql::BothBits(Box::new(left), Box::new(right)),
    }
}

/// The bits that one has.
pub(super) fn either_bits(left: Sql, right: Sql) -> Sql {
    match (left, right) {
        (Sql::Whole(a), Sql::Whole(b)) => Sql::Whole(a | b),
        (Sql::Whole(0), other) | (other, Sql::Whole(0)) => other,
        (left, right) if left == right => left,
        (left, right) => Sql::EitherBits(Box::new(left), Box::new(right)),
    }
}

/// A sum of numbers.
pub(super) fn add(left: Sql, right: Sql) -> Sql {
    match (left, right) {
        (Sql::Number(a), Sql::Number(b)) => Sql::Number(a.saturating_add(b)),
        (Sql::Number(0), other) | (other, Sql::Number(0)) => other,
        (left, right) => Sql::Add(Box::new(left), Box::new(right)),
    }
}

/// A difference of numbers.
pub(super) fn subtract(left: Sql, right: Sql) -> Sql {
    match (left, right) {
        (Sql::Number(a), Sql::Number(b)) => Sql::Number(a.saturating_sub(b)),
        (other, Sql::Number(0)) => other,
        (left, right) => Sql::Subtract(Box::new(left), Box::new(right)),
    }
}

/// The contrary number.
pub(super) fn negate(item: Sql) -> Sql {
    if let Sql::Negate(item) = item {
        return *item;
    }
    match item.number() {
        Some(units) => Sql::Number(-units),
        None => Sql::Negate(Box::new(item)),
    }
}

/// The least of several numbers.
pub(super) fn least(items: impl IntoIterator<Item = Sql>) -> Sql {
    extreme(items, i128::min, Sql::Least)
}

/// The greatest of several numbers.
pub(super) fn greatest(items: impl IntoIterator<Item = Sql>) -> Sql {
    extreme(items, i128::max, Sql::Greatest)
}

fn extreme(
    items: impl IntoIterator<Item = Sql>,
    of_two: fn(i128, i128) -> i128,
    build: fn(Vec<Sql>) -> Sql,
) -> Sql {
    let mut constant: Option<i128> = None;
    let mut kept: Vec<Sql> = Vec::new();
    for item in items {
        if let Some(value) = item.number() {
            constant = Some(constant.map_or(value, |other| of_two(other, value)));
        } else if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept.extend(constant.map(Sql::Number));
    if kept.len() == 1 {
        kept.swap_remove(0)
    } else {
        build(kept)
    }
}

/// Texts one after the other.
pub(super) fn join(items: impl IntoIterator<Item = Sql>) -> Sql {
    let mut kept: Vec<Sql> = Vec::new();
    for item in items {
        match (kept.last_mut(), item) {
            (_, Sql::Text(text)) if text.is_empty() => {}
            (Some(Sql::Text(before)), Sql::Text(text)) => {
                *before = Rc::from(format!("{before}{text}"));
            }
            (_, item) => kept.push(item),
        }
    }
    match kept.len() {
        0 => Sql::text(""),
        1 => kept.swap_remove(0),
        _ => Sql::Join(kept),
    }
}
