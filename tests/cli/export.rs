//! `--format` and `--out`: where results go, and what is left when they cannot.

use std::io::Read;
use std::process::Stdio;

use crate::support::{ACCOUNTS, Folder, PACK, Ran};

const RUN: &str = "run little.gtm --data accounts.csv";

/// The names in a folder, sorted.
fn names(folder: &Folder, within: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path(within)).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn fails(ran: &Ran, code: &str, words: &str) {
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains(code) && ran.err.contains(words), "{ran:?}");
}

#[test]
fn the_ending_tells_the_format() {
    let folder = Folder::little("ending");
    for (file, begins) in [
        ("a.csv", &b"name,Step\n"[..]),
        ("a.json", b"[\n  {\"name\": \"Acme\", \"Step\": \"Call\"},"),
        ("a.ndjson", b"{\"name\": \"Acme\", \"Step\": \"Call\"}\n"),
        ("a.jsonl", b"{\"name\": \"Acme\", \"Step\": \"Call\"}\n"),
        ("a.md", b"### What to do\n"),
        ("a.txt", b"steps  What to do"),
        ("a.PARQUET", b"PAR1"),
        ("a.arrow", b"ARROW1"),
        ("a.feather", b"ARROW1"),
        ("a.xlsx", b"PK\x03\x04"),
    ] {
        let ran = folder.gtm(&format!("{RUN} --view steps --out {file}"));
        assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{file}: {ran:?}");
        let bytes = std::fs::read(folder.path(file)).unwrap();
        assert!(bytes.starts_with(begins), "{file}");
    }
    let written = folder.gtm(&format!("{RUN} --view steps --format csv --out b.txt"));
    assert_eq!(written.status, 0, "{written:?}");
    assert_eq!(folder.text("b.txt"), folder.text("a.csv"));
}

#[test]
fn ending_and_format_agree() {
    let folder = Folder::little("contradiction");
    let ran = folder.gtm(&format!("{RUN} --view steps --format csv --out a.xlsx"));
    fails(&ran, "E380", "write --format xlsx, or --out a.csv");
    let ran = folder.gtm(&format!("{RUN} --view steps --out a.xls"));
    fails(&ran, "E381", "--out results.xlsx");
    let ran = folder.gtm(&format!("{RUN} --view steps --format csv --out a.csv.gz"));
    fails(&ran, "E381", ".gz");
    assert_eq!(names(&folder, ""), ["accounts.csv", "little.gtm"]);
}

#[test]
fn a_result_never_takes_the_place_of_what_it_is_made_of() {
    let folder = Folder::little("over");
    for file in ["accounts.csv", "./accounts.csv"] {
        let ran = folder.gtm(&format!("{RUN} --view steps --out {file}"));
        fails(&ran, "E383", "from which it is made");
    }
    let ran = folder.gtm(&format!("{RUN} --view steps --out little.gtm"));
    fails(&ran, "E381", "`.gtm`");
    std::fs::rename(folder.path("little.gtm"), folder.path("little.txt")).unwrap();
    let ran = folder.gtm("run little.txt --data accounts.csv --view steps --out little.txt");
    fails(&ran, "E383", "little.txt");
    let ran = folder.gtm("research little.txt --data accounts.csv --out accounts.csv");
    fails(&ran, "E383", "accounts.csv");
    let ran = folder.gtm("diff little.txt little.txt --data accounts.csv --out accounts.csv");
    fails(&ran, "E383", "accounts.csv");
    let ran = folder.gtm("sensitivity little.txt --data accounts.csv --out accounts.csv");
    fails(&ran, "E383", "accounts.csv");
    // A file of a folder is named after its view.
    let pack = PACK.replace("view calls", "view accounts");
    std::fs::write(folder.path("views.gtm"), pack).unwrap();
    let ran = folder.gtm("run views.gtm --data accounts.csv --out ./");
    fails(&ran, "E383", "`./accounts.csv`");
    assert_eq!(folder.text("accounts.csv"), ACCOUNTS);
    assert_eq!(folder.text("little.txt"), PACK);
    assert_eq!(
        names(&folder, ""),
        ["accounts.csv", "little.txt", "views.gtm"]
    );
}

#[test]
fn several_views_fill_a_folder_or_a_workbook() {
    let folder = Folder::little("several");
    let ran = folder.gtm(&format!("{RUN} --out results/"));
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{ran:?}");
    assert_eq!(names(&folder, "results"), ["calls.csv", "steps.csv"]);
    let ran = folder.gtm(&format!("{RUN} --view steps --format csv"));
    assert_eq!(ran.out, folder.text("results/steps.csv"));
    // A folder that is there keeps what else is in it.
    let ran = folder.gtm(&format!("{RUN} --format parquet --out results/"));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(
        names(&folder, "results"),
        ["calls.csv", "calls.parquet", "steps.csv", "steps.parquet"]
    );
    let ran = folder.gtm(&format!(
        "{RUN} --format parquet --out results/deeper/still/"
    ));
    fails(&ran, "E384", "there is no folder `results/deeper`");
    let ran = folder.gtm(&format!("{RUN} --out book.xlsx"));
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{ran:?}");
    let book = calamine::open_workbook::<calamine::Xlsx<_>, _>(folder.path("book.xlsx")).unwrap();
    assert_eq!(
        calamine::Reader::sheet_names(&book),
        ["calls", "steps", "about"]
    );
    let ran = folder.gtm(&format!("{RUN} --format arrow --out a.arrow"));
    fails(&ran, "E385", "--view calls, --view steps");
}

#[test]
fn one_file_that_cannot_be_written_leaves_the_folder_as_it_was() {
    let folder = Folder::little("atonce");
    std::fs::create_dir_all(folder.path("results/steps.csv")).unwrap();
    std::fs::write(folder.path("results/calls.csv"), "old").unwrap();
    let ran = folder.gtm(&format!("{RUN} --out results/"));
    fails(&ran, "E384", "`results/steps.csv` is a folder");
    assert_eq!(names(&folder, "results"), ["calls.csv", "steps.csv"]);
    assert_eq!(folder.text("results/calls.csv"), "old");
    let ran = folder.gtm(&format!("{RUN} --view steps --out results"));
    fails(&ran, "E384", "write `results/`");
    let ran = folder.gtm(&format!("{RUN} --view steps --out accounts.csv/"));
    fails(&ran, "E384", "accounts.csv/");
}

#[test]
fn the_key_stands_in_front_when_asked_for() {
    let pack = format!(
        "{PACK}\nview bands for Account {{\n  show fit.band \"Band\", size\n  sort name\n}}\n"
    );
    let folder = Folder::new("keys", &[("little.gtm", &pack), ("accounts.csv", ACCOUNTS)]);
    let ran = folder.gtm(&format!("{RUN} --view bands --format csv"));
    assert_eq!(ran.out, "Band,size\nhot,40\n,30\n,3\n,\n", "{ran:?}");
    assert!(
        ran.err.contains("bands: its rows are told apart by `name`"),
        "{ran:?}"
    );
    let ran = folder.gtm(&format!("{RUN} --view bands --format csv --keys"));
    assert_eq!(
        ran.out,
        "name,Band,size\nAcme,hot,40\nBeta,,30\nTiny,,3\nVeiled,,\n"
    );
    assert!(!ran.err.contains("told apart"), "{ran:?}");
    // Where the view shows the key, nothing is added.
    let shown = folder.gtm(&format!("{RUN} --view steps --format csv"));
    let asked = folder.gtm(&format!("{RUN} --view steps --format csv --keys"));
    assert_eq!((shown.out, shown.err), (asked.out, asked.err));
}

#[test]
fn other_tables_are_exported_too() {
    let folder = Folder::little("others");
    let other = PACK.replace("size >= 20", "size >= 35");
    std::fs::write(folder.path("other.gtm"), other).unwrap();
    for (command, sheets) in [
        ("research little.gtm --data accounts.csv", 1),
        ("sensitivity little.gtm --data accounts.csv", 2),
        ("diff little.gtm other.gtm --data accounts.csv", 4),
        ("diff little.gtm other.gtm", 1),
    ] {
        let ran = folder.gtm(&format!("{command} --out a.xlsx"));
        assert!(ran.status < 2 && ran.out.is_empty(), "{command}: {ran:?}");
        let book = calamine::open_workbook::<calamine::Xlsx<_>, _>(folder.path("a.xlsx")).unwrap();
        let names = calamine::Reader::sheet_names(&book);
        assert_eq!(names.len(), sheets + 1, "{command}: {names:?}");
        let ran = folder.gtm(&format!("{command} --out a.parquet"));
        assert!(ran.status < 2, "{command}: {ran:?}");
    }
}

#[test]
fn checks_have_a_sheet() {
    let pack =
        format!("{PACK}\ncheck sized for Account {{\n  size \"Has a size\": size >= 10\n}}\n");
    let folder = Folder::new(
        "sheet",
        &[("little.gtm", &pack), ("accounts.csv", ACCOUNTS)],
    );
    let ran = folder.gtm(&format!("{RUN} --out a.xlsx"));
    assert_eq!(ran.status, 1, "{ran:?}");
    let book = calamine::open_workbook::<calamine::Xlsx<_>, _>(folder.path("a.xlsx")).unwrap();
    let names = calamine::Reader::sheet_names(&book);
    assert_eq!(names, ["calls", "steps", "checks", "about"]);
}

#[test]
fn the_same_run_writes_the_same_bytes() {
    let folder = Folder::little("bytes");
    for ending in ["xlsx", "parquet", "arrow", "csv"] {
        for name in ["a", "b"] {
            let ran = folder.gtm(&format!("{RUN} --view calls --out {name}.{ending}"));
            assert_eq!(ran.status, 0, "{ran:?}");
        }
        let read = |name: &str| std::fs::read(folder.path(&format!("{name}.{ending}"))).unwrap();
        assert_eq!(read("a"), read("b"), "{ending}");
    }
}

#[test]
fn binary_files_may_be_led_on() {
    let folder = Folder::little("led");
    let mut command = folder.command(&format!("{RUN} --view steps --format parquet"));
    let output = command.output().unwrap();
    assert!(output.stdout.starts_with(b"PAR1") && output.stdout.ends_with(b"PAR1"));
    let ran = folder.gtm(&format!("{RUN} --view steps --out -"));
    assert!(ran.out.starts_with("steps  What to do"), "{ran:?}");
    let ran = folder.gtm(&format!("{RUN} --view steps --out a.parquet"));
    assert_eq!(ran.status, 0);
    assert_eq!(
        std::fs::read(folder.path("a.parquet")).unwrap(),
        output.stdout
    );
}

#[cfg(target_os = "linux")]
mod faults {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_full_disk_is_told_in_every_format() {
        let folder = Folder::little("full");
        for format in [
            "csv", "json", "ndjson", "table", "markdown", "parquet", "arrow", "xlsx",
        ] {
            let ran = folder.gtm(&format!(
                "{RUN} --view steps --format {format} --out /dev/full"
            ));
            fails(&ran, "E384", "the disk is full");
            let mut command = folder.command(&format!("{RUN} --view steps --format {format}"));
            let full = std::fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap();
            let output = command.stdout(full).output().unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{format}: {err}");
            assert!(
                err.contains("the output cannot be written"),
                "{format}: {err}"
            );
        }
    }

    /// Many rows, so that a result is larger than any buffer.
    fn many(name: &str) -> Folder {
        let rows: String = (0..10_000)
            .map(|row| format!("row {row},40,5,5\n"))
            .collect();
        let rows = format!("name,size,need,time\n{rows}");
        Folder::new(name, &[("little.gtm", PACK), ("accounts.csv", &rows)])
    }

    #[test]
    fn a_file_that_grows_too_large_leaves_the_old_one() {
        let folder = many("limit");
        std::fs::write(folder.path("steps.csv"), "old").unwrap();
        let gtm = env!("CARGO_BIN_EXE_gtm");
        // 8 blocks of 512 or 1024 bytes.
        let script = format!("ulimit -f 8; exec {gtm} {RUN} --view steps --out steps.csv");
        let mut command = std::process::Command::new("sh");
        let output = command
            .args(["-c", &script])
            .current_dir(folder.path(""))
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert!(
            err.contains("E384") && err.contains("larger than a file may be"),
            "{err}"
        );
        assert_eq!(folder.text("steps.csv"), "old");
        assert_eq!(
            names(&folder, ""),
            ["accounts.csv", "little.gtm", "steps.csv"]
        );
    }

    #[test]
    fn who_may_read_a_file_stays_as_it_was() {
        let folder = Folder::little("mode");
        let path = folder.path("steps.csv");
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(
            folder
                .gtm(&format!("{RUN} --view steps --out steps.csv"))
                .status,
            0
        );
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    /// Ends a run in the middle of its writing, by a signal; the files that are left.
    fn ended_by(folder: &Folder, signal: &str) -> Vec<String> {
        std::fs::write(folder.path("steps.csv"), "old").unwrap();
        let mut command = folder.command(&format!("{RUN} --view steps --out steps.csv"));
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let is_writing = || names(folder, "").iter().any(|name| name.ends_with(".part"));
        while !is_writing() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_micros(200));
        }
        let mut kill = std::process::Command::new("kill");
        // It may have ended meanwhile.
        let _ = kill.args([signal, &child.id().to_string()]).status();
        child.wait().unwrap();
        let steps = folder.text("steps.csv");
        assert!(steps == "old" || steps.lines().count() == 10_001);
        names(folder, "")
    }

    #[test]
    fn an_ended_run_leaves_the_old_file() {
        let folder = many("ended");
        for signal in ["-TERM", "-INT"] {
            let left = ended_by(&folder, signal);
            assert_eq!(
                left,
                ["accounts.csv", "little.gtm", "steps.csv"],
                "{signal}"
            );
        }
        // Killed without a word it can tidy nothing up, and a run after it is none the worse.
        ended_by(&folder, "-KILL");
        assert_eq!(
            folder
                .gtm(&format!("{RUN} --view steps --out steps.csv"))
                .status,
            0
        );
        assert_eq!(folder.text("steps.csv").lines().count(), 10_001);
    }

    #[test]
    fn two_runs_at_once_leave_a_whole_file() {
        let folder = many("twice");
        let run = format!("{RUN} --view steps --out steps.csv");
        let children: Vec<_> = (0..3)
            .map(|_| folder.command(&run).stderr(Stdio::null()).spawn().unwrap())
            .collect();
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        assert_eq!(folder.text("steps.csv").lines().count(), 10_001);
        assert!(folder.text("steps.csv").ends_with("\n"));
        assert_eq!(
            names(&folder, ""),
            ["accounts.csv", "little.gtm", "steps.csv"]
        );
    }

    #[test]
    fn a_reader_of_a_named_pipe_may_leave() {
        let folder = many("fifo");
        let status = std::process::Command::new("mkfifo")
            .arg(folder.path("pipe.csv"))
            .status();
        if !status.is_ok_and(|status| status.success()) {
            return; // there is no mkfifo here
        }
        let mut command = folder.command(&format!("{RUN} --view steps --out pipe.csv"));
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut reader = std::fs::File::open(folder.path("pipe.csv")).unwrap();
        reader.read_exact(&mut [0; 64]).unwrap();
        drop(reader);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(!String::from_utf8(output.stderr).unwrap().contains("cannot"));
    }
}

#[test]
fn nothing_in_the_data_steers_the_terminal() {
    let evil = "\u{1b}]0;gone\u{7}\u{1b}[2J\u{202e}\u{9b}31m";
    let rows = format!(
        "na{evil}me,name,size,need,time\n1,Acme{evil},40,5,5\n2,Beta{evil},30,5,x{evil}\n3,Beta{evil},1,1,1\n4{evil}\n"
    );
    let folder = Folder::new("evil", &[("little.gtm", PACK), ("accounts.csv", &rows)]);
    let key = format!("Acme{evil}");
    let mut outputs = Vec::new();
    for arguments in [
        RUN.to_owned(),
        format!("{RUN} --format markdown"),
        "research little.gtm --data accounts.csv".to_owned(),
        "research little.gtm --data accounts.csv --format markdown".to_owned(),
        "sensitivity little.gtm --data accounts.csv".to_owned(),
        "diff little.gtm little.gtm --data accounts.csv".to_owned(),
        format!("{RUN} --view nobody{evil}"),
        format!("{RUN} --out nowhere{evil}/a.csv"),
        format!("{RUN} --format csv --out a{evil}.xlsx"),
        format!("{RUN} --out a{evil}.xls"),
        format!("run little.gtm --data nowhere{evil}.csv"),
        format!("run nowhere{evil}.gtm --data accounts.csv"),
        format!("{RUN} --param x{evil}=1"),
        format!("check nowhere{evil}.gtm"),
        format!("doc little.gtm --data nowhere{evil}"),
    ] {
        outputs.push(folder.gtm(&arguments));
    }
    for more in [
        &["--row", &key][..],
        &["--row", "Nobody"],
        &["--row", &key, "--want", "wait"],
    ] {
        let mut command = folder.command("explain little.gtm --data accounts.csv");
        let output = command.args(more).output().unwrap();
        outputs.push(Ran {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        });
    }
    for ran in outputs {
        for text in [&ran.out, &ran.err] {
            let steers = |letter: char| {
                (letter.is_control() && letter != '\n')
                    || ('\u{202a}'..='\u{202e}').contains(&letter)
            };
            assert!(!text.contains(steers), "{text:?}");
        }
    }
}
