//! A bar on standard error for runs longer than a second, and only where a person looks on.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far a run is.
pub struct Progress {
    begun: Instant,
    wanted: bool,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// A bar, unless it was declined or nobody would see it.
    pub fn new(declined: bool) -> Progress {
        Progress { begun: Instant::now(), wanted: !declined && std::io::stderr().is_terminal(), bar: OnceLock::new() }
    }

    /// So many bytes of so many have been read.
    pub fn at(&self, done: u64, of: u64) {
        if !self.wanted || self.bar.get().is_none() && self.begun.elapsed() < Duration::from_secs(1) {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left");
            ProgressBar::new(of).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(done);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
