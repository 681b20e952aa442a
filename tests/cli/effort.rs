//! `gtm run --threads` and `--profile`: how a run spends its time makes no difference to what it says.

use crate::support::Folder;

const PACK: &str = r#"pack many "Many rows"

record Row "One a row" {
  id   text key
  need 1..5
  size integer 0..
  big  = size >= 50
}

segment large for Row {
  size "Large": big  else "only {size}"
}

score heat for large {
  multiply need, size
  band hot  from 100
  band cold otherwise
  rank
}

view sorted for Row {
  show id, heat, heat.rank, heat.because, large.failing
  sort heat descending
}

view few for large {
  show id, need
  top 7
}
"#;

/// More rows than are worked out at a time, with gaps.
fn table() -> String {
    let mut text = "id,need,size\n".to_owned();
    for row in 0..10_000_u32 {
        let need = match row % 7 {
            0 => String::new(),
            need => (need % 5 + 1).to_string(),
        };
        let size = match row % 11 {
            3 => String::new(),
            _ => (row * 37 % 211).to_string(),
        };
        text.push_str(&format!("r{},{need},{size}\n", row * 7919 % 10_007));
    }
    text
}

fn folder(name: &str) -> Folder {
    Folder::new(name, &[("many.gtm", PACK), ("rows.csv", &table())])
}

#[test]
fn any_number_of_threads_says_the_same() {
    let folder = folder("threads");
    for view in ["sorted", "few", "Row"] {
        for format in ["csv", "table"] {
            let run = |more: &str| {
                let command = format!(
                    "run many.gtm --data Row=rows.csv --view {view} --format {format} {more}"
                );
                let ran = folder.gtm(&command);
                assert_eq!(ran.status, 0, "{ran:?}");
                ran.out
            };
            let one = run("--threads 1");
            assert!(one.lines().count() > 7, "{one}");
            for more in ["--threads 2", "--threads 64"] {
                assert!(run(more) == one, "{view} as {format} {more}");
            }
        }
    }
}

#[test]
fn the_first_rows_are_the_same_on_any_number_of_threads() {
    let folder = folder("threads_top");
    for top in [5, 20_000] {
        let run = |threads: usize| {
            let command = format!(
                "run many.gtm --data Row=rows.csv --view sorted --format csv --top {top} --threads {threads}"
            );
            folder.gtm(&command).out
        };
        let one = run(1);
        assert_eq!(one.lines().count(), 1 + top.min(10_000));
        assert!(run(3) == one, "top {top}");
    }
}

#[test]
fn the_profile_tells_every_rule_on_standard_error() {
    let folder = folder("profile");
    let command = "run many.gtm --data Row=rows.csv --view sorted --format csv";
    let plain = folder.gtm(command);
    let told = folder.gtm(&format!("{command} --profile"));
    assert_eq!(told.out, plain.out);
    assert!(!plain.err.contains("where the time went"), "{}", plain.err);
    for words in [
        "where the time went:",
        "  read\n",
        "  heat\n",
        "  heat: reasons\n",
        "  big\n",
        "  order of the rows\n",
    ] {
        assert!(told.err.contains(words), "{words} in {}", told.err);
    }
}

#[test]
fn no_thread_at_all_is_refused() {
    let ran = folder("threads_none").gtm("run many.gtm --data Row=rows.csv --threads 0");
    assert_eq!(ran.status, 2, "{ran:?}");
}
