//! Reads a whole file; when that fails, statement by statement, and within a statement line by
//! line, so that every mistake of a file is told once.

use super::ast::{Expr, Statement};
use super::build::Builder;
use super::errors::{Failure, explain};
use super::grammar::{Grammar, Rule};
use super::hints;
use super::scan::text_length;
use super::suspects::Suspect;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{SourceFile, Span};
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

/// The words that open a statement.
pub(super) const STATEMENTS: [&str; 13] = [
    "pack", "source", "use", "record", "list", "param", "segment", "score", "strategy", "decision",
    "check", "view", "test",
];
/// So many mistakes of one file are told.
const MAX_FINDINGS: usize = 100;
/// So many lines of one statement are left out before it is given up.
const MAX_LINES: usize = 30;

/// What was read of a file.
#[derive(Default)]
pub(super) struct Read {
    pub statements: Vec<Statement>,
    pub findings: Vec<Diagnostic>,
    pub suspects: Vec<Suspect>,
    /// False if something could not be read.
    pub whole: bool,
}

/// Reads a whole file. `lexical` are the findings of the scan: no other finding is made on a line
/// that has one of them.
pub(super) fn read(source: &SourceFile, copy: &str, lexical: Vec<Diagnostic>) -> Read {
    let mut reader = Reader {
        source,
        read: Read::default(),
        told: Vec::new(),
        pasted: Vec::new(),
    };
    reader.told = lexical.iter().map(Diagnostic::span).collect();
    reader.told.sort_unstable();
    reader.read.whole = reader.piece(Rule::pack, copy, 0).is_ok();
    if !reader.read.whole {
        for slice in slices(source.text(), copy) {
            if reader.read.findings.len() >= MAX_FINDINGS {
                break;
            }
            reader.statement(copy, slice);
        }
    }
    let mut read = reader.read;
    let pasted = reader.pasted;
    read.findings.extend(lexical.into_iter().filter(|finding| {
        let at = finding.span().start;
        pasted
            .iter()
            .all(|slice| at < slice.start || slice.end <= at)
    }));
    read
}

/// The statements of a file without mistakes, its first byte at `base`.
pub(super) fn statements_at(base: u32, copy: &str) -> Vec<Statement> {
    let base = isize::try_from(base).unwrap_or(0);
    let pairs = Grammar::parse(Rule::pack, copy).ok();
    pairs.map_or_else(Vec::new, |pairs| Builder::new(base).pack(pairs))
}

/// Reads a lone expression.
pub(super) fn read_expression(
    source: &SourceFile,
    copy: &str,
    lexical: Vec<Diagnostic>,
) -> (Option<Expr>, Vec<Diagnostic>) {
    let mut findings = lexical;
    match Grammar::parse(Rule::lone_expression, copy) {
        Ok(pairs) => {
            let mut builder = Builder::new(0);
            let made = builder.lone_expression(pairs);
            findings.append(&mut builder.findings);
            let nothing = super::suspects::Declared::default();
            let expr_is_name = builder
                .suspects
                .into_iter()
                .filter_map(|suspect| suspect.resolve(&nothing, false));
            findings.extend(expr_is_name);
            (made, findings)
        }
        Err(error) => {
            if findings.is_empty() {
                let failure = failure(&error, copy, 0);
                findings.push(explain(source, copy, &failure, ""));
            }
            (None, findings)
        }
    }
}

struct Reader<'s> {
    source: &'s SourceFile,
    read: Read,
    /// Places of findings of the scan, in order.
    told: Vec<Span>,
    /// Statements that were copied from elsewhere: whatever else is wrong in them is told by that.
    pasted: Vec<Span>,
}

impl Reader<'_> {
    /// Parses a piece of the file strictly and builds its statements.
    fn piece(&mut self, rule: Rule, piece: &str, base: isize) -> Result<(), Failure> {
        match Grammar::parse(rule, piece) {
            Ok(pairs) => {
                let mut builder = Builder::new(base);
                self.read.statements.extend(builder.pack(pairs));
                self.read.findings.append(&mut builder.findings);
                self.read.suspects.append(&mut builder.suspects);
                Ok(())
            }
            Err(error) => Err(failure(&error, piece, base)),
        }
    }

    /// One statement of a file that failed as a whole.
    fn statement(&mut self, copy: &str, slice: Span) {
        let (start, end) = (slice.start as usize, slice.end as usize);
        let mut piece = copy.get(start..end).unwrap_or("").to_owned();
        let keyword = first_word(&piece).to_owned();
        if keyword == "decision"
            && let Some(text) = self.source.text().get(start..end)
            && let Some(finding) = hints::pasted_table(text, start)
        {
            self.pasted.push(slice);
            self.read.findings.push(finding);
            return;
        }
        self.close_braces(&mut piece, start);
        let mut base = isize::try_from(start).unwrap_or(0);
        for _ in 0..MAX_LINES {
            let Err(failure) = self.piece(Rule::pack, &piece, base) else {
                return;
            };
            let local = failure.at.saturating_add_signed(-base).min(piece.len());
            let line = line_of(&piece, local);
            if !self.is_told(&line, base) {
                let finding = explain(self.source, copy, &failure, &keyword);
                self.read.findings.push(finding);
            }
            match repair(&piece, &line, local, base, &keyword) {
                Some((repaired, moved)) => {
                    piece = repaired;
                    base = moved;
                }
                None => return,
            }
        }
    }

    /// True if the scan has already told what is wrong in a line.
    fn is_told(&self, line: &std::ops::Range<usize>, base: isize) -> bool {
        let start = line.start.saturating_add_signed(base);
        let end = line.end.saturating_add_signed(base);
        let first = self
            .told
            .partition_point(|span| (span.end as usize) < start);
        self.told
            .get(first)
            .is_some_and(|span| (span.start as usize) <= end)
    }

    /// Adds the braces that a statement lacks at its end, and reports them where they were opened.
    fn close_braces(&mut self, piece: &mut String, start: usize) {
        let mut open = Vec::new();
        for (at, sign) in braces(piece) {
            if sign == '{' {
                open.push(at);
            } else {
                open.pop();
            }
        }
        for at in open.into_iter().rev() {
            let span = Span::new(start + at, start + at + 1);
            let line = line_of(piece, at);
            let base = isize::try_from(start).unwrap_or(0);
            if !self.is_told(&line, base) {
                self.read.findings.push(
                    Diagnostic::new(Code::E004, "this block is not closed", span)
                        .here("opened here")
                        .help("write `}` on a line of its own after the last line of the block"),
                );
            }
            piece.push_str("\n}");
        }
    }
}

/// The failure of a piece, its place in the file.
fn failure(error: &pest::error::Error<Rule>, piece: &str, base: isize) -> Failure {
    let at = match error.location {
        InputLocation::Pos(at) => at,
        InputLocation::Span((at, _)) => at,
    };
    let (expected, too_deep) = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => (positives.clone(), false),
        ErrorVariant::CustomError { .. } => (Vec::new(), true),
    };
    Failure {
        at: at.min(piece.len()).saturating_add_signed(base),
        expected,
        too_deep,
    }
}

/// Leaves out the line that failed; in the head of a statement, puts a head in its place. Returns
/// the new piece and its place in the file.
fn repair(
    piece: &str,
    line: &std::ops::Range<usize>,
    at: usize,
    base: isize,
    keyword: &str,
) -> Option<(String, isize)> {
    let text = piece.get(line.clone())?;
    let rest = piece.get(at..)?;
    let sign = at + (rest.len() - rest.trim_start_matches(' ').len());
    if piece.get(sign..)?.starts_with('}') && closes_nothing(piece, sign) {
        let mut repaired = piece.to_owned();
        repaired.replace_range(sign..sign + 1, " ");
        return Some((repaired, base));
    }
    let head = piece.get(..line.start)?.trim().is_empty();
    if head {
        let open = braces(piece)
            .find(|(_, sign)| *sign == '{')
            .map(|(at, _)| at)?;
        let stand_in = match keyword {
            "record" => "record x {",
            "segment" => "segment x for x {",
            "score" => "score x for x {",
            "strategy" => "strategy x for x {",
            "check" => "check x {",
            "view" => "view x for x {",
            "test" => "test \"\" {",
            _ => return None,
        };
        if piece.starts_with(stand_in) || piece.get(..open)?.contains('\n') {
            return None;
        }
        if block_end(piece, open).is_some_and(|end| end <= line.end) {
            return None; // all of it on one line
        }
        // A failure behind the brace on the line of the head is one of the block's first line.
        let body = piece.get(open + 1..)?;
        let kept = if line.end > open + 1 {
            body.get(line.end - open - 1..)?
        } else {
            body
        };
        let taken = piece.len() - kept.len();
        let moved = base + isize::try_from(taken).ok()? - isize::try_from(stand_in.len()).ok()?;
        return Some((format!("{stand_in}{kept}"), moved));
    }
    let mut end = line.end;
    if text.contains('{') && braces(text).any(|(_, sign)| sign == '{') {
        end = block_end(piece, line.start)?;
    } else if let Some((at, _)) = braces(text).find(|(_, sign)| *sign == '}') {
        if at == 0 || text.get(..at)?.trim().is_empty() {
            end = line.start + at + 1; // a brace that closes nothing
        } else {
            end = line.start + at;
        }
    }
    if piece.get(line.start..end)?.trim().is_empty() {
        return None;
    }
    let mut repaired = piece.to_owned();
    repaired.replace_range(line.start..end, &" ".repeat(end - line.start));
    Some((repaired, base))
}

/// True if no brace is open before the closing brace at `at`.
fn closes_nothing(piece: &str, at: usize) -> bool {
    let mut depth = 0usize;
    for (_, sign) in braces(piece.get(..at).unwrap_or("")) {
        depth = if sign == '{' {
            depth + 1
        } else {
            depth.saturating_sub(1)
        };
    }
    depth == 0
}

/// The end of the block that opens on the line that begins at `start`.
fn block_end(piece: &str, start: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, sign) in braces(piece.get(start..)?) {
        if sign == '{' {
            depth += 1;
        } else {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(start + at + 1);
            }
        }
    }
    None
}

/// The line of the copy in which a place lies; a newline belongs to the line that it ends.
fn line_of(piece: &str, at: usize) -> std::ops::Range<usize> {
    let mut at = at.min(piece.len());
    // A failure at the end of the file is one of the last line with code.
    if piece.get(at..).is_some_and(|rest| rest.trim().is_empty()) {
        at = piece.trim_end().len();
    }
    let start = piece
        .get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1);
    let end = piece
        .get(at..)
        .and_then(|after| after.find('\n'))
        .map_or(piece.len(), |length| at + length);
    start..end
}

/// The braces outside of texts.
fn braces(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let found = at + rest.find(['"', '{', '}'])?;
            let sign = text.get(found..)?.chars().next()?;
            if sign == '"' {
                let line = text.get(found..)?;
                let line = line.split('\n').next().unwrap_or(line);
                at = found + text_length(line).unwrap_or(line.len().max(1));
                continue;
            }
            at = found + 1;
            return Some((found, sign));
        }
    })
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text
        .find(|sign: char| !unicode_ident::is_xid_continue(sign))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// Cuts a file at the lines that open a statement: a word in the first column outside of braces, or
/// a statement's head inside of them, after a brace that was lost.
fn slices(text: &str, copy: &str) -> Vec<Span> {
    let mut starts = vec![0];
    let mut depth = 0usize;
    for (start, code, joined) in copy_lines(text, copy) {
        if start > 0 && opens_statement(code, depth, joined) {
            starts.push(start);
            depth = 0;
        }
        for (_, sign) in braces(code) {
            depth = if sign == '{' {
                depth + 1
            } else {
                depth.saturating_sub(1)
            };
        }
    }
    starts.push(copy.len());
    starts
        .windows(2)
        .filter_map(|pair| match pair {
            [start, end]
                if copy
                    .get(*start..*end)
                    .is_some_and(|piece| !piece.trim().is_empty()) =>
            {
                Some(Span::new(*start, *end))
            }
            _ => None,
        })
        .collect()
}

/// The lines of the file: where each begins, its code, and whether it was joined to the one before.
fn copy_lines<'a>(text: &'a str, copy: &'a str) -> impl Iterator<Item = (usize, &'a str, bool)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let begin = start;
        start += line.len();
        let joined = begin > 0
            && copy.as_bytes().get(begin - 1) != Some(&b'\n')
            && !(begin > 1 && copy.as_bytes().get(begin - 2) == Some(&b'\n'));
        (begin, copy.get(begin..start).unwrap_or(""), joined)
    })
}

fn opens_statement(code: &str, depth: usize, joined: bool) -> bool {
    if !code.starts_with(|sign: char| sign == '_' || unicode_ident::is_xid_start(sign)) {
        return false;
    }
    let word = first_word(code);
    let known = STATEMENTS.contains(&word);
    if depth == 0 && !joined {
        return true;
    }
    let rest = code.get(word.len()..).unwrap_or("").trim();
    let head = match word {
        "param" => rest.contains('='),
        "pack" | "source" => depth > 0 && rest.ends_with('"'),
        _ => rest.ends_with('{') && !rest.starts_with(':'),
    };
    known && head
}
