//! Which stretch of the pack an input replaces.
//!
//! The tree tells where a statement or a line stands; the input takes its place in the text, and the whole is
//! compiled again like any pack. What a line does not say again stays: its label, its `else`, its `because`.

use super::lines::{self, Line};
use crate::diagnostics::{Diagnostic, did_you_mean};
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Pack, ScoreItem, Statement};
use crate::syntax::{is_statement, parse};

/// A pack with a stretch replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// The whole text.
    pub text: String,
    /// What was replaced, in a word: `target.size`, `param min_staff`.
    pub what: String,
    /// The param whose value this is: what the command line said of it no longer counts.
    pub param: Option<String>,
    /// What was done with it: `is redefined`, `is new`, `is left out`.
    pub verb: &'static str,
}

/// Reads an input as a redefinition; nothing if it is none.
pub(super) fn read(source: &SourceFile, pack: &Pack, input: &str) -> Result<Option<Edit>, String> {
    let input = input.trim();
    let pen = Pen { source, pack };
    if is_statement(input) {
        return Ok(Some(pen.statement(input)));
    }
    let Some((name, rest)) = name_at(input) else {
        return Ok(None);
    };
    if let Some(after) = rest.strip_prefix('.')
        && let Some((line, rest)) = line_name_at(after)
        && begins_line(rest.trim_start())
    {
        return pen.line(name, line, rest.trim_start()).map(Some);
    }
    let rest = rest.trim_start();
    if let Some(value) = assigned(rest) {
        return Ok(pen.param(name, value));
    }
    match rest.split_once(char::is_whitespace) {
        Some((word @ ("weight" | "weigh"), rest)) => pen.weight(name, word, rest).map(Some),
        Some((word @ ("scale" | "limit"), rest)) => pen.range(name, word, rest).map(Some),
        Some(_) | None => Ok(None),
    }
}

/// The pack without a statement or a line.
pub(super) fn drop(source: &SourceFile, pack: &Pack, path: &str) -> Result<Edit, String> {
    let pen = Pen { source, pack };
    let (name, line) = match path.trim().split_once('.') {
        Some((name, line)) => (name.trim(), Some(line.trim())),
        None => (path.trim(), None),
    };
    // A pack may be called like one of its rules; it has no lines, and cannot be left out.
    let any = |statement: &&Statement| {
        let (word, other) = lines::head(statement);
        other == name && word != "pack"
    };
    let statement = match pack.statements.iter().find(any) {
        Some(statement) => statement,
        None => pen.named(name)?,
    };
    let span = match line {
        None => statement.span(),
        Some(line) => pen.line_of(statement, name, line)?.span(),
    };
    Ok(Edit {
        verb: "is left out",
        ..pen.put(span, "", path.trim().to_owned())
    })
}

/// A name at the beginning of a text, and what comes after it.
fn name_at(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|sign: char| !(sign.is_alphanumeric() || sign == '_'))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let starts = name.chars().next()?;
    (starts.is_alphabetic() || starts == '_').then_some((name, rest))
}

/// The name of a line as it is written: a name, a number, or a text in quotes.
fn line_name_at(text: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        return text.split_at_checked(quoted.find('"')? + 2);
    }
    let is_digit = |sign: char| sign.is_ascii_digit();
    match text.find(|sign: char| !is_digit(sign)) {
        Some(0) => name_at(text),
        end => text.split_at_checked(end.unwrap_or(text.len())),
    }
}

/// True for what follows the name of a line, and never a value.
fn begins_line(rest: &str) -> bool {
    let word = name_at(rest).map_or("", |(word, _)| word);
    rest.starts_with([':', '"'])
        || assigned(rest).is_some()
        || is_row(rest)
        || matches!(word, "when" | "otherwise" | "from")
}

/// True for a row of a table: a bar, and not the habit of writing `||` for `or`.
fn is_row(rest: &str) -> bool {
    rest.starts_with('|') && !rest.starts_with("||")
}

/// What comes after a single `=`.
fn assigned(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('=')?;
    (!rest.starts_with(['=', '>', '<', '~'])).then(|| rest.trim())
}

struct Pen<'a> {
    source: &'a SourceFile,
    pack: &'a Pack,
}

impl<'a> Pen<'a> {
    fn put(&self, span: Span, text: &str, what: String) -> Edit {
        let whole = self.source.text();
        let before = whole.get(..span.start as usize).unwrap_or_default();
        let after = whole.get(span.end as usize..).unwrap_or_default();
        Edit {
            text: format!("{before}{text}{after}"),
            what,
            param: None,
            verb: "is redefined",
        }
    }

    fn statement(&self, input: &str) -> Edit {
        let alone = alone(input.to_owned());
        let parsed = alone.as_ref().map(|(_, statement)| lines::head(statement));
        let written = || {
            let (word, rest) = name_at(input)?;
            let rest = rest.trim_start();
            let name = name_at(rest).map(|(name, _)| name);
            let text = || rest.strip_prefix('"')?.split('"').next();
            Some((word, name.or_else(text)?))
        };
        let (word, name) = parsed.or_else(written).unwrap_or_default();
        let what = match word {
            "pack" | "source" => word.to_owned(),
            _ => format!("{word} {name}"),
        };
        if let Some((new, Statement::Param(param))) = &alone
            && param.ty.is_none()
            && param.label.is_none()
            && let Some(edit) = self.param(name, new.slice(param.value.span.0))
        {
            return edit;
        }
        let mut edit = match lines::same(self.pack, word, name) {
            Some(statement) => self.put(statement.span(), input, what),
            None => Edit {
                text: format!("{}\n\n{input}\n", self.source.text().trim_end()),
                what,
                param: None,
                verb: "is new",
            },
        };
        if word == "param" {
            edit.param = Some(name.to_owned());
        }
        edit
    }

    /// Another value for a param; its type and its label stay.
    fn param(&self, name: &str, value: &str) -> Option<Edit> {
        let found = self.pack.statements.iter().find_map(|one| match one {
            Statement::Param(param) if param.name.text == name => Some(param),
            Statement::Param(_)
            | Statement::Pack(_)
            | Statement::Source(_)
            | Statement::Use(_)
            | Statement::Record(_)
            | Statement::List(_)
            | Statement::Segment(_)
            | Statement::Score(_)
            | Statement::Strategy(_)
            | Statement::Check(_)
            | Statement::Decision(_)
            | Statement::View(_)
            | Statement::Test(_) => None,
        })?;
        let edit = self.put(found.value.span.0, value, format!("param {name}"));
        Some(Edit {
            param: Some(name.to_owned()),
            ..edit
        })
    }

    fn named(&self, name: &str) -> Result<&'a Statement, String> {
        lines::named(self.pack, name).ok_or_else(|| {
            let known = self.pack.statements.iter().map(|one| lines::head(one));
            let known = known.filter(|(word, _)| {
                lines::shares_names(word) || matches!(*word, "record" | "use" | "list")
            });
            let known: Vec<&str> = known.map(|(_, name)| name).collect();
            wrong(&format!("the pack has no `{name}`"), name, &known, "it has")
        })
    }

    fn line_of(
        &self,
        statement: &'a Statement,
        name: &str,
        line: &str,
    ) -> Result<Line<'a>, String> {
        let lines = lines::lines(statement);
        if let Some((_, found)) = lines.iter().find(|(other, _)| other == line) {
            return Ok(*found);
        }
        let (word, _) = lines::head(statement);
        if lines.is_empty() {
            return Err(match statement {
                Statement::Decision(_) | Statement::List(_) => format!(
                    "the table of the {word} `{name}` stands in a file; change it there, and `:reload`"
                ),
                Statement::Pack(_)
                | Statement::Source(_)
                | Statement::Use(_)
                | Statement::Record(_)
                | Statement::Param(_)
                | Statement::Segment(_)
                | Statement::Score(_)
                | Statement::Strategy(_)
                | Statement::Check(_)
                | Statement::View(_)
                | Statement::Test(_) => {
                    format!(
                        "the lines of the {word} `{name}` have no names; write the whole {word}"
                    )
                }
            });
        }
        let known: Vec<&str> = lines.iter().map(|(name, _)| name.as_ref()).collect();
        let problem = format!("the {word} `{name}` has no line `{line}`");
        Err(wrong(&problem, line, &known, "its lines are"))
    }

    fn line(&self, name: &str, line: &str, rest: &str) -> Result<Edit, String> {
        let statement = self.named(name)?;
        let written = line;
        let line = written.trim_matches('"');
        let found = self.line_of(statement, name, line)?;
        let what = format!("{name}.{line}");
        match found {
            Line::Field(span) => return self.field(statement, line, span, rest, what),
            Line::Row(span) if is_row(rest) => return Ok(self.put(span, rest, what)),
            Line::Row(span) => {
                let row = self.source.slice(span);
                return Err(format!("write the whole row: `{name}.{line} {row}`"));
            }
            Line::Gate(_) | Line::Points(..) | Line::Band(..) | Line::Option(_) => {}
        }
        let label = found
            .label()
            .filter(|_| !rest.starts_with('"'))
            .map(|label| format!(" {}", self.source.slice(label.span.0)))
            .unwrap_or_default();
        let rest = self.kept(found, written, rest);
        let gap = if rest.starts_with(':') { "" } else { " " };
        let word = if matches!(found, Line::Band(..)) {
            "band "
        } else {
            ""
        };
        let text = format!("{word}{written}{label}{gap}{rest}");
        Ok(self.put(found.span(), &text, what))
    }

    /// The rest of a line with what it does not say again: the `else` of a gate, the `because` of an option that
    /// has one way.
    fn kept(&self, found: Line<'_>, line: &str, rest: &str) -> String {
        let said = match found {
            Line::Gate(gate) => gate.otherwise.as_ref().and_then(|text| {
                let alone = alone(format!("segment it for it {{\n  {line} {rest}\n}}"));
                let Some((_, Statement::Segment(new))) = alone else {
                    return None;
                };
                let silent = new.gates.iter().all(|gate| gate.otherwise.is_none());
                silent.then(|| format!(" else {}", self.source.slice(text.span.0)))
            }),
            Line::Option(option) => match option.arms.as_slice() {
                [arm] => arm.because.as_ref().and_then(|text| {
                    let alone = alone(format!("strategy it for it {{\n  {line} {rest}\n}}"));
                    let Some((_, Statement::Strategy(new))) = alone else {
                        return None;
                    };
                    let mut arms = new.options.iter().flat_map(|option| &option.arms);
                    let silent = arms.all(|arm| arm.because.is_none());
                    silent.then(|| format!(" because {}", self.source.slice(text.span.0)))
                }),
                _ => None,
            },
            Line::Points(..) | Line::Band(..) | Line::Field(_) | Line::Row(_) => None,
        };
        format!("{rest}{}", said.unwrap_or_default())
    }

    /// Another way to work a field out: `Account.big = employees > 100`.
    fn field(
        &self,
        statement: &Statement,
        line: &str,
        span: Span,
        rest: &str,
        what: String,
    ) -> Result<Edit, String> {
        let computed = match statement {
            Statement::Record(record) => record.items.iter().find_map(|item| match item {
                crate::syntax::ast::RecordItem::Computed(field) if field.name.text == line => {
                    Some(field.value.span.0)
                }
                crate::syntax::ast::RecordItem::Computed(_)
                | crate::syntax::ast::RecordItem::Field(_)
                | crate::syntax::ast::RecordItem::Relation(_)
                | crate::syntax::ast::RecordItem::Missing(_)
                | crate::syntax::ast::RecordItem::Written(_) => None,
            }),
            Statement::Pack(_)
            | Statement::Source(_)
            | Statement::Use(_)
            | Statement::List(_)
            | Statement::Param(_)
            | Statement::Segment(_)
            | Statement::Score(_)
            | Statement::Strategy(_)
            | Statement::Check(_)
            | Statement::Decision(_)
            | Statement::View(_)
            | Statement::Test(_) => None,
        };
        match (computed, assigned(rest)) {
            (Some(value), Some(text)) => Ok(self.put(value, text, what)),
            (Some(_), None) => Err(format!("a field is worked out anew with `{what} = …`")),
            (None, Some(text)) => {
                // A field of the table that is now worked out.
                Ok(self.put(span, &format!("{line} = {text}"), what))
            }
            (None, None) => Err(format!(
                "`{what}` is a field of the table; write the whole record, or `{what} = …` to work it out"
            )),
        }
    }

    /// `fit weight need 50%`
    fn weight(&self, name: &str, word: &str, rest: &str) -> Result<Edit, String> {
        let statement = self.named(name)?;
        let usage = || {
            format!("write it as `{name} {word} FACTOR SHARE`, such as `{name} {word} need 40%`")
        };
        let (factor, share) = rest
            .trim()
            .rsplit_once(char::is_whitespace)
            .ok_or_else(usage)?;
        let factor = factor.trim();
        let Statement::Score(score) = statement else {
            return Err(format!("`{name}` is no score: only scores weigh"));
        };
        let weighed: Vec<_> = score
            .items
            .iter()
            .flat_map(|item| match item {
                ScoreItem::Weigh(weigh) => weigh.factors.as_slice(),
                ScoreItem::Multiply(_)
                | ScoreItem::WeighEach(_)
                | ScoreItem::Points(_)
                | ScoreItem::Group(_)
                | ScoreItem::Scale(_)
                | ScoreItem::Limit(_)
                | ScoreItem::Band(_)
                | ScoreItem::Rank(_) => &[],
            })
            .collect();
        let text = |span: Span| self.source.slice(span).trim();
        let found = weighed.iter().find(|one| text(one.factor.span.0) == factor);
        match found {
            Some(one) => {
                let what = format!("{name} weight {factor}");
                Ok(self.put(one.weight.span.0, share, what))
            }
            None => {
                let known: Vec<&str> = weighed.iter().map(|one| text(one.factor.span.0)).collect();
                let problem = format!("the score `{name}` weighs no `{factor}`");
                Err(wrong(&problem, factor, &known, "it weighs"))
            }
        }
    }

    /// `fit scale 0..10`, `fit limit 0..80`
    fn range(&self, name: &str, word: &str, rest: &str) -> Result<Edit, String> {
        let statement = self.named(name)?;
        let Statement::Score(score) = statement else {
            return Err(format!("`{name}` is no score: only scores have a {word}"));
        };
        let found = score.items.iter().find_map(|item| match item {
            ScoreItem::Scale(range) => (word == "scale").then_some(range.span.0),
            ScoreItem::Limit(range) => (word == "limit").then_some(range.span.0),
            ScoreItem::Multiply(_)
            | ScoreItem::Weigh(_)
            | ScoreItem::WeighEach(_)
            | ScoreItem::Points(_)
            | ScoreItem::Group(_)
            | ScoreItem::Band(_)
            | ScoreItem::Rank(_) => None,
        });
        let span = found.ok_or_else(|| {
            format!("the score `{name}` has no line `{word}`; write the whole score")
        })?;
        let before = self.source.slice(span);
        let text = if before.trim_start().starts_with(word) {
            format!("{word} {}", rest.trim())
        } else {
            rest.trim().to_owned()
        };
        Ok(self.put(span, &text, format!("{name} {word}")))
    }
}

/// A text as one statement, if it is one without mistakes.
fn alone(text: String) -> Option<(SourceFile, Statement)> {
    let source = SourceFile::new("", text);
    let parsed = parse(&source);
    let mut statements = parsed.pack.statements;
    let one = statements.pop()?;
    let fine = statements.is_empty() && !parsed.diagnostics.iter().any(Diagnostic::is_error);
    fine.then_some((source, one))
}

/// `the score `fit` has no line `neeed`; did you mean `need`?`, with all there are.
pub(super) fn wrong(problem: &str, name: &str, known: &[&str], these: &str) -> String {
    let question = did_you_mean(name, known.iter().copied());
    let question = question.map(|text| format!("; {text}")).unwrap_or_default();
    let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    if list.is_empty() {
        return format!("{problem}{question}");
    }
    format!("{problem}{question}\n{these} {}", list.join(", "))
}
