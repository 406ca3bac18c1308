//! Commands and flags.

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::exit::{Failure, Outcome};
use crate::{calibrate, data, directory, fix, manual, review, scan};

/// Reads a shop's order export and says which parcels will not arrive, why, and what to change.
#[derive(Parser)]
#[command(name = "doorstep", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Exit codes: 0 done · 1 an order reached --fail-on · 2 wrong usage, or a file that cannot be used · 130 interrupted"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Subcommand)]
enum Command {
    /// Check orders; print the riskiest and write every -o file
    Scan(Scan),
    /// Put right what can be: the same export with its safe fixes made, every other byte as it was
    Fix(Fix),
    /// Walk through the flagged orders in the browser, decide, and save the corrected export
    Review(Review),
    /// Fit the risk model to your own outcomes, and say how well it predicts
    Calibrate(Calibrate),
    /// The manual of one rule
    Explain {
        /// A code such as address/postcode-malformed
        code: String,
    },
    /// The table of rules
    Rules,
    /// How a file was understood: platform, encoding, what each column is
    Columns {
        /// Exports, folders, globs, or - for standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
    },
    /// Known buildings: make a directory of past exports and address registers, or look into one
    Directory {
        #[command(subcommand)]
        what: Directory,
    },
    /// The settings in force and where each comes from
    Config,
    /// Write a commented doorstep.toml into this folder
    Init,
    /// The postcodes and places that doorstep knows: where they come from, or a newer pack of them
    #[command(subcommand)]
    Data(Data),
    /// Print shell completions
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
}

#[derive(Subcommand)]
enum Directory {
    /// Make a directory of past order exports and address registers
    Build(DirectoryBuild),
    /// What is in a directory
    Info {
        /// Directories
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
    },
}

/// What `directory build` takes.
#[derive(Args)]
pub struct DirectoryBuild {
    /// Past exports and address registers, folders, globs, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// The directory to write
    #[arg(short, long, value_name = "PATH")]
    pub output: String,
    /// Read the files as this register: openaddresses, ban, gnaf_core, nad, price_paid
    #[arg(long, value_name = "NAME")]
    pub register: Option<String>,
    /// The files have every address of the places that they cover
    #[arg(long)]
    pub complete: bool,
}

/// What is known beside the orders.
#[derive(Args, Clone)]
pub struct Known {
    /// Known buildings to look addresses up in (`doorstep directory build` makes them)
    #[arg(long, value_name = "FILE")]
    pub directory: Vec<String>,
    /// A risk model fitted to your own outcomes (`doorstep calibrate` makes one)
    #[arg(long, value_name = "FILE")]
    pub model: Option<String>,
    /// Strikes, closures and suspensions to hold the orders against, beside those of doorstep.toml
    #[arg(long, value_name = "FILE")]
    pub feed: Vec<String>,
}

/// What `scan` takes.
#[derive(Args)]
pub struct Scan {
    /// Exports, folders, globs, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Write a result; the ending chooses: .csv the export with four columns appended, .jsonl a line per order, .json the summary, .html a page for people; - for standard output
    #[arg(short, long, value_name = "PATH")]
    pub output: Vec<String>,
    /// Write the questions to the buyers as a table for a mail merge, in the language of each destination
    #[arg(long, value_name = "MESSAGES.csv")]
    pub messages: Option<String>,
    /// Format of `-o -`
    #[arg(long, value_name = "csv|jsonl|json|html")]
    pub format: Option<String>,
    #[command(flatten)]
    pub known: Known,
    /// Exit with 1 if a flagged order reaches this band
    #[arg(long, value_name = "low|medium|high|critical")]
    pub fail_on: Option<String>,
    /// How many of the riskiest orders to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// Put out flagged orders only
    #[arg(long)]
    pub only_flagged: bool,
    /// Score orders that are not shipped from here, too
    #[arg(long)]
    pub all: bool,
}

/// What `fix` takes.
#[derive(Args, Clone)]
pub struct Fix {
    /// Exports, folders, globs, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Write the fixed export; {name} stands for the name of the input, .gz packs it, - is standard output
    #[arg(short, long, value_name = "PATH", required_unless_present_any = ["diff", "patch"])]
    pub output: Option<String>,
    /// Write the small file that a shop or label program takes back, with the changed orders alone: click-and-drop, matrixify, pirate-ship, plain, sendcloud, shipstation, webtoffee, wp-all-import
    #[arg(long, value_name = "TARGET[=PATH]")]
    pub patch: Option<String>,
    /// Make the fixes that you should look at, too (--diff shows them)
    #[arg(long)]
    pub review: bool,
    /// Make only the fixes of this code or family
    #[arg(long, value_name = "CODE|FAMILY")]
    pub only: Vec<String>,
    /// Print what would change, word by word
    #[arg(long)]
    pub diff: bool,
    /// Write every change into this table; --undo reads it backwards
    #[arg(long, value_name = "LOG.csv")]
    pub log: Option<String>,
    /// Take the changes of this log back from the fixed FILE
    #[arg(long, value_name = "LOG.csv", conflicts_with_all = ["review", "only", "diff", "log"])]
    pub undo: Option<String>,
    #[command(flatten)]
    pub known: Known,
}

/// What `review` takes.
#[derive(Args)]
pub struct Review {
    /// One export
    #[arg(value_name = "FILE")]
    pub file: String,
    /// Where the corrected export goes; the hold list, log and messages go beside it
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<String>,
    /// Save what a shop or label program takes back, too (targets as of `doorstep fix --patch`)
    #[arg(long, value_name = "TARGET[=PATH]")]
    pub patch: Option<String>,
    /// Port on 127.0.0.1 (0: any that is free)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Do not open the browser, print the address only
    #[arg(long)]
    pub no_open: bool,
    #[command(flatten)]
    pub known: Known,
}

/// What `calibrate` takes.
#[derive(Args)]
pub struct Calibrate {
    /// Past orders: exports, folders, globs, or - for standard input
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub orders: Vec<String>,
    /// How their deliveries ended, by order or tracking number; left out where the orders say it themselves
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub outcomes: Vec<String>,
    /// Write a result; the ending chooses: .toml the model, .svg the reliability plot, .json the figures
    #[arg(short, long, value_name = "PATH")]
    pub output: Vec<String>,
    /// Fit on orders up to this day and test on later ones; the model then knows no more than that (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
}

/// What to do with the places.
#[derive(Subcommand)]
pub enum Data {
    /// Which sources and countries are there, and how far each can be trusted
    Info {
        /// A pack to look at instead of the one that doorstep carries
        #[arg(value_name = "PACK")]
        pack: Option<String>,
    },
    /// Make places.pack out of tables of GeoNames
    Build(Build),
}

/// What `data build` takes.
#[derive(Args)]
pub struct Build {
    /// Postal codes in the layout of allCountries.txt; may be given again (GB_full.txt, NL_full.txt)
    #[arg(long, required = true, value_name = "FILE")]
    pub geonames: Vec<String>,
    /// Cities in the layout of cities500.txt, for names in other languages and places without a code
    #[arg(long, value_name = "FILE")]
    pub cities: Vec<String>,
    /// What codes are for: country, code, and no-street, large-recipient, cedex or military
    #[arg(long, value_name = "FILE")]
    pub kinds: Vec<String>,
    /// A line that says where a table comes from, for `data info`; may be given again
    #[arg(long, value_name = "TEXT")]
    pub source: Vec<String>,
    /// Write places.pack into this folder
    #[arg(short, long, value_name = "DIR")]
    pub output: String,
}

/// What every command takes.
#[derive(Args)]
pub struct Common {
    /// Settings to use instead of ./doorstep.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<String>,
    /// Country you ship from
    #[arg(long, global = true, value_name = "CC")]
    pub ship_from: Option<String>,
    /// Destination of orders that name no country
    #[arg(long, global = true, value_name = "CC")]
    pub country: Option<String>,
    /// Read the inputs as exports of this platform
    #[arg(long, global = true, value_name = "NAME")]
    pub platform: Option<String>,
    /// Say which column a field is, as in postcode="Post code"
    #[arg(long, global = true, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// Run only this code or family
    #[arg(long, global = true, value_name = "CODE|FAMILY")]
    pub select: Vec<String>,
    /// Leave this code or family out
    #[arg(long, global = true, value_name = "CODE|FAMILY")]
    pub ignore: Vec<String>,
    /// Use the places.pack in this folder instead of the postcodes and places that doorstep carries
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<String>,
    /// Take this day for today (YYYY-MM-DD)
    #[arg(long, global = true, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Threads to use (0: as many as there are cores)
    #[arg(long, global = true, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// No progress bar
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Print nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: each order's risk taken apart
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Mask personal values in everything that is printed or written
    #[arg(long, global = true)]
    pub redact: bool,
}

/// Commands of the product that this version does not have yet.
const LATER: [&str; 1] = ["triage"];
/// Flags of the product that this version does not have yet.
const LATER_FLAGS: [&str; 2] = ["--ledger", "--new"];

/// Runs the command line.
pub fn run() -> Result<Outcome, Failure> {
    let cli = match Cli::try_parse() {
        Err(e) if e.kind() == ErrorKind::DisplayVersion && std::env::args().any(|a| a == "-v" || a == "--verbose") => {
            return data::version(&e.to_string());
        }
        parsed => parsed.map_err(|e| Failure::usage(e, later))?,
    };
    match &cli.command {
        Command::Scan(scan) => scan::run(scan, &cli.common),
        Command::Fix(wish) => fix::run(wish, &cli.common),
        Command::Review(wish) => review::run(wish, &cli.common),
        Command::Calibrate(wish) => calibrate::run(wish, &cli.common),
        Command::Explain { code } => manual::explain(code),
        Command::Rules => manual::rules(&cli.common),
        Command::Columns { files } => manual::columns(files, &cli.common),
        Command::Directory { what: Directory::Build(wish) } => directory::build(wish, &cli.common),
        Command::Directory { what: Directory::Info { files } } => directory::info(files),
        Command::Config => manual::config(&cli.common),
        Command::Init => manual::init(),
        Command::Data(Data::Info { pack }) => data::info(pack.as_deref(), &cli.common),
        Command::Data(Data::Build(build)) => data::build(build),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "doorstep", &mut script);
            manual::print(&String::from_utf8_lossy(&script))
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(Failure::stdout)?;
            manual::print(&String::from_utf8_lossy(&page))
        }
    }
}

/// What to say beside a usage error when a word of a later version was used.
fn later(word: &str) -> Option<String> {
    if LATER.contains(&word) {
        let has =
            "scan, fix, review, calibrate, explain, rules, columns, directory, data, config, init, completions, man";
        return Some(format!("`{word}` is not in this version; it has: {has}"));
    }
    let flag = word.split(['=', ' ']).next().unwrap_or(word);
    LATER_FLAGS
        .contains(&flag)
        .then(|| format!("`{flag}` is not in this version; `doorstep scan --help` lists the flags that it has"))
}
