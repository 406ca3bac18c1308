//! The reliability plot as SVG: predicted against observed rates, with their intervals.

use std::fmt::Write as _;

use crate::risk::measure::Quality;

const SIZE: f64 = 480.0;
const MARGIN: f64 = 56.0;

/// The plot of a fit on orders that it had not seen; `title` stands above it.
pub fn svg(quality: &Quality, title: &str) -> String {
    let most = quality.bins.iter().map(|b| b.observed.high.max(b.predicted)).fold(0.0, f64::max);
    let top = nice(most);
    let side = SIZE - 2.0 * MARGIN;
    let x = |p: f64| MARGIN + p / top * side;
    let y = |p: f64| SIZE - MARGIN - p / top * side;
    let mut out = String::new();
    // writing to a string does not fail
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIZE} {SIZE}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n<title>{}</title>\n\
         <rect width=\"{SIZE}\" height=\"{SIZE}\" fill=\"#fff\"/>",
        escaped(title)
    );
    let _ = writeln!(out, "<text x=\"{MARGIN}\" y=\"28\" font-size=\"14\">{}</text>", escaped(title));
    for i in 0..=4 {
        let p = top * f64::from(i) / 4.0;
        let (at_x, at_y, far) = (x(p), y(p), SIZE - MARGIN);
        let _ = writeln!(
            out,
            "<path d=\"M{at_x:.1} {MARGIN}V{far}M{MARGIN} {at_y:.1}H{far}\" stroke=\"#ddd\"/>\
             <text x=\"{at_x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            far + 18.0,
            MARGIN - 8.0,
            at_y + 4.0,
            label = format_args!("{:.1} %", p * 100.0),
        );
    }
    let _ = writeln!(
        out,
        "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>",
        x(0.0),
        y(0.0),
        x(top),
        y(top)
    );
    for bin in &quality.bins {
        let (at, low, high) = (x(bin.predicted), y(bin.observed.low), y(bin.observed.high));
        let colour = if bin.agrees() { "#1f6f8b" } else { "#b3431e" };
        let _ = writeln!(
            out,
            "<g stroke=\"{colour}\" fill=\"{colour}\"><title>{} orders, predicted {:.2} %, observed {:.2} %</title>\
             <path d=\"M{at:.1} {low:.1}V{high:.1}M{:.1} {low:.1}h8M{:.1} {high:.1}h8\" fill=\"none\"/>\
             <circle cx=\"{at:.1}\" cy=\"{:.1}\" r=\"4\"/></g>",
            bin.orders,
            bin.predicted * 100.0,
            bin.observed.value * 100.0,
            at - 4.0,
            at - 4.0,
            y(bin.observed.value),
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">predicted chance of failure</text>\
         <text transform=\"translate(14 {:.1}) rotate(-90)\" text-anchor=\"middle\">observed, with 95 % interval</text>\n</svg>",
        SIZE / 2.0,
        SIZE - 14.0,
        SIZE / 2.0,
    );
    out
}

/// The next round number above.
fn nice(most: f64) -> f64 {
    [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8].into_iter().find(|top| most <= *top).unwrap_or(1.0)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A plot of nothing, that says why.
pub fn nothing(why: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIZE} 60\" font-family=\"sans-serif\" \
         font-size=\"14\"><text x=\"12\" y=\"34\">{}</text></svg>\n",
        escaped(why)
    )
}
