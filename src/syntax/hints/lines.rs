//! Lines that go on in another way than their block wants.

use super::super::errors::{Failure, Found};
use super::super::grammar::Rule;
use super::{finding, slip};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A line with a piece missing or in the wrong order.
pub(super) fn line_hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
    if let Some(finding) = crowded_line(found, keyword) {
        return Some(finding);
    }
    let (span, written) = (found.span, found.written);
    let expects = |rule| failure.expected.contains(&rule);
    let before = found.before.trim();
    let first = before.split_whitespace().next().unwrap_or("");
    if matches!(written, "elif" | "elsif" | "elseif") {
        return finding(
            Code::E010,
            format!("there is no `{written}`"),
            span,
            "write `else if`",
        )
        .map(|finding| finding.fix(span, "else if"));
    }
    if keyword == "record"
        && matches!(written, "many" | "=")
        && before.split_whitespace().count() > 1
        && let Some(name) = before.split_whitespace().next_back()
    {
        let what = if written == "many" {
            "relation"
        } else {
            "computed field"
        };
        let end = found.before.trim_end().len();
        let start = found.span.start as usize - (found.before.len() - end) - name.len();
        return finding(
            Code::E001,
            format!("the {what} `{name}` stands on a line with a field"),
            Span::new(start, found.span.end as usize),
            format!("give it a line of its own, beginning with `{name} {written}`"),
        );
    }
    if keyword == "view"
        && let Some(finding) = view_hint(found)
    {
        return Some(finding);
    }
    if written == "then" {
        return finding(
            Code::E010,
            "this `then` belongs to no `if`",
            span,
            "a value is chosen with `if CONDITION then VALUE else VALUE`; in a strategy the name of the option comes first: `meet when CONDITION`",
        );
    }
    if written == "+" && expects(Rule::expr) {
        return finding(
            Code::E027,
            "a number takes no `+` before it",
            span,
            "remove the `+`; only points have a sign, as in `demo: +10 when responded`",
        )
        .map(|finding| finding.fix(span, ""));
    }
    if written == "if" && expects(Rule::line_end) {
        return finding(
            Code::E010,
            "`if` stands before the value, not after it",
            span,
            "write `if CONDITION then VALUE else VALUE`",
        );
    }
    if expects(Rule::open_brace) && written.is_empty() {
        return finding(
            Code::E001,
            format!(
                "the block of this `{}` is missing",
                if first == "at" { "at most" } else { first }
            ),
            span,
            "write `{` at the end of this line, the lines of the block, and `}`",
        );
    }
    if expects(Rule::k_for)
        && (written == "{" || written.is_empty() || matches!(written, "of" | "on" | "in" | "to"))
    {
        return finding(
            Code::E001,
            format!("this `{keyword}` does not say what it is for"),
            span,
            format!("write `for` and the record or segment, as in `{keyword} NAME for Account {{`"),
        );
    }
    if keyword == "param" && first == "param" && !before.contains('=') {
        return finding(
            Code::E001,
            "a param is given its value with `=`",
            span,
            "write `param NAME = VALUE \"label\"`",
        );
    }
    if keyword == "strategy" && before.ends_with(':') && !written.is_empty() {
        let blanks = found.before.len() - found.before.trim_end().len();
        let after = span.start as usize - blanks;
        let span = Span::new(after - 1, after);
        return finding(
            Code::E028,
            "an option takes no `:`",
            span,
            "write `when` in its place: `meet \"label\" when CONDITION`",
        );
    }
    if expects(Rule::dot_dot) && failure.expected.len() == 1 {
        return finding(
            Code::E018,
            "a range has two dots between its ends",
            span,
            "write for example `0..500`, or `0..` without a high end",
        );
    }
    if before.starts_with('|') && expects(Rule::bar) {
        return finding(
            Code::E019,
            if written.is_empty() {
                "this row is not closed".to_owned()
            } else {
                format!("`{written}` does not fit into this cell")
            },
            span,
            "a cell holds one value, and every row ends with `|`",
        );
    }
    let digit = written.starts_with(|sign: char| sign.is_ascii_digit());
    if digit && before.ends_with("band") && expects(Rule::name) {
        return finding(
            Code::E020,
            format!("`{written}` is no name: a name begins with a letter"),
            span,
            format!(
                "write it in quotes, `band \"{written}\" from …`, or as a number alone: `band 1 from …`"
            ),
        );
    }
    if keyword == "test"
        && expects(Rule::comma)
        && before.contains('{')
        && found.after.contains(':')
    {
        return finding(
            Code::E028,
            format!("a comma is missing before `{written}`"),
            span,
            "write `,` between the values of a row",
        );
    }
    if keyword == "score" && first == "scale" && matches!(written, "to" | "-" | "–") {
        return finding(
            Code::E018,
            "a range is written with two dots",
            span,
            "write for example `scale 0..100`",
        );
    }
    match keyword {
        "check" if expects(Rule::colon) && !written.is_empty() => finding(
            Code::E028,
            "this line of the check has no name, or no `:` after its name",
            span,
            "a line is `name \"label\": condition else \"what to say when it does not hold\"`",
        ),
        "segment" if expects(Rule::colon) && !written.is_empty() => finding(
            Code::E028,
            "this gate has no name, or no `:` after its name",
            span,
            "a gate is `name \"label\": condition else \"what to say when it does not hold\"`",
        ),
        "score" if expects(Rule::colon) => finding(
            Code::E028,
            "this line is no line of a score",
            span,
            "points are `name \"label\": +10 when condition`; the other lines begin with `multiply`, `weigh`, `scale`, `limit`, `band`, `rank` or `at most`",
        ),
        "strategy"
            if before.contains("otherwise") && expects(Rule::line_end) && !expects(Rule::k_is) =>
        {
            finding(
                Code::E001,
                format!("`{written}` does not fit after `otherwise`"),
                span,
                "the name of the option comes first, as in `wait otherwise`",
            )
        }
        "strategy" if (expects(Rule::arm) || expects(Rule::k_when)) && written == "else" => {
            finding(
                Code::E001,
                "the option for all other rows is marked by `otherwise`",
                span,
                "write `otherwise` in place of `else`",
            )
            .map(|finding| finding.fix(span, "otherwise"))
        }
        "strategy" if (expects(Rule::arm) || expects(Rule::k_when)) && written == "if" => finding(
            Code::E001,
            "an option says with `when` in which case it is taken",
            span,
            "write `when` in place of `if`",
        )
        .map(|finding| finding.fix(span, "when")),
        "strategy"
            if (expects(Rule::arm) || expects(Rule::k_when))
                && slip(found, &["when", "otherwise"]).is_some() =>
        {
            slip(found, &["when", "otherwise"])
        }
        "strategy"
            if (expects(Rule::arm) || expects(Rule::k_when)) && !before.contains("when ") =>
        {
            finding(
                Code::E001,
                if written.is_empty() {
                    "this option does not say when it is taken".to_owned()
                } else {
                    format!("`{written}` does not fit here")
                },
                span,
                "after the name and label of an option comes `when CONDITION` or `otherwise`",
            )
        }
        "score" if expects(Rule::k_from) && slip(found, &["from", "otherwise"]).is_some() => {
            slip(found, &["from", "otherwise"])
        }
        "score" if expects(Rule::k_from) => {
            let number = found
                .after
                .trim_start_matches(|sign: char| !sign.is_ascii_digit());
            let low: String = number.chars().take_while(char::is_ascii_digit).collect();
            let upward = !matches!(written, "<" | "<=") && before.starts_with("band ");
            let help = if upward && !low.is_empty() {
                format!("write `{before} from {low}`: the band reaches up to the next one")
            } else {
                "write `band NAME from 75` or `band NAME otherwise`".to_owned()
            };
            finding(
                Code::E001,
                "a band needs to say where it begins",
                span,
                help,
            )
        }
        "score"
            if expects(Rule::weighed)
                || expects(Rule::weight)
                || (first == "weigh" && !before.contains('%')) =>
        {
            finding(
                Code::E024,
                "every factor needs its weight before it",
                span,
                "write `weigh 40% need, 60% budget`",
            )
        }
        "record" if expects(Rule::currency) => finding(
            Code::E013,
            "`money` needs its currency",
            span,
            "write it in three capital letters, as in `money EUR`",
        ),
        "record" if written.is_empty() && expects(Rule::r#type) => finding(
            Code::E001,
            format!(
                "the field `{}` has no type",
                before.split_whitespace().next_back().unwrap_or("")
            ),
            span,
            "write a type after its name: `text`, `integer`, `number`, `yes/no`, `date`, `percent`, `money EUR`, `1..5` or `one of a, b`",
        ),
        _ => None,
    }
}

/// `show name  sort name`: the next line of the block begins on the same line.
fn crowded_line(found: &Found<'_>, keyword: &str) -> Option<Diagnostic> {
    let openings: &[&str] = match keyword {
        "view" => &["show", "sort", "top"],
        "score" => &["multiply", "weigh", "scale", "limit", "band", "rank"],
        "test" => &["given", "expect"],
        _ => return None,
    };
    // The line opens the block, or is one of its lines.
    let in_block = found.before.rsplit('{').next().unwrap_or_default();
    let opens_another = [in_block, found.before]
        .into_iter()
        .filter_map(|line| line.split_whitespace().next())
        .any(|word| openings.contains(&word));
    if !opens_another || !openings.contains(&found.written) {
        return None;
    }
    finding(
        Code::E001,
        format!("`{}` stands on a line with something else", found.written),
        found.span,
        "give it a line of its own",
    )
}

/// The words of databases for what a view does.
pub(super) fn view_hint(found: &Found<'_>) -> Option<Diagnostic> {
    let (span, written) = (found.span, found.written);
    let before: Vec<&str> = found.before.split_whitespace().collect();
    let rest = found.after.get(written.len()..).unwrap_or("").trim();
    let (better, help) = match (before.as_slice(), written.to_lowercase().as_str()) {
        ([], "order" | "orderby" | "sorted" | "rank") => {
            let by = rest.strip_prefix("by ").unwrap_or(rest);
            ("sort", format!("write `sort {}`", in_order(by)))
        }
        (["sort" | "Sort", by], _) if by.eq_ignore_ascii_case("by") => {
            let keys = in_order(found.after.trim());
            ("sort", format!("`sort` takes no `by`: write `sort {keys}`"))
        }
        ([], "limit" | "first" | "head") => ("top", format!("write `top {rest}`")),
        ([], "select" | "columns" | "column" | "fields" | "display") => {
            ("show", format!("write `show {rest}`"))
        }
        ([], "filter" | "when" | "if" | "having") => ("where", format!("write `where {rest}`")),
        _ => return None,
    };
    finding(
        Code::E001,
        format!("a view has no `{written}`: it is written with `{better}`"),
        span,
        help,
    )
    .map(|mut finding| {
        if before.len() == 2 {
            finding.message = format!("`{written}` does not fit here");
        }
        finding
    })
}

/// Sort keys with the words for their order written out.
pub(super) fn in_order(keys: &str) -> String {
    keys.split_whitespace()
        .map(
            |word| match word.trim_end_matches(',').to_lowercase().as_str() {
                "desc" => word.to_lowercase().replace("desc", "descending"),
                "asc" => word.to_lowercase().replace("asc", "ascending"),
                _ => word.to_owned(),
            },
        )
        .collect::<Vec<_>>()
        .join(" ")
}
