//! The commands of the prompt: their names, how they are written, what they do. `:help`, completion and hints read
//! this one list.

use crate::diagnostics::did_you_mean;

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Why,
    Want,
    Type,
    Row,
    Rows,
    View,
    Rules,
    Params,
    Fields,
    Drop,
    Diff,
    Undo,
    Redo,
    Save,
    Test,
    Load,
    Data,
    Reload,
    Today,
    Help,
    Quit,
}

/// What is to be known of a command.
pub(super) struct Info {
    pub command: Command,
    /// Its name, without the colon.
    pub name: &'static str,
    /// What follows it.
    pub usage: &'static str,
    /// What it does, in a line.
    pub does: &'static str,
    /// The rest of its page.
    pub more: &'static str,
}

macro_rules! commands {
    ($($command:ident $name:literal $usage:literal $does:literal $more:literal)*) => {
        /// Every command, in the order of the help.
        pub(super) const COMMANDS: &[Info] = &[$(Info {
            command: Command::$command,
            name: $name,
            usage: $usage,
            does: $does,
            more: $more,
        }),*];
    };
}

commands! {
    Row "row" "KEY" "choose the row that expressions are about"
        "The key is written as in the data, and completed with the Tab key.\n`:row Account: Acme` says of which record, `:rows` lets go of the row."
    Rows "rows" "[EXPRESSION [where CONDITION]]" "an expression as a column over all rows"
        "Without an expression it lets go of the chosen row: from then on expressions are columns.\n`:rows employees, bant where target` shows two columns of some rows.\nAfter a set the first `where` is about its rows: `:rows name of deals where won`; a second one is about the rows shown."
    Why "why" "[ROW] [RULE]" "why a row came out as it did"
        "Without a row it is the chosen one; with a rule only that rule, and what it reads."
    Want "want" "OUTCOME" "the fewest answers to change for an outcome of the chosen row"
        "An outcome is a band or an option such as `hot`, `next_step=meet`, `target` or `not target`."
    Type "type" "EXPRESSION" "what kind of value an expression has"
        "The values that it can take, as the pack says; it is not worked out."
    View "view" "[NAME]" "a view of the pack, or all of a record"
        "Without a name it lists the views."
    Rules "rules" "" "the rules and what they are for"
        "Segments, scores, strategies, decisions and checks, in the order of the pack."
    Params "params" "" "the params and their values"
        "A param is redefined with `param min_staff = 30`, or `min_staff = 30` for short."
    Fields "fields" "[RECORD]" "the fields of the records"
        "With a record only those of that record."
    Drop "drop" "NAME or NAME.LINE" "take a statement or a line out of the pack"
        "`:drop target.size` leaves out a gate. Like every redefinition it is only in memory, and `:undo` takes it back."
    Diff "diff" "" "what is redefined, and who moved against the pack on disk"
        "Lines that are gone begin with `-`, new ones with `+`."
    Undo "undo" "" "take the last redefinition back"
        "Again and again, back to the pack as it was loaded."
    Redo "redo" "" "redefine again what was taken back"
        ""
    Save "save" "[FILE]" "write the pack in memory into its file, or into another"
        "It is written in the canonical form. A file that is there already, other than the pack's own, is only written over with `:save! FILE`;\nso is the pack's own file if somebody else has changed it meanwhile."
    Test "test" "" "run the tests of the pack in memory"
        ""
    Load "load" "PACK" "another pack"
        "The tables are kept where they fit it."
    Data "data" "FILE…" "other tables: files, folders, Record=FILE"
        "Names with blanks stand in quotes. Without a file it says which tables there are."
    Reload "reload" "" "read the pack and the tables again"
        "Redefinitions are left out; `:undo` brings them back."
    Today "today" "DATE" "the day that `today` means"
        "Written as 2026-01-31."
    Help "help" "[TOPIC]" "this list; or a command, `redefine`, a code such as E101, any word of the language"
        ""
    Quit "quit" "" "end; so does Ctrl-D"
        ""
}

/// Reads a command: which, whether with `!`, and what follows it.
pub(super) fn read(text: &str) -> Result<(Command, bool, &str), String> {
    let text = text.trim().trim_start_matches(':').trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let (word, force) = match word.strip_suffix('!') {
        Some(word) => (word, true),
        None => (word, false),
    };
    let word = match word {
        "q" | "exit" => "quit",
        "h" | "?" => "help",
        word => word,
    };
    let info = named(word).ok_or_else(|| unknown(word))?;
    if force && info.command != Command::Save {
        return Err(format!("`:{word}` is written without `!`"));
    }
    Ok((info.command, force, rest.trim()))
}

/// The command of a name.
pub(super) fn named(name: &str) -> Option<&'static Info> {
    COMMANDS.iter().find(|info| info.name == name)
}

fn unknown(word: &str) -> String {
    let names = COMMANDS.iter().map(|info| info.name);
    let question = did_you_mean(word, names).map(|text| text.replace('`', "`:"));
    // The second quote of the question closes it.
    let question = question.map(|text| text.replace("`:?", "`?"));
    match question {
        Some(question) => format!("there is no command `:{word}`; {question}"),
        None => format!("there is no command `:{word}`; `:help` lists all"),
    }
}

/// How redefinitions are written.
const REDEFINE: &str = "\
A redefinition takes the place of what the pack in memory says, and tells at once who moves. The file stays
as it is until `:save`. What a line does not say again stays: its label, its `else`, its `because`.

  param min_staff = 30                    a param; or min_staff = 30
  target.size: employees >= 30            a gate, or a line of a check
  engagement.demo: +20 when asked_demo    a line of points
  bant.hot from 400                       where a band begins
  next_step.meet when responded           an option of a strategy
  channel.2 | engineer | - || web |       a line of a decision, counted from 1
  Level.able | able | 700 |               a row of a list
  fit weight need 50%                     the weight of a factor
  fit scale 0..10                         the scale or the limit of a score
  Account.big = employees > 250           a field that is worked out
  score fit for Account { … }             a whole statement, old or new; it may have many lines
";

/// The page of a topic; nothing if it is neither a command nor `redefine`.
pub(super) fn page(topic: &str) -> Option<String> {
    let topic = topic.trim().trim_start_matches(':');
    if topic == "redefine" {
        return Some(REDEFINE.to_owned());
    }
    let info = named(topic)?;
    let head = format!(":{} {}", info.name, info.usage);
    let more = match info.more {
        "" => String::new(),
        more => format!("\n{more}\n"),
    };
    Some(format!("{}\n  {}\n{more}", head.trim_end(), info.does))
}

/// All commands, a line each.
pub(super) fn help() -> String {
    let heads: Vec<String> = COMMANDS
        .iter()
        .map(|info| {
            format!(":{} {}", info.name, info.usage)
                .trim_end()
                .to_owned()
        })
        .collect();
    let width = heads
        .iter()
        .map(|head| head.chars().count())
        .filter(|width| *width <= 24)
        .max()
        .unwrap_or_default();
    let lines = COMMANDS.iter().zip(&heads).map(|(info, head)| {
        if head.chars().count() > width {
            format!("  {head}\n  {:width$}  {}\n", "", info.does)
        } else {
            format!("  {head:<width$}  {}\n", info.does)
        }
    });
    let lines: String = lines.collect();
    format!(
        "An expression is answered for the chosen row, else as a column over all rows: employees >= 30
`Account: name` says of which record. A line of the pack is redefined by writing it: min_staff = 30
`:help redefine` shows every form. Commands:\n\n{lines}"
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn commands_are_read() {
        assert_eq!(
            read(":why  Acme bant"),
            Ok((Command::Why, false, "Acme bant"))
        );
        assert_eq!(read(":save! a.gtm"), Ok((Command::Save, true, "a.gtm")));
        assert_eq!(read(":q"), Ok((Command::Quit, false, "")));
        assert_eq!(
            read(":rwo Acme"),
            Err("there is no command `:rwo`; did you mean `:row`?".to_owned())
        );
        assert_eq!(
            read(":xyzzy"),
            Err("there is no command `:xyzzy`; `:help` lists all".to_owned())
        );
        assert!(read(":undo!").unwrap_err().contains("without `!`"));
    }

    #[test]
    fn every_command_has_a_name_of_its_own() {
        for info in COMMANDS {
            assert_eq!(named(info.name).unwrap().command, info.command);
            assert!(page(info.name).unwrap().contains(info.does));
        }
    }
}
