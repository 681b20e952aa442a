//! The `gtm` command. Everything is in the library's `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gtm::cli::main()
}
