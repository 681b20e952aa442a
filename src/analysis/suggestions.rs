//! What analysts bring along from spreadsheets, SQL and programming, and what it is called here.

/// The built-in types.
pub const TYPES: &[&str] = &[
    "text",
    "yes/no",
    "integer",
    "number",
    "percent",
    "money EUR",
    "date",
    "duration",
    "one of a, b",
];

/// The functions of single values.
pub const FUNCTIONS: &[&str] = &[
    "abs",
    "count",
    "days",
    "length",
    "max",
    "min",
    "month",
    "remainder",
    "round",
    "year",
];

/// The functions of sets of rows.
pub const AGGREGATES: &[&str] = &[
    "agreement",
    "any",
    "count",
    "highest",
    "lowest",
    "max",
    "mean",
    "median",
    "min",
    "missing",
    "none",
    "stdev",
    "sum",
];

/// The type meant by a name from elsewhere.
pub fn known_type(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "string" | "str" | "varchar" | "char" | "memo" | "texte" => "text",
        "boolean" | "bool" | "flag" | "checkbox" | "yes" | "yesno" | "logical" => "yes/no",
        "int" | "whole" | "bigint" | "long" | "count" => "integer",
        "float" | "double" | "decimal" | "real" | "numeric" | "num" => "number",
        "currency" | "amount" | "price" | "euro" | "eur" | "usd" | "gbp" | "chf" => "money EUR",
        "percentage" | "pct" | "rate" => "percent",
        "datetime" | "timestamp" | "day" | "time" => "date",
        "interval" | "timespan" | "period" => "duration",
        "enum" | "choice" | "picklist" | "select" | "dropdown" | "option" => "one of a, b",
        "array" | "set" | "tags" | "multiselect" => "list of text",
        "rating" | "stars" => "1..5",
        _ => return None,
    })
}

/// The name here of a function that takes the same values elsewhere.
pub fn renamed_function(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "average" | "avg" => "mean",
        "len" | "strlen" | "nchar" => "length",
        "size" | "counta" | "rows" => "count",
        "some" | "exists" | "has" => "any",
        "total" => "sum",
        "least" | "minimum" => "min",
        "greatest" | "maximum" => "max",
        "absolute" => "abs",
        "mod" | "modulo" => "remainder",
        "stddev" | "stdevp" | "stdev_pop" | "std" => "stdev",
        _ => return None,
    })
}

/// What to write instead of a function from elsewhere that takes other values here.
pub fn known_function(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "averageif" | "averageifs" => "`mean(amount of deals where won)`",
        "all" | "every" => "`none(deals where not won)`",
        "today" | "now" | "date" | "getdate" | "current_date" => "`today`, without brackets",
        "sumif" | "sumifs" | "sumproduct" => "`sum(amount of deals where won)`",
        "countif" | "countifs" => "`count(deals where won)`",
        "minif" | "minifs" => "`min(amount of deals where won)`",
        "maxif" | "maxifs" => "`max(amount of deals where won)`",
        "vlookup" | "xlookup" | "hlookup" | "lookup" | "index" => {
            "a field that names the other record, as in `contact Contact`; then read `contact.name`"
        }
        "if" | "iif" | "iff" => "`if budget > 3 then 1 else 0`",
        "ifs" | "switch" | "case" => "`if … then … else if … then … else …`",
        "and" | "or" | "not" => "the words between the conditions: `a and b`, `a or b`, `not a`",
        "iferror" | "ifna" | "ifnull" | "coalesce" | "isnull" | "nvl" => "`budget default 0`",
        "isblank" | "isempty" | "isna" => "`budget is unknown`",
        "ceil" | "ceiling" | "floor" | "int" | "trunc" | "roundup" | "rounddown" => "`round(x, 1)`",
        "search" | "find" | "like" | "contains" | "instr" => "`title contains \"student\"`",
        "left" | "startswith" => "`code starts with \"FR\"`",
        "right" | "endswith" => "`code ends with \"FR\"`",
        "concat" | "concatenate" | "textjoin" => "a text with holes: `\"{first} {last}\"`",
        "datedif" | "datediff" => "`days(today - since)`",
        _ => return None,
    })
}

/// A short list of names: all of a few, the first of many.
pub fn some_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 10;
    let names: Vec<&str> = names.collect();
    let shown = names
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}
