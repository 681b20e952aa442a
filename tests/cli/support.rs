//! A folder for a test's files, and the command run in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A pack with one record: a segment, a score, a strategy, two views and a test.
pub const PACK: &str = r#"pack little "A little pack"

record Account {
  name  text key
  size  integer 0..
  need  1..5
  time  1..5
}

segment target "Worth a call" for Account {
  size "Big enough": size >= 20 else "only {size} people"
}

score fit "Fit" for target {
  multiply need, time
  band hot  from 15
  band cold otherwise
}

strategy next_step "What to do" for Account {
  drop "Leave out" when not target
  call "Call"      when fit.band is hot
  wait "Wait"      otherwise
}

view calls "Whom to call" for target {
  show name, fit, next_step
  sort fit descending
}

view steps "What to do" for Account {
  show name, next_step.label "Step"
  sort name
}

test "five times four is hot" {
  given Account { name: "A", size: 20, need: 5, time: 4 }
  expect fit is 20
  expect next_step is call
}
"#;

/// Rows for [`PACK`]: hot, open, too small, of unknown size.
pub const ACCOUNTS: &str =
    "name,size,need,time\nAcme,40,5,5\nBeta,30,5,\nTiny,3,5,5\nVeiled,,2,2\n";

/// A folder of its own, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        // Two tests may choose the same name and run side by side.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let place = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}-{place}"));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            let file = path.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        Folder(path)
    }

    /// The little pack and its rows.
    pub fn little(name: &str) -> Folder {
        Folder::new(name, &[("little.gtm", PACK), ("accounts.csv", ACCOUNTS)])
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    pub fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    /// The command, in this folder.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gtm"));
        command
            .current_dir(&self.0)
            .env_remove("NO_COLOR")
            .args(arguments.split_whitespace());
        command
    }

    /// Runs the command.
    pub fn gtm(&self, arguments: &str) -> Ran {
        self.gtm_with(arguments, "")
    }

    /// Runs the command with something on its standard input.
    pub fn gtm_with(&self, arguments: &str, input: &str) -> Ran {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that reads nothing may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let ran = Ran {
            status: output.status.code().expect("ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a run of the command came to.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}
