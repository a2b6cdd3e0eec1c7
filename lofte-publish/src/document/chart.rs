//! The small chart of a verdict: one dot with its interval for each wave, as SVG text of our own.
//!
//! No words in it but the names of the waves and percentages, so it needs no translation; what it says stands in the
//! sentence and the table beside it as well.

use crate::promise::{PublicEvidence, PublicVerdict, PublicWave};
use std::fmt::Write as _;

const WIDTH: f64 = 480.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 462.0;
const LINE: f64 = 40.0;
const INK: &str = "#18262a";
const SOFT: &str = "#4a5a5e";
const GRID: &str = "#d3dbda";
const ACCENT: &str = "#0a5560";

/// A chart of the waves whose figures are shown; `None` where there are none.
pub(super) fn waves(verdict: &PublicVerdict, fonts: &[&str]) -> Option<String> {
    let shown = |wave: &'_ PublicWave| wave.evidence.get().shown().cloned();
    let waves: Vec<(&str, PublicEvidence)> = [&verdict.before, &verdict.after]
        .into_iter()
        .flatten()
        .filter_map(|wave| Some((wave.wave.0.as_str(), shown(wave)?)))
        .collect();
    if waves.is_empty() { None } else { Some(draw(&waves, fonts)) }
}

/// The horizontal place of a share.
struct Axis {
    from: f64,
    to: f64,
}

impl Axis {
    /// Whole tens around everything that is drawn, at least 20 percentage points wide.
    fn around(waves: &[(&str, PublicEvidence)]) -> Self {
        let low = waves.iter().map(|(_, estimate)| estimate.lower).fold(1.0, f64::min);
        let high = waves.iter().map(|(_, estimate)| estimate.upper).fold(0.0, f64::max);
        let from = ((low * 10.0 - 0.3).floor() / 10.0).clamp(0.0, 0.8);
        let to = ((high * 10.0 + 0.3).ceil() / 10.0).clamp(from + 0.2, 1.0);
        Self { from, to }
    }

    fn x(&self, share: f64) -> f64 {
        LEFT + (share - self.from) / (self.to - self.from) * (RIGHT - LEFT)
    }

    /// Every tenth, or every second of them when there are many.
    fn ticks(&self) -> impl Iterator<Item = f64> {
        let step = if self.to - self.from > 0.55 { 2 } else { 1 };
        let (from, to) = (self.from, self.to);
        (0..=10_u32)
            .filter(move |tenth| tenth % step == 0)
            .map(|tenth| f64::from(tenth) / 10.0)
            .filter(move |share| *share >= from - 1e-9 && *share <= to + 1e-9)
    }
}

fn draw(waves: &[(&str, PublicEvidence)], fonts: &[&str]) -> String {
    let axis = Axis::around(waves);
    let bottom = LINE * waves.len() as f64 + 8.0;
    let height = bottom + 24.0;
    let family = fonts.iter().map(|font| format!("'{font}'")).collect::<Vec<_>>().join(", ");
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="{family}" font-size="13">"#
    );
    for share in axis.ticks() {
        let x = axis.x(share);
        push(
            &mut svg,
            format_args!(
                r#"<line x1="{x:.1}" y1="6" x2="{x:.1}" y2="{bottom:.1}" stroke="{GRID}" stroke-width="1"/><text x="{x:.1}" y="{:.1}" text-anchor="middle" fill="{SOFT}" font-size="12">{:.0} %</text>"#,
                bottom + 17.0,
                share * 100.0,
            ),
        );
    }
    for (line, (name, estimate)) in waves.iter().enumerate() {
        let y = LINE * line as f64 + 30.0;
        wave(&mut svg, &axis, y, name, estimate);
    }
    svg.push_str("</svg>");
    svg
}

fn wave(svg: &mut String, axis: &Axis, y: f64, name: &str, estimate: &PublicEvidence) {
    let (low, high) = (axis.x(estimate.lower), axis.x(estimate.upper));
    let dot = axis.x(estimate.share);
    let percent = decimal(estimate.share * 100.0);
    push(
        svg,
        format_args!(
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end" fill="{INK}" font-weight="600">{}</text>"#,
            LEFT - 14.0,
            y + 4.5,
            escape(name),
        ),
    );
    push(
        svg,
        format_args!(
            r#"<line x1="{low:.1}" y1="{y}" x2="{high:.1}" y2="{y}" stroke="{ACCENT}" stroke-width="3"/>"#
        ),
    );
    for end in [low, high] {
        push(
            svg,
            format_args!(
                r#"<line x1="{end:.1}" y1="{:.1}" x2="{end:.1}" y2="{:.1}" stroke="{ACCENT}" stroke-width="1.5"/>"#,
                y - 6.0,
                y + 6.0,
            ),
        );
    }
    push(
        svg,
        format_args!(
            r##"<circle cx="{dot:.1}" cy="{y}" r="6" fill="{ACCENT}" stroke="#ffffff" stroke-width="1.5"/><text x="{dot:.1}" y="{:.1}" text-anchor="middle" fill="{INK}" font-weight="600">{percent} %</text>"##,
            y - 11.0,
        ),
    );
}

fn push(svg: &mut String, part: std::fmt::Arguments) {
    // Writing to a String cannot fail.
    let _ = svg.write_fmt(part);
}

/// One decimal, with the comma of Swedish.
fn decimal(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}

/// Names of waves are text that people wrote; long ones are cut.
fn escape(name: &str) -> String {
    let short: String = name.chars().filter(|letter| !letter.is_control()).take(9).collect();
    short.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
