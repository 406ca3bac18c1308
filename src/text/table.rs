//! Tables that doorstep itself writes (logs, messages, hold lists): CSV in UTF-8, in which no cell
//! runs as a formula when a spreadsheet opens it.

/// Appends a row.
pub fn put(cells: &[impl AsRef<str>], out: &mut Vec<u8>) {
    let mut writer = csv::Writer::from_writer(&mut *out);
    // writing to memory does not fail
    let _ = writer.write_record(cells.iter().map(|c| guarded(c.as_ref())));
    let _ = writer.flush();
}

/// An apostrophe before what a spreadsheet would run; one more where there is one already, so that
/// it can be taken off again.
pub fn guarded(text: &str) -> String {
    if would_run(text) { format!("'{text}") } else { text.to_string() }
}

/// What was [guarded].
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| would_run(text)).unwrap_or(text)
}

fn would_run(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}
