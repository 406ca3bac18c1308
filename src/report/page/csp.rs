//! What a page from disk may do: run its own script, wear its own style, and nothing else.

/// SHA-256 of `page.css` and of the scripts in base64, as browsers compare them.
/// `DOORSTEP_BLESS=1 cargo test --test page` writes them.
const HASHES: [&str; 2] =
    ["0TnNobVMaX/A7zR6SH/8RMGc1vF39SBDorEVEu5qYJo=", "MvEsCsVdCMyS1SUu8yWeLqH3nUqf/ynw7pwRndX5zHM="];

/// The policy as an element of the head.
pub(super) fn standalone() -> String {
    let [style, script] = HASHES;
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{style}'; \
         script-src 'sha256-{script}'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
    )
}
