//! What cannot be said in SQL, as findings: which construct, where, and what to do instead.

use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Domain, Record};
use crate::source::Span;

/// Why a part of a pack is not translated.
pub(super) type Refused = Box<Diagnostic>;

/// A construct that has no translation.
pub(super) fn no_construct(what: impl Into<String>, span: Span) -> Refused {
    let message = format!("{} has no translation into SQL yet", what.into());
    let found = Diagnostic::new(Code::E400, message, span);
    Box::new(
        found.help(
            "`gtm run` works it out on files; leave it out of the view to translate the rest",
        ),
    )
}

/// Rows that come from no table.
pub(super) fn rows_made(record: &Record) -> Refused {
    let what = format!(
        "the record `{}`, whose rows are made of others,",
        record.named.name
    );
    no_construct(what, record.named.span)
}

/// A choice of more values than a column of bits has.
pub(super) fn many_members(domain: &Domain, span: Span) -> Refused {
    let message = format!(
        "`{}` has {} values; a choice of more than {} has no translation into SQL",
        domain.name,
        domain.members.len(),
        super::cells::MOST_MEMBERS
    );
    let found = Diagnostic::new(Code::E401, message, span);
    Box::new(found.help("make it a text, or leave it out of the view"))
}

/// A name that an engine would cut off.
pub(super) fn long_name(name: &str, longest: usize, dialect: &str, span: Span) -> Refused {
    let message = format!(
        "the column `{name}` has {} bytes in its name, and {dialect} cuts names off after {longest}",
        name.len()
    );
    let found = Diagnostic::new(Code::E402, message, span);
    Box::new(found.help("give it a shorter heading, or the rule a shorter name"))
}

/// Two columns that an engine takes for one.
pub(super) fn same_name(name: &str, other: &str, dialect: &str, span: Span) -> Refused {
    let message = format!(
        "the columns `{other}` and `{name}` differ in capitals only, and {dialect} takes them for one"
    );
    let found = Diagnostic::new(Code::E403, message, span);
    Box::new(found.help("give one of them another name or heading"))
}

/// A query longer than an engine should be given.
pub(super) fn long_query(text: &str, span: Span) -> Refused {
    let message = format!(
        "as a query this view has {} million letters, which no engine reads in good time",
        text.len() / 1_000_000
    );
    let found = Diagnostic::new(Code::E400, message, span);
    Box::new(found.help("show fewer columns, or leave the reasons out: --without-reasons"))
}
