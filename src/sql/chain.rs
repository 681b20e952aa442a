//! The rows of a record, step by step: each step of the text (a CTE) adds columns to the one before.
//!
//! A column is put into the first step in which all that it reads is there, so that nothing is
//! worked out twice and no expression grows beyond a line.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::tree::Sql;
use super::value::{Bits, Choice, Number, Text, Value};
use crate::ir::{ExprId, FieldId, RuleId};

/// A step of the text.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Its name.
    pub(super) name: String,
    /// What is said above it.
    pub(super) comments: Vec<String>,
    /// Where its rows come from.
    pub(super) from: Source,
    /// The columns that it adds.
    pub(super) columns: Vec<(Rc<str>, Sql)>,
}

/// Where the rows of a step come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A table of the engine, of which only the columns named are read.
    Table(String),
    /// The step before, all of whose columns are kept.
    Step(String),
    /// The step before, only the rows of which some condition is true.
    Filtered(String, Sql),
    /// The rows of a step put together by a column; all of them into one row, without one.
    Grouped {
        /// The step.
        from: String,
        /// The column.
        by: Option<Rc<str>>,
        /// Only the rows of which this is true.
        filter: Sql,
    },
    /// The step before, with the columns of others.
    Joined {
        /// The step before.
        from: String,
        /// The others.
        joins: Vec<Join>,
    },
}

/// A step joined to another.
#[derive(Clone, Debug)]
pub(super) struct Join {
    /// The step.
    pub(super) step: String,
    /// Our column and its column, which are equal; a row that finds none keeps no values. Without
    /// them, the one row of the step goes with every row.
    pub(super) on: Option<(Rc<str>, Rc<str>)>,
}

/// Names, each given once. Engines differ in whether capitals count, so here they do not.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    longest: usize,
}

impl Names {
    pub(super) fn new(longest: usize) -> Names {
        Names {
            taken: HashSet::new(),
            longest: longest.min(120),
        }
    }

    /// A name that nobody has.
    pub(super) fn give(&mut self, wanted: &str) -> String {
        let mut count = 1;
        loop {
            let suffix = if count == 1 {
                String::new()
            } else {
                format!("_{count}")
            };
            let room = self.longest.saturating_sub(suffix.len());
            let name = format!("{}{suffix}", shortened(wanted, room));
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
            count += 1;
        }
    }
}

/// The beginning of a name that has room.
fn shortened(name: &str, room: usize) -> &str {
    let mut end = name.len().min(room);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or_default()
}

/// The rows of a record and all that has been worked out on them.
pub(super) struct Chain {
    /// The last step of the text.
    pub(super) head: String,
    /// Columns that wait for a step of their own, and in which step after the head they can be.
    waiting: Vec<Vec<(Rc<str>, Sql)>>,
    place: HashMap<Rc<str>, usize>,
    known: HashMap<Sql, Rc<str>>,
    names: Names,
    pub(super) exprs: HashMap<ExprId, Value>,
    pub(super) fields: HashMap<FieldId, Value>,
    pub(super) rules: HashMap<RuleId, Rc<super::rules::Outcome>>,
}

impl Chain {
    pub(super) fn new(head: String, names: Names) -> Chain {
        Chain {
            head,
            waiting: Vec::new(),
            place: HashMap::new(),
            known: HashMap::new(),
            names,
            exprs: HashMap::new(),
            fields: HashMap::new(),
            rules: HashMap::new(),
        }
    }

    /// A name for a column that no other column has.
    pub(super) fn name(&mut self, wanted: &str) -> Rc<str> {
        Rc::from(self.names.give(wanted))
    }

    /// An expression as a column of its own.
    pub(super) fn keep(&mut self, hint: &str, sql: Sql) -> Sql {
        if sql.is_atom() {
            return sql;
        }
        if let Some(name) = self.known.get(&sql) {
            return Sql::Column(name.clone());
        }
        let name = self.name(hint);
        let read = sql.columns();
        let place = read
            .iter()
            .filter_map(|column| self.place.get(column))
            .map(|place| place + 1)
            .max()
            .unwrap_or(0);
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, Vec::new);
        }
        if let Some(step) = self.waiting.get_mut(place) {
            step.push((name.clone(), sql.clone()));
        }
        self.place.insert(name.clone(), place);
        self.known.insert(sql, name.clone());
        Sql::Column(name)
    }

    /// A value with columns of its own.
    pub(super) fn keep_value(&mut self, hint: &str, value: Value) -> Value {
        match value {
            Value::Number(number) => Value::Number(self.keep_number(hint, number)),
            Value::YesNo(bits) => Value::YesNo(self.keep_bits(hint, bits)),
            Value::Choice(choice) => Value::Choice(Choice {
                set: self.keep(hint, choice.set),
                members: choice.members,
                flags: self.keep_bits(&format!("{hint}_flags"), choice.flags),
            }),
            Value::Text(text) => Value::Text(Text {
                value: self.keep(hint, text.value),
                flags: self.keep_bits(&format!("{hint}_flags"), text.flags),
            }),
        }
    }

    /// A number with columns of its own.
    pub(super) fn keep_number(&mut self, hint: &str, number: Number) -> Number {
        let (low, high) = if number.low == number.high {
            let end = self.keep(hint, number.low);
            (end.clone(), end)
        } else {
            (
                self.keep(&format!("{hint}_low"), number.low),
                self.keep(&format!("{hint}_high"), number.high),
            )
        };
        Number {
            low,
            high,
            within: number.within,
            flags: self.keep_bits(&format!("{hint}_flags"), number.flags),
        }
    }

    /// Bits with a column of their own.
    pub(super) fn keep_bits(&mut self, hint: &str, bits: Bits) -> Bits {
        Bits {
            sql: self.keep(hint, bits.sql),
            may: bits.may,
        }
    }

    /// The columns that wait as steps, the last of which bears the name.
    pub(super) fn flush(
        &mut self,
        name: &str,
        comments: Vec<String>,
        names: &mut Names,
    ) -> Vec<Step> {
        let waiting = std::mem::take(&mut self.waiting);
        self.place.clear();
        let last = waiting.len();
        let mut comments = Some(comments);
        let mut steps = Vec::with_capacity(last);
        for (at, columns) in waiting.into_iter().enumerate() {
            let wanted = if at + 1 == last {
                name.to_owned()
            } else {
                format!("{name} {}", at + 1)
            };
            let step = Step {
                name: names.give(&wanted),
                comments: comments.take().unwrap_or_default(),
                from: Source::Step(self.head.clone()),
                columns,
            };
            self.head.clone_from(&step.name);
            steps.push(step);
        }
        steps
    }
}
