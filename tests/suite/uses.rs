//! Packs made of packs: the law that a pack says the same when another uses it, and what is refused.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::process::Command;

use gtm::diagnostics::Code;
use gtm::source::{SourceFile, Sources as _};

use crate::support::{compiled, each, packs, path, rendered};

/// A pack that another uses whole, under the name `w`.
fn wrapped(pack: &str) -> String {
    format!("pack whole\n\nuse \"{pack}\" as w\n")
}

/// Every row of a record with all results, as CSV.
fn ran(pack: &Path, data: &Path, record: &str) -> Result<String, String> {
    let done = Command::new(env!("CARGO_BIN_EXE_gtm"))
        .arg("run")
        .arg(pack)
        .arg("--data")
        .arg(data)
        .args(["--view", record, "--format", "csv", "--as-of", "2026-06-30"])
        .output()
        .unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    if text.is_empty() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned());
    }
    Ok(text)
}

#[test]
fn a_pack_says_the_same_when_another_uses_it() {
    let folder = std::env::temp_dir().join(format!("gtm-uses-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let compared = Cell::new(0);
    each(packs("rules"), |source| {
        let name = source.name().rsplit('/').next().unwrap().to_owned();
        let data = path("examples").join(name.trim_end_matches(".gtm"));
        let found = compiled(&source);
        // A pack that uses others already has names with dots.
        if !data.is_dir() || source.text().contains("\nuse ") {
            return Ok(());
        }
        fs::write(folder.join(&name), source.text()).unwrap();
        let whole = folder.join("whole.gtm");
        fs::write(&whole, wrapped(&name)).unwrap();
        let program = found.program.unwrap();
        for record in program.tables() {
            let record = program.records[record].named.name.as_str();
            let alone = ran(&path(source.name()), &data, record)?;
            let used = ran(&whole, &data, record)?;
            // The names of its rules and computed fields are the only difference.
            let used = used.replace("w_", "").replace("w.", "");
            if alone.replace("w_", "").replace("w.", "") != used {
                return Err(format!("{name}, {record}:\n{alone}\n{used}"));
            }
            compared.set(compared.get() + 1);
        }
        Ok(())
    });
    let _ = fs::remove_dir_all(&folder);
    assert!(
        compared.get() > 30,
        "{} tables were compared",
        compared.get()
    );
}

/// The pack that the cases below use.
const NICHE: &str = "\
# ---- niche.gtm
pack niche
record Niche {
  niche  text key
  budget money EUR
  stage  Stage
}
list Stage ordered {
  | name  |
  | early |
  | late  |
}
param minimum = 100k EUR
segment fine for Niche { pays: budget >= minimum }
";

/// The codes of a pack with `niche.gtm` beside it, with the lines and files of their first places.
fn findings(main: &str) -> Vec<(Code, String, usize)> {
    let text = format!("{main}{NICHE}");
    let compilation = compiled(&SourceFile::new("main.gtm", text));
    let place = |one: &gtm::diagnostics::Diagnostic| {
        let file = compilation.sources.file_at(one.span().start);
        let line = file.line_column(one.span().start).line;
        (one.code, file.name().to_owned(), line)
    };
    compilation.diagnostics.iter().map(place).collect()
}

fn in_main(code: Code, line: usize) -> Vec<(Code, String, usize)> {
    vec![(code, "main.gtm".to_owned(), line)]
}

fn in_niche(code: Code, line: usize) -> Vec<(Code, String, usize)> {
    vec![(code, "niche.gtm".to_owned(), line)]
}

const USE: &str = "use \"niche.gtm\" as n\n";

#[test]
fn what_does_not_fit_is_told_once_and_where_it_is() {
    let of = |rest: &str| findings(&format!("{USE}{rest}\n"));
    assert_eq!(of(""), []);
    // A list of the same values is one list, and a computed field will do for a column of theirs.
    let fits = "list Stage ordered {\n | name |\n | early |\n | late |\n}\n\
                record Niche {\n niche text key\n half money EUR\n budget = half * 2\n stage Stage\n}";
    assert_eq!(of(fits), []);
    let other_type = "record Niche {\n niche text key\n budget number\n}";
    assert_eq!(of(other_type), in_niche(Code::E133, 4));
    let other_values = "list Stage ordered {\n | name |\n | late |\n | early |\n}";
    assert_eq!(of(other_values), in_niche(Code::E133, 7));
    let other_key = "record Niche {\n name text key\n other text key\n}";
    assert_eq!(of(other_key), in_niche(Code::E133, 2));
    let taken =
        "record Niche {\n niche text key\n}\nsegment budget for Niche { x: niche is known }";
    assert_eq!(of(taken), in_niche(Code::E133, 4));
    // The key is one key, whatever it is called.
    assert_eq!(of("record Niche {\n name text key\n}"), []);
    assert_eq!(of("param n = 3"), in_main(Code::E106, 1));
    assert_eq!(of("use \"niche.gtm\" as n"), in_main(Code::E106, 2));
    let rule = |condition: &str| of(&format!("segment s for Niche {{ g: {condition} }}"));
    assert_eq!(rule("n.fine and n.minimum > 3 EUR"), []);
    assert_eq!(rule("n.fin"), in_main(Code::E101, 2));
    assert_eq!(rule("fine"), in_main(Code::E101, 2));
    assert_eq!(rule("n"), in_main(Code::E109, 2));
    assert_eq!(
        rule("count(n.fine) > 1 and any(n.fine where budget > 1 EUR)"),
        []
    );
    assert_eq!(
        of("segment s for n.fin { g: budget > 1 EUR }"),
        in_main(Code::E101, 2)
    );
}

#[test]
fn bindings_are_checked() {
    let with = |bindings: &str| {
        let records =
            "record R {\n niche text key\n}\nlist L ordered {\n | name |\n | early |\n | late |\n}";
        findings(&format!(
            "use \"niche.gtm\" as n with {bindings}\n{records}\n"
        ))
    };
    assert_eq!(with("Niche = R, Stage = L, minimum = 5 EUR"), []);
    assert_eq!(with("Nich = R"), in_main(Code::E134, 1));
    assert_eq!(with("fine = R"), in_main(Code::E134, 1));
    assert_eq!(with("Niche = L"), in_main(Code::E135, 1));
    assert_eq!(with("Niche = 3"), in_main(Code::E135, 1));
    assert_eq!(with("Niche = Q"), in_main(Code::E135, 1));
    assert_eq!(with("Stage = R"), in_main(Code::E135, 1));
    assert_eq!(with("Niche = R, Niche = R"), in_main(Code::E106, 1));
    assert_eq!(with("minimum = 5"), in_main(Code::E215, 1));
    assert_eq!(with("minimum = cost"), in_main(Code::E101, 1));
}

#[test]
fn mistakes_in_a_used_pack_are_shown_there_with_the_use() {
    let text = format!(
        "{USE}{}",
        NICHE.replace("budget >= minimum", "budget >= minimal")
    );
    let compilation = compiled(&SourceFile::new("main.gtm", text));
    let shown = rendered(&compilation.sources, &compilation.diagnostics);
    assert_eq!(compilation.diagnostics.len(), 1, "{shown}");
    assert!(shown.contains("niche.gtm:13:"), "{shown}");
    assert!(
        shown.contains("main.gtm:1:5") && shown.contains("used here"),
        "{shown}"
    );
    // A pack that does not parse is told once, and nothing that reads it.
    let broken = NICHE.replace("pays: budget", "pays budget");
    let text = format!("{USE}segment s for n.fine {{ g: n.fine }}\n{broken}");
    let compilation = compiled(&SourceFile::new("main.gtm", text));
    let shown = rendered(&compilation.sources, &compilation.diagnostics);
    assert_eq!(compilation.diagnostics.len(), 1, "{shown}");
    assert!(shown.contains("niche.gtm:13:"), "{shown}");
}

#[test]
fn circles_and_depth_are_told() {
    let circle =
        "use \"a.gtm\" as a\n# ---- a.gtm\nuse \"b.gtm\" as b\n# ---- b.gtm\nuse \"a.gtm\" as a\n";
    let compilation = compiled(&SourceFile::new("main.gtm", circle));
    let shown = rendered(&compilation.sources, &compilation.diagnostics);
    let codes: Vec<Code> = compilation.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::E132], "{shown}");
    assert!(shown.contains("a.gtm → b.gtm → a.gtm"), "{shown}");
    let itself = compiled(&SourceFile::new(
        "main.gtm",
        "use \"main.gtm\" as me\n# ---- x\n",
    ));
    assert_eq!(itself.diagnostics[0].code, Code::E132);
    // Two uses in each of many packs make more instances than are put to work.
    let mut many = String::from("use \"p0.gtm\" as a\nuse \"p0.gtm\" as b\n");
    for place in 0..12 {
        let next = place + 1;
        many +=
            &format!("# ---- p{place}.gtm\nuse \"p{next}.gtm\" as a\nuse \"p{next}.gtm\" as b\n");
    }
    many += "# ---- p12.gtm\nparam x = 3\n";
    let compilation = compiled(&SourceFile::new("main.gtm", many));
    assert!(!compilation.is_runnable());
    assert!(
        compilation
            .diagnostics
            .iter()
            .all(|one| one.code == Code::E132)
    );
    // A pack in a folder is found from the pack that names it, and may not lead out.
    let nested = "use \"sub/a.gtm\" as a\n# ---- sub/a.gtm\nuse \"../b.gtm\" as b\n# ---- b.gtm\nparam x = 3\n";
    assert!(compiled(&SourceFile::new("main.gtm", nested)).is_runnable());
    let out = nested.replace("../b.gtm", "../../b.gtm");
    let out = compiled(&SourceFile::new("main.gtm", out));
    assert_eq!(out.diagnostics[0].code, Code::E130);
}
