//! Conversations at the prompt, input by input, without a terminal.
//!
//! A file of `tests/cases/repl` says in its first lines which pack and which tables it is about; then come inputs,
//! each line after `> `, and below each what is answered.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use gtm::compile::Compilation;
use gtm::files::{Files, Folder};
use gtm::ir::Program;
use gtm::repl::{Desk, Look, Session, Start, Tested, Watch, piped};
use gtm::source::SourceFile;
use gtm::syntax::wants_more;

use crate::support::{each, path};

/// Packs are read from the disk and written into memory.
#[derive(Default)]
struct Memory {
    written: Mutex<BTreeMap<PathBuf, String>>,
}

impl Desk for Memory {
    fn pack(&self, path: &Path) -> Result<PathBuf, String> {
        Ok(path.to_owned())
    }

    fn read(&self, path: &Path) -> Result<SourceFile, String> {
        let name = path.display().to_string();
        let text = match self.written.lock().unwrap().get(path) {
            Some(text) => text.clone(),
            None => {
                std::fs::read_to_string(path).map_err(|_| format!("there is no file `{name}`"))?
            }
        };
        Ok(SourceFile::new(name, text))
    }

    fn beside(&self, path: &Path) -> Box<dyn Files> {
        Box::new(Folder::of(path))
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists() || self.written.lock().unwrap().contains_key(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn write(&self, path: &Path, text: &str) -> Result<(), String> {
        let mut written = self.written.lock().unwrap();
        written.insert(path.to_owned(), text.to_owned());
        Ok(())
    }

    fn test(&self, _: &Compilation, program: &Program, _: &Path) -> Tested {
        let count = program.tests.len();
        Tested {
            text: format!("{count} to be run\n"),
            passed: true,
            count,
        }
    }
}

const LOOK: Look = Look {
    color: false,
    width: None,
};

fn session(pack: &str, data: &[&str]) -> Session {
    let mut session = Session::new(Arc::new(Memory::default()), LOOK).unwrap();
    let opened = session.open(Start {
        pack: (!pack.is_empty()).then(|| PathBuf::from(pack)),
        data: data.iter().map(|file| (*file).to_owned()).collect(),
        ..Start::default()
    });
    assert!(!opened.failed, "{}", opened.text);
    session
}

fn shop() -> Session {
    session("tests/cases/repl/shop.gtm", &["tests/cases/repl/shop"])
}

/// The inputs of a conversation; one of several lines goes on as long as it wants more.
fn inputs(text: &str) -> Vec<String> {
    let mut inputs: Vec<String> = Vec::new();
    for line in text.lines().filter_map(|line| line.strip_prefix('>')) {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match inputs.last_mut() {
            Some(last) if !last.starts_with(':') && wants_more(last) => {
                last.push('\n');
                last.push_str(line);
            }
            Some(_) | None => inputs.push(line.to_owned()),
        }
    }
    inputs
}

/// The conversation as it goes now.
fn held(text: &str) -> String {
    let head: Vec<&str> = text
        .lines()
        .take_while(|line| line.starts_with('#'))
        .collect();
    let said = |word: &str| {
        head.iter()
            .find_map(|line| line.strip_prefix(&format!("# {word} ")))
            .unwrap_or_default()
    };
    let data: Vec<&str> = said("data").split_whitespace().collect();
    let mut session = session(said("pack"), &data);
    let mut out = head.join("\n") + "\n";
    for input in inputs(text) {
        for line in input.lines() {
            out.push_str(&format!("> {line}\n"));
        }
        let answer = session.answer(&input);
        for line in answer.text.lines() {
            out.push_str(format!("  {line}").trim_end());
            out.push('\n');
        }
    }
    out
}

#[test]
fn conversations_go_as_written() {
    let folder = path("tests/cases/repl");
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let texts = files.filter(|file| file.extension().is_some_and(|end| end == "txt"));
    each(
        texts.map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), file)),
        |(_, file)| {
            let text = std::fs::read_to_string(&file).unwrap();
            let now = held(&text);
            if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
                std::fs::write(&file, now).unwrap();
                return Ok(());
            }
            let differ = text.lines().zip(now.lines()).position(|(a, b)| a != b);
            match differ {
                None if text == now => Ok(()),
                place => Err(format!(
                    "from line {:?} on it goes\n{now}",
                    place.map(|at| at + 1)
                )),
            }
        },
    );
}

#[test]
fn a_failed_input_makes_a_piped_session_wanting() {
    let talk = |text: &str| {
        let (mut answers, mut failures) = (Vec::new(), Vec::new());
        let fine = piped(shop(), &mut text.as_bytes(), &mut answers, &mut failures).unwrap();
        (
            fine,
            String::from_utf8(answers).unwrap(),
            String::from_utf8(failures).unwrap(),
        )
    };
    let (fine, answers, failures) = talk(":row Acme\nstaff\n(staff +\n  1)\n");
    assert_eq!((fine, failures.as_str()), (true, ""));
    assert_eq!(answers, "Acme of Customer, row 1\n40\n41\n");
    let (fine, answers, failures) = talk("staf\n2 + 2\n:quit\n3 + 3\n");
    assert!(!fine);
    assert_eq!(answers, "4\n");
    assert!(failures.contains("did you mean `staff`?"), "{failures}");
}

#[test]
fn what_fails_changes_nothing() {
    let mut session = shop();
    for wrong in [
        "least = 8 people",
        "served.size: stafff > 1",
        ":drop served",
        ":load none.gtm",
    ] {
        assert!(session.answer(wrong).failed, "{wrong}");
    }
    assert_eq!(session.answer(":diff").text, "nothing is redefined\n");
    assert!(session.answer(":undo").failed);
}

#[test]
fn work_that_is_stopped_changes_nothing() {
    let session = shop();
    let stop = Arc::new(AtomicBool::new(true));
    let mut stopped = session.stopped_by(Arc::clone(&stop));
    let answer = stopped.answer("least = 8");
    assert!(
        answer.failed && answer.text.contains("stopped"),
        "{}",
        answer.text
    );
    stop.store(false, Ordering::SeqCst);
    assert_eq!(stopped.answer(":diff").text, "nothing is redefined\n");
}

#[test]
fn data_does_not_steer_the_terminal() {
    let folder = std::env::temp_dir().join(format!("gtm_prompt_{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("Customer.csv");
    std::fs::write(
        &file,
        "name,staff,sector,need\n\u{1b}[31mRed\u{7},4,trade,5\n",
    )
    .unwrap();
    let mut session = session(
        "tests/cases/repl/shop.gtm",
        &[file.to_str().unwrap(), "tests/cases/repl/shop/Order.csv"],
    );
    let key = "\u{1b}[31mRed\u{7}";
    for input in [
        "Customer: name",
        ":row nobody",
        &format!(":row {key}"),
        "Customer: name",
        "least = 3",
        ":why",
        ":view calls",
        ":undo",
        &format!(":why {key}x"),
        &format!("\"{key}\""),
        &format!(":{key}"),
        &format!("served.{key}: 3"),
    ] {
        let answer = session.answer(input);
        let steers = |sign: char| sign.is_control() && sign != '\n';
        assert!(
            !answer.text.contains(steers),
            "{input:?}: {:?}",
            answer.text
        );
        assert!(!session.prompt().contains(steers));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_prompt_without_a_pack_still_reckons() {
    let mut session = session("", &[]);
    assert_eq!(session.answer("2 * 21").text, "42\n");
    assert!(session.answer("nothing").failed);
    let pack = "record Customer { name text key }";
    assert_eq!(session.answer(pack).text, "record Customer is new\n");
    assert_eq!(session.prompt(), "gtm*> ");
}

#[test]
fn words_are_completed() {
    let session = shop();
    let words = |line: &str| session.complete(line).words;
    assert_eq!(words(":ro"), [":row", ":rows"]);
    assert_eq!(words(":row A"), ["Acme"]);
    assert_eq!(words(":why Bolt f"), ["fit"]);
    assert_eq!(words(":view c"), ["calls"]);
    assert_eq!(words("sta"), ["staff"]);
    assert_eq!(words("sector is t"), ["trade"]);
    assert_eq!(words("sector is not "), ["crafts", "office", "trade"]);
    assert_eq!(words("sector in [trade, o"), ["office"]);
    assert_eq!(words("fit.band is g"), ["good"]);
    assert_eq!(words("served.s"), ["size", "status", "stopped_by"]);
    assert_eq!(words("customer.st"), ["staff"]);
    assert!(words(":load tests/cases/repl/sh").contains(&"tests/cases/repl/shop.gtm".to_owned()));
    assert_eq!(session.complete("staff > 3 and nee").start, 14);
    assert_eq!(session.hint("sta"), Some("ff".to_owned()));
    assert_eq!(session.hint(":row"), Some(" KEY".to_owned()));
    assert_eq!(session.hint("xyzzy"), None);
}

/// A conversation as the reference shows it: what is typed stands after the prompt.
fn shown(block: &str) -> String {
    let command = block.lines().next().unwrap().strip_prefix("$ ").unwrap();
    let words: Vec<&str> = command.split_whitespace().collect();
    let ["gtm", "repl", pack, "--data", data @ ..] = words.as_slice() else {
        panic!("`$ gtm repl PACK --data D…` opens a conversation: {command}");
    };
    let mut session = Session::new(Arc::new(Memory::default()), LOOK).unwrap();
    let opened = session.open(Start {
        pack: Some(PathBuf::from(pack)),
        data: data.iter().map(|file| (*file).to_owned()).collect(),
        ..Start::default()
    });
    let mut out = format!("$ {command}\n{}", opened.text);
    let is_name = |name: &str| {
        name.trim_end_matches('*')
            .chars()
            .all(char::is_alphanumeric)
    };
    let typed = block.lines().skip(1).filter_map(|line| {
        let (prompt, input) = line.split_once("> ")?;
        let first = prompt.split(' ').next()?;
        (!first.is_empty() && is_name(first)).then_some(input)
    });
    for input in typed {
        out.push_str(&format!("{}{input}\n", session.prompt()));
        out.push_str(&session.answer(input).text);
    }
    out
}

#[test]
fn the_reference_shows_conversations_that_go_so() {
    let reference = std::fs::read_to_string(path("docs/reference.md")).unwrap();
    let blocks: Vec<&str> = reference
        .split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|block| block.starts_with("$ gtm repl "))
        .collect();
    assert!(!blocks.is_empty(), "a conversation is found");
    each(blocks, |block| {
        let found = shown(block);
        let ends = |text: &str| -> Vec<String> {
            text.lines()
                .map(|line| line.trim_end().to_owned())
                .collect()
        };
        if ends(&found) == ends(block) {
            Ok(())
        } else {
            Err(format!("it goes\n{found}"))
        }
    });
}

#[test]
fn a_watch_tells_only_what_changed() {
    let desk = Arc::new(Memory::default());
    let pack = PathBuf::from("watched.gtm");
    let text = std::fs::read_to_string(path("tests/cases/repl/shop.gtm")).unwrap();
    let check = "\ncheck big \"Big\" for Customer {\n  much: staff >= 10\n}\n";
    let text = text + check;
    let save = |text: &str| desk.write(&pack, text).unwrap();
    save(&text);
    let start = Start {
        data: vec!["tests/cases/repl/shop".to_owned()],
        ..Start::default()
    };
    let mut watch = Watch::new(desk.clone(), LOOK, pack.clone(), start);
    let first = watch.again();
    // Duna has 8 people.
    assert!(first.contains("shop: 4 rules\n"), "{first}");
    assert!(first.contains("check big fails on 1 row\n"), "{first}");
    assert_eq!(watch.again(), "");
    save(&text.replace("least = 10", "least = 8"));
    let moved = watch.again();
    assert!(
        moved.contains("served  1 of 5 rows moves  Duna: no → yes\n"),
        "{moved}"
    );
    assert!(!moved.contains("check big"), "{moved}");
    // With a mistake nothing is run; who moves afterwards is told against the last run.
    save(&text.replace("staff >= least", "stafff >= least"));
    let wrong = watch.again();
    assert!(
        wrong.starts_with("E101") && !wrong.contains("moves"),
        "{wrong}"
    );
    assert_eq!(watch.again(), "");
    save(&text.replace("staff >= 10", "staff >= 5"));
    let mended = watch.again();
    assert!(mended.starts_with("gone: E101"), "{mended}");
    assert!(
        mended.contains("served  1 of 5 rows moves  Duna: yes → no\n"),
        "{mended}"
    );
    assert!(mended.contains("check big holds again\n"), "{mended}");
}
