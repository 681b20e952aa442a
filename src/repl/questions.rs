//! What a session answers about rows: values, columns, reasons, ways to an outcome.

use super::ask::{Asked, Question, Refused, ask, constant};
use super::lists::type_text;
use super::needed::most_fitting;
use super::redefine::wrong;
use super::rows::{Chosen, find, no_row};
use super::session::{Session, Told};
use crate::eval::{Evaluator, RuleExplanation, display, display_value, explain};
use crate::ir::{ExprId, Program, RecordId, RuleBody, RuleId, Type, ViewValue};
use crate::render::{Advised, advice_text, explanation_text, sanitize, table};
use crate::results::{Request, Shape, ViewChoice, tabulate, view_named, view_names};
use crate::study::{advice, settle_advice, wanted, wanted_advice};

/// So many rows of a column are shown.
const ROWS_SHOWN: u64 = 20;
/// So many rows of a view are shown.
const VIEW_SHOWN: u64 = 100;

impl Session {
    /// An expression: its value on the chosen row, or where there is none a column over all rows.
    pub(super) fn value(&self, input: &str) -> Told {
        self.is_ready()?;
        let keyed = self.row.is_none();
        let asked = match self.asked(input, None, keyed) {
            Ok(asked) => asked,
            Err(problem) => return self.without_rows(input).ok_or(problem),
        };
        if !asked.reads_its_row() {
            return match self.first_value(&asked) {
                Some(text) => Ok(text),
                None => self.without_rows(input).ok_or_else(no_tables),
            };
        }
        let evaluator = Evaluator::new(&asked.program, self.dataset(), self.settings());
        let record = asked.view().record;
        let chosen = self
            .row
            .as_ref()
            .filter(|row| self.program().records[record].named.name == row.record);
        match chosen {
            Some(chosen) => {
                let found = find(&evaluator, &[record], &chosen.key);
                let Some((_, row)) = found.first() else {
                    return Err(no_row(&evaluator, &[record], &chosen.key));
                };
                Ok(values(&evaluator, &asked, *row))
            }
            None => self.shown(&evaluator, &asked),
        }
    }

    /// `:rows`: a column over all rows, or the row is let go.
    pub(super) fn column(&mut self, rest: &str) -> Told {
        if rest.is_empty() {
            self.row = None;
            return Ok("expressions are columns over all rows\n".to_owned());
        }
        self.is_ready()?;
        let (columns, condition) = split_where(rest);
        let asked = self.asked(columns, condition, true)?;
        let evaluator = Evaluator::new(&asked.program, self.dataset(), self.settings());
        self.shown(&evaluator, &asked)
    }

    /// `:type`: what values an expression can have.
    pub(super) fn kind(&self, rest: &str) -> Told {
        if rest.is_empty() {
            return Err("say of what: `:type EXPRESSION`".to_owned());
        }
        let asked = match self.asked(rest, None, false) {
            Ok(asked) => asked,
            Err(problem) => {
                let found = constant(self.desk(), &self.path, &self.now, rest);
                let (program, param) = found.ok_or(problem)?;
                let text = type_text(&program, &program.params[param].ty);
                return Ok(format!("{}\n", sanitize(&text)));
            }
        };
        let program = &asked.program;
        let of = |value: ViewValue| match value {
            ViewValue::Expr(expr) => type_text(program, &program.exprs[expr].ty),
            ViewValue::Rule(rule) => rule_type(program, rule),
        };
        let kinds: Vec<(String, String)> = asked
            .columns()
            .iter()
            .map(|column| (column.name.clone(), of(column.value)))
            .collect();
        Ok(lines(&kinds))
    }

    /// `:view`
    pub(super) fn view(&self, rest: &str) -> Told {
        let program = self.program();
        let names = view_names(program);
        if rest.is_empty() {
            let list: Vec<String> = names.iter().map(|name| format!("  {name}\n")).collect();
            return Ok(sanitize(&list.concat()).into_owned());
        }
        let view = view_named(program, rest).ok_or_else(|| {
            let problem = format!("there is no view `{}`", sanitize(rest));
            wrong(&problem, rest, &names, "there are")
        })?;
        self.is_ready()?;
        let evaluator = Evaluator::new(program, self.dataset(), self.settings());
        let request = Request {
            shape: Shape::Human,
            top: Some(VIEW_SHOWN),
            keys: false,
        };
        let result = tabulate(&evaluator, view, request, &|_| ());
        Ok(table(&result, self.look.color, self.look.width))
    }

    // ---- rows -------------------------------------------------------------------------------------

    /// `:row`
    pub(super) fn choose(&mut self, rest: &str) -> Told {
        if rest.is_empty() {
            return match &self.row {
                Some(row) => Ok(sanitize(&format!("{} of {}\n", row.key, row.record)).into_owned()),
                None => Ok("no row is chosen: `:row KEY`\n".to_owned()),
            };
        }
        let (record, row, key) = self.row_of(rest)?;
        let program = self.program();
        let record = program.records[record].named.name.clone();
        let said = sanitize(&format!("{key} of {record}, row {}\n", row + 1)).into_owned();
        self.row = Some(Chosen { record, key });
        Ok(said)
    }

    /// The row of a key, perhaps with its record before it.
    fn row_of(&self, text: &str) -> Result<(RecordId, usize, String), String> {
        let program = self.program();
        let evaluator = Evaluator::new(program, self.dataset(), self.settings());
        let all: Vec<RecordId> = program.named_records().collect();
        let text = text.trim().trim_matches('"');
        let said = text.split_once(':').and_then(|(name, key)| {
            let named = |&record: &RecordId| program.records[record].named.name == name.trim();
            Some((all.iter().copied().find(named)?, key.trim()))
        });
        let (records, key) = match said {
            Some((record, key)) => (vec![record], key),
            None => (all, text),
        };
        let mut found = find(&evaluator, &records, key);
        if found.len() > 1
            && let Some(first) = found
                .iter()
                .copied()
                .find(|(record, _)| program.rules.values().any(|rule| rule.record == *record))
            && found
                .iter()
                .filter(|(record, _)| program.rules.values().any(|rule| rule.record == *record))
                .count()
                == 1
        {
            // The others have no rules to ask about.
            found = vec![first];
        }
        match found.as_slice() {
            [] => Err(sanitize(&no_row(&evaluator, &records, key)).into_owned()),
            [(record, row)] => Ok((*record, *row, key.to_owned())),
            several => {
                let names = several
                    .iter()
                    .map(|(record, _)| &program.records[*record].named.name);
                let names: Vec<String> =
                    names.map(|name| format!("`:row {name}: {key}`")).collect();
                let text = format!(
                    "`{key}` is a row of several records: {}",
                    names.join(" or ")
                );
                Err(sanitize(&text).into_owned())
            }
        }
    }

    /// The chosen row.
    fn chosen(&self) -> Result<(RecordId, usize, String), String> {
        let row = self
            .row
            .as_ref()
            .ok_or("choose a row first: `:row KEY`".to_owned())?;
        self.row_of(&format!("{}: {}", row.record, row.key))
    }

    /// `:why`
    pub(super) fn why(&self, rest: &str) -> Told {
        self.is_ready()?;
        let program = self.program();
        let rule_named = |name: &str| {
            let found = program
                .rules
                .iter()
                .find(|(_, rule)| rule.named.name == name);
            found.map(|(rule, _)| rule)
        };
        let (key, last) = rest.rsplit_once(char::is_whitespace).unwrap_or(("", rest));
        let (found, rule) = match (rule_named(last), key.trim()) {
            (Some(rule), "") => (self.row_for(rule)?, Some(rule)),
            (Some(rule), key) => (self.row_of(key)?, Some(rule)),
            (None, _) if rest.is_empty() => (self.chosen()?, None),
            (None, _) => (self.row_of(rest)?, None),
        };
        let (record, row, key) = found;
        if let Some(rule) = rule
            && program.rules[rule].record != record
        {
            let (rule, other) = (
                &program.rules[rule].named.name,
                &program.records[record].named.name,
            );
            return Err(format!("`{rule}` is no rule for rows of {other}"));
        }
        let evaluator = Evaluator::new(program, self.dataset(), self.settings());
        let explanation = explain(&evaluator, record, key, row, rule);
        let subject = self.subject(&self.now);
        let advised = Advised {
            to_settle: &settle_advice(subject, record, row, rule),
            to_change: &advice(subject, record, row, rule),
            wanted: None,
        };
        let text = explanation_text(&explanation, self.look.width) + &advice_text(advised);
        Ok(sanitize(&text).into_owned())
    }

    /// The row that a rule is asked about where none is named: the chosen one, of a check of all rows the only one.
    fn row_for(&self, rule: RuleId) -> Result<(RecordId, usize, String), String> {
        let record = self.program().rules[rule].record;
        if self.program().portfolio == Some(record) {
            return Ok((record, 0, "all rows".to_owned()));
        }
        self.chosen()
    }

    /// `:want`
    pub(super) fn want(&self, rest: &str) -> Told {
        self.is_ready()?;
        if rest.is_empty() {
            return Err("say what to come to, such as `:want hot`".to_owned());
        }
        let (record, row, _) = self.chosen()?;
        let wanted = wanted(self.program(), record, None, rest)
            .map_err(|problem| sanitize(&problem).into_owned())?;
        let found = wanted_advice(self.subject(&self.now), row, &wanted);
        let advised = Advised {
            to_settle: &[],
            to_change: &[],
            wanted: Some(&found),
        };
        Ok(sanitize(advice_text(advised).trim_start_matches('\n')).into_owned())
    }

    // ---- questions ---------------------------------------------------------------------------------

    fn is_ready(&self) -> Result<(), String> {
        let lacks = self.now.lacks_day(self.settings().as_of);
        lacks.map_or(Ok(()), Err)
    }

    /// Puts a question to the records that it can be about; asks back where that is several.
    fn asked(&self, text: &str, condition: Option<&str>, keyed: bool) -> Result<Asked, String> {
        let program = self.program();
        if let Some((target, columns)) = self.qualified(text)? {
            let asked = self.ask(target, columns, condition, keyed);
            return asked.map_err(|refused| refused.text);
        }
        let mut records: Vec<RecordId> = program.named_records().collect();
        if let Some(row) = &self.row {
            // The chosen row comes first, and is enough if it fits.
            records.sort_by_key(|&record| program.records[record].named.name != row.record);
        }
        let records = most_fitting(program, &records, text);
        let mut fitting = Vec::new();
        let mut best: Option<Refused> = None;
        for record in records {
            let name = &program.records[record].named.name;
            match self.ask(name, text, condition, keyed) {
                Ok(asked) => {
                    if self.row.as_ref().is_some_and(|row| row.record == *name) {
                        return Ok(asked);
                    }
                    fitting.push(asked);
                }
                Err(refused) if refused.is_syntax => return Err(refused.text),
                Err(refused) => {
                    if best
                        .as_ref()
                        .is_none_or(|best| refused.errors < best.errors)
                    {
                        best = Some(refused);
                    }
                }
            }
        }
        self.one_of(fitting, text).unwrap_or_else(|| {
            Err(best.map_or_else(
                || "the pack has no records to ask about".to_owned(),
                |best| best.text,
            ))
        })
    }

    /// The one question that is meant; nothing where there is none.
    fn one_of(&self, mut fitting: Vec<Asked>, text: &str) -> Option<Result<Asked, String>> {
        let has_rows = |asked: &Asked| {
            let evaluator = Evaluator::new(&asked.program, self.dataset(), self.settings());
            evaluator.row_count(asked.view().record) > 0
        };
        fitting.sort_by_key(|asked| !has_rows(asked));
        let with_rows = fitting.iter().filter(|asked| has_rows(asked)).count();
        let first = fitting.first()?;
        if fitting.len() == 1 || with_rows == 1 || !first.reads_its_row() {
            return Some(Ok(fitting.swap_remove(0)));
        }
        let names: Vec<String> = fitting
            .iter()
            .map(|asked| {
                let record = &asked.program.records[asked.view().record].named.name;
                format!("`{record}: {text}`")
            })
            .collect();
        Some(Err(format!("say of which record: {}", names.join(" or "))))
    }

    /// `Account: name`: the record or the segment before the colon, and the rest.
    fn qualified<'t>(&self, text: &'t str) -> Result<Option<(&'t str, &'t str)>, String> {
        let Some((name, rest)) = text.split_once(':') else {
            return Ok(None);
        };
        let name = name.trim();
        if name.is_empty()
            || !name
                .chars()
                .all(|sign| sign.is_alphanumeric() || sign == '_')
        {
            return Ok(None);
        }
        let program = self.program();
        let records = program
            .named_records()
            .map(|record| &program.records[record].named.name);
        let segments = program
            .rules
            .values()
            .filter(|rule| matches!(rule.body, RuleBody::Segment(_)));
        let known: Vec<&str> = records
            .chain(segments.map(|rule| &rule.named.name))
            .map(String::as_str)
            .collect();
        if known.contains(&name) {
            return Ok(Some((name, rest.trim())));
        }
        let problem = format!("there is no record `{name}`");
        Err(wrong(
            &problem,
            name,
            &known,
            "before the colon stands one of",
        ))
    }

    fn ask(
        &self,
        target: &str,
        columns: &str,
        condition: Option<&str>,
        keyed: bool,
    ) -> Result<Asked, Refused> {
        let question = Question {
            columns,
            condition,
            target,
            keyed,
        };
        let as_of = self.settings().as_of;
        ask(
            self.desk(),
            &self.path,
            &self.now,
            question,
            as_of,
            self.style(),
        )
    }

    fn shown(&self, evaluator: &Evaluator<'_>, asked: &Asked) -> Told {
        if evaluator.row_count(asked.view().record) == 0 {
            return Err(no_tables());
        }
        let request = Request {
            shape: Shape::Human,
            top: Some(ROWS_SHOWN),
            keys: false,
        };
        let mut result = tabulate(evaluator, ViewChoice::View(asked.view), request, &|_| ());
        result.name.clone_from(&result.record);
        Ok(table(&result, self.look.color, self.look.width))
    }

    /// What is the same for all rows, read off the first.
    fn first_value(&self, asked: &Asked) -> Option<String> {
        let evaluator = Evaluator::new(&asked.program, self.dataset(), self.settings());
        (evaluator.row_count(asked.view().record) > 0).then(|| values(&evaluator, asked, 0))
    }

    /// A value that no table is needed for.
    fn without_rows(&self, input: &str) -> Option<String> {
        let (program, param) = constant(self.desk(), &self.path, &self.now, input)?;
        let param = &program.params[param];
        let text = display_value(&program, &param.ty, &param.value);
        Some(format!("{}\n", sanitize(&text)))
    }
}

fn no_tables() -> String {
    "there are no rows: read some with `:data FILE`".to_owned()
}

/// The columns of a question on a row: one value alone, several with their names.
fn values(evaluator: &Evaluator<'_>, asked: &Asked, row: usize) -> String {
    let of = |value: ViewValue| match value {
        ViewValue::Expr(expr) => expression(evaluator, asked, expr, row),
        ViewValue::Rule(rule) => outcome(evaluator, asked, rule, row),
    };
    let found: Vec<(String, String)> = asked
        .columns()
        .iter()
        .map(|column| (column.name.clone(), of(column.value)))
        .collect();
    lines(&found)
}

fn expression(evaluator: &Evaluator<'_>, asked: &Asked, expr: ExprId, row: usize) -> String {
    let frame = evaluator.frame(asked.view().record, row..row + 1);
    let column = evaluator.column(&frame, expr);
    display(&asked.program, &asked.program.exprs[expr].ty, &column, 0)
}

/// What a rule comes to, and which answers it waits for.
fn outcome(evaluator: &Evaluator<'_>, asked: &Asked, rule: RuleId, row: usize) -> String {
    let name = &asked.program.rules[rule].named.name;
    let record = asked.view().record;
    let explained = explain(evaluator, record, String::new(), row, Some(rule));
    let found: Option<&RuleExplanation> = explained.rules.iter().find(|one| one.name == *name);
    found.map_or_else(String::new, |found| {
        if found.open.is_empty() {
            found.result.clone()
        } else {
            format!("{}, hangs on {}", found.result, found.open.join(", "))
        }
    })
}

fn rule_type(program: &Program, rule: RuleId) -> String {
    match &program.rules[rule].body {
        RuleBody::Segment(_) | RuleBody::Check(_) => type_text(program, &Type::YesNo),
        RuleBody::Score(score) => {
            let number = type_text(program, &Type::Number(score.ty.clone()));
            match &score.bands {
                Some(bands) => {
                    format!(
                        "{number}; its band is {}",
                        type_text(program, &Type::Choice(bands.domain))
                    )
                }
                None => number,
            }
        }
        RuleBody::Strategy(strategy) => type_text(program, &Type::Choice(strategy.domain)),
        RuleBody::Decision(decision) => decision
            .output_type(0)
            .map_or_else(String::new, |ty| type_text(program, &ty)),
    }
}

/// One text alone; several with their names before them.
fn lines(found: &[(String, String)]) -> String {
    let text = match found {
        [(_, only)] => format!("{only}\n"),
        several => {
            let widths = several.iter().map(|(name, _)| name.chars().count());
            let width = widths.max().unwrap_or_default();
            let line = |(name, text): &(String, String)| format!("{name:<width$}  {text}\n");
            several.iter().map(line).collect()
        }
    };
    sanitize(&text).into_owned()
}

/// The columns and the condition about their rows: what comes after a `where` that stands in no bracket and no text. The
/// first `where` behind a set is the set's own, as in a view: `name of deals where won`.
fn split_where(text: &str) -> (&str, Option<&str>) {
    let (mut depth, mut quoted, mut in_set) = (0_usize, false, false);
    let mut found = None;
    let mut word = (0, "");
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        if sign.is_alphanumeric() || sign == '_' {
            let start = if word.1.is_empty() { at } else { word.0 };
            let end = at + sign.len_utf8();
            word = (start, text.get(start..end).unwrap_or_default());
            continue;
        }
        let outside = depth == 0 && !quoted;
        match (word.1, sign) {
            ("of", _) if outside => in_set = true,
            ("where", _) if outside && in_set => in_set = false,
            ("where", _) if outside => found = Some(word.0),
            _ => {}
        }
        match sign {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            ',' if outside => in_set = false,
            _ => {}
        }
        word = (at, "");
    }
    match found.and_then(|at| text.split_at_checked(at)) {
        Some((columns, condition)) => {
            let condition = condition.strip_prefix("where").unwrap_or(condition);
            (columns.trim(), Some(condition.trim()))
        }
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_where_behind_a_set_is_the_sets_own() {
        let split = split_where;
        assert_eq!(split("bant"), ("bant", None));
        assert_eq!(
            split("staff, bant where target"),
            ("staff, bant", Some("target"))
        );
        assert_eq!(
            split("count(deals where won)"),
            ("count(deals where won)", None)
        );
        let set = "name of rivals where strong";
        assert_eq!(split(set), (set, None));
        assert_eq!(
            split("name of rivals where strong where target"),
            (set, Some("target"))
        );
        assert_eq!(
            split("name of rivals where strong, bant where (target)"),
            ("name of rivals where strong, bant", Some("(target)"))
        );
        assert_eq!(
            split("\"where of\" where not x"),
            ("\"where of\"", Some("not x"))
        );
    }
}
