//! The examples on the pages of the syntax codes do what the pages say.

use super::read;
use crate::diagnostics::{CODES, Code};

/// The blocks of `gtm` on a page.
fn examples(page: &str) -> Vec<&str> {
    page.split("```gtm\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

#[test]
fn wrong_examples_give_their_code_and_right_ones_none() {
    let mut tried = 0;
    for code in CODES
        .iter()
        .copied()
        .filter(|code| code.info().text.starts_with("E0"))
    {
        let info = code.info();
        assert!(
            info.page
                .starts_with(&format!("# {}: {}\n", info.text, info.title)),
            "{}",
            info.text
        );
        if code == Code::E022 {
            continue; // its example would be a file of 16 MB
        }
        let examples = examples(info.page);
        let [wrong, right] = examples.as_slice() else {
            panic!("{code}: two examples are needed")
        };
        let found: Vec<Code> = read(wrong)
            .diagnostics
            .iter()
            .map(|finding| finding.code)
            .collect();
        assert_eq!(found, [code], "{code}");
        assert_eq!(read(right).diagnostics, [], "{code}");
        tried += 1;
    }
    assert!(tried > 25);
}
