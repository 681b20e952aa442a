//! `gtm repl`: the prompt.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::{Console, unwritable};
use super::run::{day, overrides};
use super::{Failure, Verdict, output, packs, test};
use crate::compile::Compilation;
use crate::files::{Files, Folder};
use crate::ir::Program;
use crate::render::sanitize;
use crate::repl::{Desk, Look, Session, Start, Tested, piped, terminal};
use crate::source::SourceFile;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The pack; without one the prompt begins with an empty pack.
    #[arg(value_name = "PACK")]
    pack: Option<PathBuf>,
    /// Tables: a file, a folder of files named after records, or Record=FILE.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "pack")]
    data: Vec<String>,
    /// Work as if nothing were known of a record.
    #[arg(long, value_name = "RECORD", requires = "data")]
    without: Vec<String>,
    /// Another value for a param.
    #[arg(long = "param", value_name = "NAME=VALUE", requires = "pack")]
    params: Vec<String>,
    /// The day that `today` means.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<i32>,
}

/// Talks about a pack, on a terminal or through a pipe.
pub(super) fn repl(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    if arguments.data.iter().any(|file| file == "-") {
        let message = "standard input holds what is typed; give the table in a file";
        return Err(Failure::new(message));
    }
    let params = overrides(&arguments.params, console)?;
    let look = Look {
        color: console.color,
        width: console.width,
    };
    let mut session = Session::new(Arc::new(OnDisk), look).map_err(Failure::new)?;
    let opened = session.open(Start {
        pack: arguments.pack.clone(),
        data: arguments.data.clone(),
        without: arguments.without.clone(),
        params,
        as_of: arguments.as_of,
    });
    if console.is_screen && io::stdin().is_terminal() {
        console.say(&opened.text)?;
        console.say("`:help` lists the commands; Ctrl-D ends\n")?;
        terminal(session, console.color, history().as_deref())
            .map_err(|error| unwritable(&error))?;
        return Ok(Verdict::Fine);
    }
    if opened.failed {
        console.tell(&opened.text);
        return Ok(Verdict::Wanting);
    }
    let fine = piped(
        session,
        &mut io::stdin().lock(),
        &mut io::stdout(),
        &mut io::stderr(),
    )
    .map_err(|error| unwritable(&error))?;
    Ok(if fine {
        Verdict::Fine
    } else {
        Verdict::Wanting
    })
}

/// Where inputs are kept between runs: the folder that the system has for such things.
fn history() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let state = set("XDG_STATE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let home = || {
        set("HOME")
            .or_else(|| set("USERPROFILE"))
            .map(PathBuf::from)
    };
    let state = state.or_else(|| Some(home()?.join(".local/state")))?;
    Some(state.join("gtm/history"))
}

/// Packs in files.
pub(super) struct OnDisk;

impl Desk for OnDisk {
    fn pack(&self, path: &Path) -> Result<PathBuf, String> {
        packs::single(path).map_err(sentence)
    }

    fn read(&self, path: &Path) -> Result<SourceFile, String> {
        packs::read(path).map_err(sentence)
    }

    fn beside(&self, path: &Path) -> Box<dyn Files> {
        Box::new(Folder::of(path))
    }

    fn exists(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok()
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let name = |entry: std::fs::DirEntry| {
            let is_folder = entry.path().is_dir();
            let name = entry.file_name().into_string().ok()?;
            let slash = if is_folder { "/" } else { "" };
            (!name.starts_with('.')).then(|| format!("{name}{slash}"))
        };
        entries.filter_map(name).collect()
    }

    fn write(&self, path: &Path, text: &str) -> Result<(), String> {
        output::write(Some(path), |out| out.write_all(text.as_bytes())).map_err(sentence)
    }

    fn test(&self, compilation: &Compilation, program: &Program, path: &Path) -> Tested {
        test::tested(compilation, program, path)
    }
}

fn sentence(failure: Failure) -> String {
    match failure {
        Failure::CouldNotRun(message) | Failure::Wanting(message) => {
            sanitize(&message).into_owned()
        }
        Failure::ClosedPipe => "nobody reads the output any more".to_owned(),
    }
}
