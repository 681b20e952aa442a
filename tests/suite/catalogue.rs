//! Every code has a page in the fixed form; its wrong example gives exactly that code, its right
//! example no error; the message of the wrong one is snapshotted with its source.

use gtm::diagnostics::{CODES, Code, Severity};
use gtm::source::SourceFile;

use crate::support::{compiled, each, rendered, snapshot};

/// A page taken apart.
struct Page {
    wrong: Block,
    right: Block,
}

/// A fenced block.
struct Block {
    language: String,
    text: String,
}

/// Takes a page apart, or says what is wrong with its form.
fn page(code: Code) -> Result<Page, String> {
    let info = code.info();
    let says = |what: &str| format!("docs/codes/{}.md: {what}", info.text);
    let title = format!("# {}: {}\n", info.text, info.title);
    let body = info
        .page
        .strip_prefix(&title)
        .ok_or_else(|| says(&format!("begins with {title:?}")))?;
    let (words, rest) = body
        .split_once("\n## Wrong\n")
        .ok_or_else(|| says("has a part `## Wrong`"))?;
    let (wrong, right) = rest
        .split_once("\n## Right\n")
        .ok_or_else(|| says("has a part `## Right`"))?;
    let words = words.trim();
    if words.is_empty() || words.contains("\n#") {
        return Err(says("has some sentences before `## Wrong`"));
    }
    let block = |part: &str, name: &str| {
        block(part).ok_or_else(|| {
            says(&format!(
                "has one fenced block, `gtm` or `text`, under `## {name}`"
            ))
        })
    };
    Ok(Page {
        wrong: block(wrong, "Wrong")?,
        right: block(right, "Right")?,
    })
}

/// The only fenced block of a part.
fn block(part: &str) -> Option<Block> {
    let (_, rest) = part.split_once("```")?;
    let (language, rest) = rest.split_once('\n')?;
    let (text, after) = rest.split_once("```")?;
    let known = matches!(language, "gtm" | "text");
    (known && !after.contains("```")).then(|| Block {
        language: language.to_owned(),
        text: text.to_owned(),
    })
}

/// The codes of data and of SQL may show a command, which nothing here can run; so may E022, whose
/// wrong example would be a file of 16 MB.
fn is_shown_only(code: Code, block: &Block) -> bool {
    let text = code.info().text;
    let by_command = text.starts_with("E3") || text.starts_with("E4");
    (by_command || code == Code::E022) && block.language == "text"
}

#[test]
fn every_code_has_a_page_in_the_fixed_form() {
    each(CODES.iter().copied(), |code| page(code).map(|_| ()));
}

#[test]
fn the_title_is_a_few_words_in_lower_case() {
    each(CODES.iter().copied(), |code| {
        let title = code.info().title;
        let fine =
            !title.ends_with('.') && title.len() <= 60 && !title.starts_with(char::is_uppercase);
        if fine {
            Ok(())
        } else {
            Err(format!("{code}: {title:?}"))
        }
    });
}

#[test]
fn codes_are_in_order_and_tell_their_severity() {
    let texts: Vec<&str> = CODES.iter().map(|code| code.info().text).collect();
    for code in CODES {
        let info = code.info();
        let expected = if info.text.starts_with('L') {
            Severity::Warning
        } else {
            Severity::Error
        };
        assert_eq!(info.severity, expected, "{}", info.text);
        assert_eq!(
            texts.iter().filter(|text| **text == info.text).count(),
            1,
            "{}",
            info.text
        );
    }
}

#[test]
fn the_wrong_example_gives_this_code_alone() {
    each(CODES.iter().copied(), |code| {
        let Ok(page) = page(code) else { return Ok(()) };
        if is_shown_only(code, &page.wrong) {
            return Ok(());
        }
        let found = compiled(&SourceFile::new("wrong.gtm", page.wrong.text));
        let severity = code.info().severity;
        // A warning's example has no errors; an error's example may have warnings beside it.
        let wrong: Vec<Code> = found
            .diagnostics
            .iter()
            .filter(|one| one.is_error() || one.severity() == severity)
            .map(|one| one.code)
            .collect();
        let exact = !wrong.is_empty() && wrong.iter().all(|one| *one == code);
        let alone = severity == Severity::Warning || wrong.len() == 1;
        if exact && alone {
            return Ok(());
        }
        Err(format!(
            "{code}: got {wrong:?}\n{}",
            rendered(&found.sources, &found.diagnostics)
        ))
    });
}

#[test]
fn the_right_example_has_no_errors() {
    each(CODES.iter().copied(), |code| {
        let Ok(page) = page(code) else { return Ok(()) };
        if is_shown_only(code, &page.right) {
            return Ok(());
        }
        let found = compiled(&SourceFile::new("right.gtm", page.right.text));
        let errors = found
            .diagnostics
            .iter()
            .filter(|one| one.is_error() || one.code == code)
            .count();
        if errors == 0 && found.is_runnable() {
            return Ok(());
        }
        Err(format!(
            "{code}\n{}",
            rendered(&found.sources, &found.diagnostics)
        ))
    });
}

#[test]
fn messages_as_printed() {
    for code in CODES {
        let Ok(page) = page(*code) else { continue };
        if is_shown_only(*code, &page.wrong) {
            continue;
        }
        let source = SourceFile::new("wrong.gtm", page.wrong.text);
        let found = compiled(&source);
        let about: Vec<_> = found
            .diagnostics
            .into_iter()
            .filter(|one| one.code == *code)
            .collect();
        let message = rendered(&found.sources, &about);
        assert!(
            message.lines().count() <= 24,
            "{code} does not fit a screen:\n{message}"
        );
        snapshot(
            &format!("code_{code}"),
            &format!("{}\n----\n{message}", source.text().trim_end()),
        );
    }
}

#[test]
fn messages_keep_the_house_style() {
    each(CODES.iter().copied(), |code| {
        let Ok(page) = page(code) else { return Ok(()) };
        if is_shown_only(code, &page.wrong) {
            return Ok(());
        }
        let found = compiled(&SourceFile::new("wrong.gtm", page.wrong.text));
        for one in &found.diagnostics {
            let quoted_first = one.message.starts_with('`');
            if !quoted_first && one.message.starts_with(char::is_uppercase) {
                return Err(format!("{code}: starts in lower case: {}", one.message));
            }
            if one.message.ends_with('.') || one.message.contains('\n') {
                return Err(format!(
                    "{code}: one sentence without a full stop: {}",
                    one.message
                ));
            }
            if one.message.matches('`').count() % 2 == 1 {
                return Err(format!("{code}: backticks in pairs: {}", one.message));
            }
        }
        Ok(())
    });
}
