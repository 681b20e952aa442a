//! Queries: every view of every pack is written or refused with a place, whatever stands in its names
//! and texts. What they come to on an engine is tried by `tests/oracle/sql.py`.

use std::collections::BTreeMap;

use gtm::results::{ViewChoice, views_of};
use gtm::source::SourceFile;
use gtm::sql::{Dialect, Request, emit, quoted_table};

use crate::support::{compiled, each, packs};

fn request(dialect: Dialect, without_reasons: bool) -> Request {
    Request {
        dialect,
        as_of: Some(20_484),
        tables: BTreeMap::new(),
        without_reasons,
    }
}

#[test]
fn a_view_is_written_or_refused_with_its_place() {
    // The others take minutes unoptimised; `tests/oracle/sql.py` goes through all of them.
    let few = ["abm", "bant", "right_slice", "positioning"];
    let packs = packs("rules").into_iter();
    let packs = packs.filter(|source| few.iter().any(|name| source.name().contains(name)));
    each(packs.collect::<Vec<_>>(), |source| {
        let compilation = compiled(&source);
        let program = compilation.program.as_ref().ok_or("does not compile")?;
        let views = views_of(program);
        let records = program.named_records().map(ViewChoice::Record);
        for view in views.into_iter().chain(records) {
            for dialect in [Dialect::DuckDb, Dialect::Postgres] {
                match emit(program, view, &request(dialect, true)) {
                    Ok(query) if query.contains("SELECT") => {}
                    Ok(query) => return Err(format!("no query: {query}")),
                    Err(findings) => {
                        for finding in findings {
                            let code = finding.code.to_string();
                            if !code.starts_with("E4") || finding.labels.is_empty() {
                                return Err(format!("{code} {}", finding.message));
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    });
}

/// The text without its comments, names and literals; what is quoted leaves a `?`.
fn bare(query: &str) -> String {
    let mut text = String::new();
    let mut letters = query.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '-' if letters.peek() == Some(&'-') => {
                letters.by_ref().find(|letter| *letter == '\n');
            }
            '\'' | '"' => loop {
                match letters.next() {
                    None => panic!("a quote that is not closed"),
                    Some(end) if end == letter => {
                        if letters.peek() != Some(&letter) {
                            text.push('?');
                            break;
                        }
                        letters.next();
                    }
                    Some(_) => {}
                }
            },
            letter => text.push(letter),
        }
    }
    text
}

#[test]
fn nothing_in_a_name_a_label_or_a_text_acts_on_the_query() {
    let pack = r#"pack p "one'; evil -- evil /* evil */"
source "two' evil"
record Account "three"" evil" {
  name text key column "na""me'; evil --"
  what text column "evil.evil"
  size one of small, large "four"
}
segment target "five' -- evil" for Account {
  gate "six'; evil": what is "it's; evil -- ""evil"" \evil" else "no'; evil {what} --"
}
strategy plan for Account {
  go "seven'" when what contains "' evil" because "why' evil ""{what}"" -- evil"
  stop otherwise because "evil'"
}
view all for target {
  show name, plan, target, what "eight"" evil'; --"
  sort what descending
}
"#;
    let compilation = compiled(&SourceFile::new("p.gtm", pack));
    let program = compilation.program.as_ref().unwrap_or_else(|| {
        panic!("{:?}", compilation.diagnostics);
    });
    for dialect in [Dialect::DuckDb, Dialect::Postgres] {
        for view in views_of(program) {
            let query = emit(program, view, &request(dialect, false)).unwrap();
            let left = bare(&query);
            assert!(!left.contains("evil"), "{left}");
            assert_eq!(left.matches('(').count(), left.matches(')').count());
            assert!(!left.contains(';'), "{left}");
        }
    }
}

#[test]
fn a_table_is_named_part_by_part() {
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(quoted_table("accounts"), some("\"accounts\""));
    assert_eq!(quoted_table("crm.accounts"), some("\"crm\".\"accounts\""));
    assert_eq!(
        quoted_table("crm.\"odd.name \"\"x\"\"\""),
        some("\"crm\".\"odd.name \"\"x\"\"\"")
    );
    assert_eq!(quoted_table("a\"; drop"), some("\"a\"\"; drop\""));
    for wrong in ["", "a..b", ".a", "a.", "\"a", "\"a\"b"] {
        assert_eq!(quoted_table(wrong), None, "{wrong}");
    }
}
