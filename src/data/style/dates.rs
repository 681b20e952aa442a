//! Dates: in which order day, month and year stand.
//!
//! The first date shows the marks and the lengths (`03/04/2025`, `3 Jan 2025`), and with that the orders it
//! could be in. Each further one must have the same marks; a day above twelve rules an order out. A year
//! of two digits never says its century, so such a column stays open.

use super::verdict::{OpenReading, Verdict, Witness};
use crate::data::dates::date_text;
use crate::written::{DatePattern, split_time};

/// What the cells of a column show of its dates.
#[derive(Clone, Debug)]
pub struct DateEvidence {
    iso: DatePattern,
    dates: u64,
    others: u64,
    first_other: Option<Witness>,
    timed: u64,
    first_plain: Option<Witness>,
    first_not_plain: Option<Witness>,
    /// A date that has other marks than the first that is not plain.
    other_marks: Option<Witness>,
    orders: Vec<Order>,
    no_century: bool,
    /// The first cell that two orders take for different days.
    differs: Option<Witness>,
}

/// One order that the dates could be in.
#[derive(Clone, Debug)]
struct Order {
    pattern: DatePattern,
    ruled_out: Option<Witness>,
}

impl Default for DateEvidence {
    fn default() -> Self {
        DateEvidence {
            iso: DatePattern::iso(),
            dates: 0,
            others: 0,
            first_other: None,
            timed: 0,
            first_plain: None,
            first_not_plain: None,
            other_marks: None,
            orders: Vec::new(),
            no_century: false,
            differs: None,
        }
    }
}

impl DateEvidence {
    /// Takes a cell that is not blank.
    pub fn take(&mut self, text: &str, line: u64) {
        let text = text.trim();
        if let Some((_, timed)) = self.iso.read(text) {
            self.first_plain
                .get_or_insert_with(|| Witness::new(text, line));
            self.count(timed);
            return;
        }
        if self.orders.is_empty()
            && let Some(shape) = Shape::of(split_time(text).0)
            && shape.orders.iter().any(|order| order.read(text).is_some())
        {
            self.no_century = shape.no_century;
            self.orders = shape.orders.into_iter().map(Order::new).collect();
        }
        let days: Vec<Option<(i32, bool)>> = self
            .orders
            .iter()
            .map(|order| order.pattern.read(text))
            .collect();
        match days.iter().flatten().next() {
            Some(&(day, timed)) => {
                self.count(timed);
                self.first_not_plain
                    .get_or_insert_with(|| Witness::new(text, line));
                for (order, days) in self.orders.iter_mut().zip(&days) {
                    if days.is_none() {
                        order
                            .ruled_out
                            .get_or_insert_with(|| Witness::new(text, line));
                    }
                }
                if days.iter().flatten().any(|(other, _)| *other != day) {
                    self.differs.get_or_insert_with(|| Witness::new(text, line));
                }
            }
            None => self.take_other(text, line),
        }
    }

    /// A cell that is no date with the marks of the others: with marks of its own, or none at all.
    fn take_other(&mut self, text: &str, line: u64) {
        let shape = Shape::of(split_time(text).0);
        let date = shape.and_then(|shape| shape.orders.iter().find_map(|order| order.read(text)));
        match date {
            Some((_, timed)) => {
                self.count(timed);
                self.other_marks
                    .get_or_insert_with(|| Witness::new(text, line));
            }
            None => {
                self.others += 1;
                self.first_other
                    .get_or_insert_with(|| Witness::new(text, line));
            }
        }
    }

    fn count(&mut self, timed: bool) {
        self.dates += 1;
        self.timed += u64::from(timed);
    }

    /// Cells that are dates in some style.
    #[must_use]
    pub fn dates(&self) -> u64 {
        self.dates
    }

    /// Dates with a time of day behind them.
    #[must_use]
    pub fn timed(&self) -> u64 {
        self.timed
    }

    /// Cells that are no dates, and the first of them.
    #[must_use]
    pub fn others(&self) -> (u64, Option<&Witness>) {
        (self.others, self.first_other.as_ref())
    }

    /// How the dates are written.
    #[must_use]
    pub fn verdict(&self) -> Verdict<DatePattern> {
        let Some(not_plain) = &self.first_not_plain else {
            return match self.dates {
                0 => Verdict::Nothing,
                _ => Verdict::Plain { perhaps: None },
            };
        };
        if let Some(other) = self.first_plain.as_ref().or(self.other_marks.as_ref()) {
            return Verdict::Contradictory {
                one: not_plain.clone(),
                other: other.clone(),
            };
        }
        let ruled_out = self
            .orders
            .iter()
            .find_map(|order| order.ruled_out.as_ref());
        let mut left = self.orders.iter().filter(|order| order.ruled_out.is_none());
        match (left.next(), left.next(), &self.differs) {
            (None, _, _) => self.contradiction(not_plain),
            (Some(order), None, _) if !self.no_century => Verdict::Proved {
                style: order.pattern.clone(),
                by: ruled_out.cloned(),
            },
            (Some(order), Some(_), None) if !self.no_century => Verdict::Proved {
                style: order.pattern.clone(),
                by: None,
            },
            (Some(_), _, differs) => self.open(differs.as_ref().unwrap_or(not_plain)),
        }
    }

    /// Every order is ruled out: by the first cell, and by one that has none of the orders left by it.
    fn contradiction(&self, first: &Witness) -> Verdict<DatePattern> {
        let by = |order: &Order| order.ruled_out.clone();
        let mut by: Vec<Witness> = self.orders.iter().filter_map(by).collect();
        by.sort_by_key(|witness| witness.line);
        Verdict::Contradictory {
            one: by.first().unwrap_or(first).clone(),
            other: by.last().unwrap_or(first).clone(),
        }
    }

    fn open(&self, example: &Witness) -> Verdict<DatePattern> {
        let reading = |pattern: &DatePattern| {
            let (day, _) = pattern.read(&example.text)?;
            Some(OpenReading {
                value: date_text(i128::from(day)),
                written_as: pattern.text().to_owned(),
            })
        };
        let left = self.orders.iter().filter(|order| order.ruled_out.is_none());
        let left: Vec<&DatePattern> = left.map(|order| &order.pattern).collect();
        let mut readings: Vec<OpenReading> =
            left.iter().filter_map(|pattern| reading(pattern)).collect();
        if let ([only], true) = (left.as_slice(), self.no_century) {
            let earlier = DatePattern::parse(&only.text().replace("20YY", "19YY"), &[]);
            readings.extend(earlier.ok().as_ref().and_then(reading));
        }
        Verdict::Open {
            example: example.clone(),
            readings,
        }
    }
}

impl Order {
    fn new(pattern: DatePattern) -> Order {
        Order {
            pattern,
            ruled_out: None,
        }
    }
}

/// The patterns in which a text is a date; none if it is no date, or one in the plain style.
pub(in crate::data) fn date_patterns(text: &str) -> Vec<DatePattern> {
    let shape = Shape::of(split_time(text.trim()).0);
    let mut patterns = shape.map_or_else(Vec::new, |shape| shape.orders);
    patterns.retain(|pattern| pattern.read(text).is_some());
    patterns
}

/// The orders that a date's marks and lengths allow.
struct Shape {
    orders: Vec<DatePattern>,
    no_century: bool,
}

impl Shape {
    fn of(date: &str) -> Option<Shape> {
        let (parts, marks) = split(date)?;
        let [first, second, third] = parts;
        let [one, other] = marks;
        let name = |part: &str| part.starts_with(char::is_alphabetic);
        let (year, no_century) = match (first.len(), third.len()) {
            (4, 1 | 2) | (_, 4) => ("YYYY", false),
            (_, 2) => ("20YY", true),
            _ => return None,
        };
        let patterns = if name(first) {
            vec![format!("MMM{one}DD{other}{year}")]
        } else if name(second) && first.len() == 4 {
            vec![format!("{year}{one}MMM{other}DD")]
        } else if name(second) {
            vec![format!("DD{one}MMM{other}{year}")]
        } else if name(third) || one != other {
            return None;
        } else if first.len() == 4 {
            vec![format!("{year}{one}MM{other}DD")]
        } else {
            let mut patterns = vec![
                format!("DD{one}MM{other}{year}"),
                format!("MM{one}DD{other}{year}"),
            ];
            patterns.extend(no_century.then(|| format!("{year}{one}MM{other}DD")));
            patterns
        };
        let orders = patterns
            .iter()
            .filter_map(|pattern| DatePattern::parse(pattern, &[]).ok())
            .collect();
        Some(Shape { orders, no_century })
    }
}

/// Three numbers or names, and the marks between them.
fn split(date: &str) -> Option<([&str; 3], [String; 2])> {
    let mut rest = date;
    let mut parts = [""; 3];
    let mut marks = [String::new(), String::new()];
    let mut between = marks.iter_mut();
    for (place, part) in parts.iter_mut().enumerate() {
        let named = rest.starts_with(char::is_alphabetic);
        let after = if named {
            rest.trim_start_matches(char::is_alphabetic)
        } else {
            rest.trim_start_matches(|c: char| c.is_ascii_digit())
        };
        *part = rest.get(..rest.len() - after.len())?;
        if part.is_empty() || (!named && part.len() > 4) {
            return None;
        }
        // The point of `Jan.` belongs to the name.
        let point = named && place < 2;
        rest = after.strip_prefix('.').filter(|_| point).unwrap_or(after);
        if let Some(mark) = between.next() {
            let after = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
            let written = rest.get(..rest.len() - after.len())?;
            if written.is_empty() || written.len() > 4 {
                return None;
            }
            *mark = written
                .chars()
                .map(|c| if c.is_whitespace() { ' ' } else { c })
                .collect();
            rest = after;
        }
    }
    rest.is_empty().then_some((parts, marks))
}
