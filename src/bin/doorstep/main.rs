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
mod packed;
mod patches;
mod progress;
mod review;
mod scan;
mod settings;
mod setup;
mod workbook;

fn main() -> std::process::ExitCode {
    exit::code_of(args::run)
}
