//! Arguments, logging, run.

use std::process::ExitCode;

fn main() -> ExitCode {
    oqyrman::cli::main()
}
