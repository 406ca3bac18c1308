//! The command line of doorstep.

mod args;
mod calibrate;
mod data;
mod directory;
mod exit;
mod fix;
mod inputs;
mod manual;
mod outputs;
mod progress;
mod scan;
mod settings;

fn main() -> std::process::ExitCode {
    exit::code_of(args::run)
}
