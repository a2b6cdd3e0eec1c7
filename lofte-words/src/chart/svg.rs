//! A small writer of SVG: shapes and text on a canvas of known width, escaped, with coordinates rounded to a
//! tenth so that the same data always give the same bytes.
//!
//! Colours come from classes in the style sheet; the attributes written here only keep a drawing readable
//! without it. No styles and no scripts, since the pages allow neither inside the markup.

use super::Caption;
use std::fmt::Write as _;

/// How much room a drawing has: every drawing is made for both, and the style sheet shows the one that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// A column of text or wider.
    Wide,
    /// A telephone.
    Narrow,
}

impl Room {
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Wide => 720.0,
            Self::Narrow => 340.0,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}

/// Size of text in drawings, in user units.
pub(super) const TEXT: f64 = 15.0;
/// Distance between two lines of text.
pub(super) const LINE: f64 = 19.0;

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing being made; height is decided at the end.
pub(super) struct Canvas {
    pub(super) room: Room,
    pub(super) width: f64,
    id: String,
    body: String,
}

/// Draws both widths and puts them in one box.
pub(super) fn both(caption: &Caption, draw: impl Fn(&mut Canvas) -> f64) -> String {
    let one = |room: Room| {
        let mut canvas = Canvas::new(caption, room);
        let height = draw(&mut canvas);
        canvas.finish(caption, height)
    };
    format!(
        "<div class=\"drawing\"><div class=\"drawing-wide\">{}</div><div class=\"drawing-narrow\" hidden>{}</div></div>",
        one(Room::Wide),
        one(Room::Narrow)
    )
}

/// The colours and weights of a drawing that stands without the style sheet of the pages.
const PRINTED: &str = "text{fill:#18262a}.soft{fill:#4a5a5e}.strong{font-weight:600}.grid{stroke:#d3dbda}\
    .axis,.reference{stroke:#4a5a5e}.stroke-1,.stroke-2{stroke:#0a5560}.fill-1,.fill-2{fill:#0a5560}";

/// Draws for paper: the wide drawing alone, with its own colours and set in the first of the fonts that there is.
pub(super) fn printed(caption: &Caption, fonts: &[&str], draw: impl Fn(&mut Canvas) -> f64) -> String {
    let mut canvas = Canvas::new(caption, Room::Wide);
    let height = draw(&mut canvas);
    let families: Vec<String> = fonts.iter().map(|font| format!("'{}'", escape(font))).collect();
    let style = format!("<style>{PRINTED}text{{font-family:{}}}</style>", families.join(","));
    canvas.body.insert_str(0, &style);
    canvas.finish(caption, height)
}

/// The wide drawing of a page as a file that stands alone, with its own colours; nothing where there is no drawing.
pub fn standing_alone(drawing: &str) -> Option<String> {
    let (from, end) = (drawing.find("<svg")?, drawing.find("</svg>")?);
    let wide = drawing.get(from..end)?;
    let (head, body) = wide.split_at_checked(wide.find('>')? + 1)?;
    Some(format!("{head}<style>{PRINTED}text{{font-family:sans-serif}}</style>{body}</svg>\n"))
}

impl Canvas {
    fn new(caption: &Caption, room: Room) -> Self {
        let id = format!("{}-{}", escape(&caption.id), room.name());
        Self { room, width: room.width(), id, body: String::new() }
    }

    fn finish(self, caption: &Caption, height: f64) -> String {
        let Self { id, body, width, .. } = self;
        let mut out = String::with_capacity(body.len() + 800);
        put(
            &mut out,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
                 role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"sans-serif\" font-size=\"{TEXT}\">\
                 <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
                escape(&caption.title),
                escape(&caption.description),
                w = px(width),
                h = px(height),
            ),
        );
        if body.contains("-hatch)") {
            put(
                &mut out,
                format_args!(
                    "<defs><pattern id=\"{id}-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
                     patternTransform=\"rotate(45)\"><rect class=\"hatch-ground\" width=\"6\" height=\"6\" \
                     fill=\"white\"/><path class=\"hatch-line\" d=\"M1.5 0V6\" stroke=\"gray\" \
                     stroke-width=\"1.5\"/></pattern></defs>"
                ),
            );
        }
        out.push_str(&body);
        out.push_str("</svg>");
        out
    }

    /// A text, at its baseline.
    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, content: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.put(format_args!(
            "<text x=\"{}\" y=\"{}\"{anchor}{class}>{}</text>",
            px(at.0),
            px(at.1),
            escape(content)
        ));
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str, extra: &str) {
        self.put(format_args!(
            "<path class=\"{class}\" d=\"M{} {}L{} {}\" fill=\"none\" stroke=\"gray\"{extra}/>",
            px(from.0),
            px(from.1),
            px(to.0),
            px(to.1)
        ));
    }

    /// A line through points, or a closed shape.
    pub(super) fn path(&mut self, d: &str, class: &str, attributes: &str) {
        self.put(format_args!("<path class=\"{class}\" d=\"{d}\" {attributes}/>"));
    }

    /// A rectangle.
    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), class: &str, attributes: &str) {
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {attributes}/>",
            px(at.0),
            px(at.1),
            px(size.0),
            px(size.1)
        ));
    }

    /// The marker of a series: each has a shape of its own, so that colour never stands alone.
    pub(super) fn marker(&mut self, (x, y): (f64, f64), number: usize) {
        let at = |dx: f64, dy: f64| format!("{} {}", px(x + dx), px(y + dy));
        let d = match number {
            1 => format!("M{}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", at(-4.5, 0.0)),
            2 => format!("M{}h8v8h-8z", at(-4.0, -4.0)),
            3 => format!("M{}L{}L{}z", at(0.0, -5.5), at(5.2, 4.0), at(-5.2, 4.0)),
            4 => format!("M{}L{}L{}L{}z", at(0.0, -5.8), at(5.8, 0.0), at(0.0, 5.8), at(-5.8, 0.0)),
            _ => format!("M{}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", at(-4.0, 0.0)),
        };
        let name = series(number);
        if number == 5 {
            self.path(
                &d,
                &format!("open stroke-{name}"),
                "fill=\"white\" stroke=\"gray\" stroke-width=\"2\"",
            );
        } else {
            self.path(&d, &format!("fill-{name}"), "fill=\"gray\"");
        }
    }

    /// The fill attribute of a hidden cell or area.
    pub(super) fn hatch(&self) -> String {
        format!("fill=\"url(#{}-hatch)\"", self.id)
    }

    /// The squares and words that explain classes, in as many rows as they need; gives the height used.
    pub(super) fn legend(&mut self, top: f64, keys: &[(Swatch, &str)]) -> f64 {
        let (mut x, mut y) = (0.0, top);
        for (swatch, label) in keys {
            let width = 24.0 + text_width(label) + 20.0;
            if x > 0.0 && x + width - 20.0 > self.width {
                x = 0.0;
                y += 24.0;
            }
            let (class, attributes) = self.swatch(*swatch);
            self.rect((x + 0.5, y + 0.5), (16.0, 16.0), &format!("area {class}"), &attributes);
            self.text((x + 24.0, y + 14.0), Anchor::Start, "", label);
            x += width;
        }
        y + 24.0 - top
    }

    /// Class and attributes of a swatch.
    pub(super) fn swatch(&self, swatch: Swatch) -> (String, String) {
        match swatch {
            Swatch::Class(number) => {
                let grey = 100_usize.saturating_sub(number * 14);
                (format!("class-{number}"), format!("fill=\"hsl(190,20%,{grey}%)\" stroke=\"gray\""))
            }
            Swatch::Hidden => ("hidden-class".to_owned(), format!("{} stroke=\"gray\"", self.hatch())),
            Swatch::Missing => ("class-none".to_owned(), "fill=\"white\" stroke=\"gray\"".to_owned()),
        }
    }

    /// Opens a group that explains itself when pointed at.
    pub(super) fn pointed(&mut self, told: &str, draw: impl FnOnce(&mut Self)) {
        self.body.push_str("<g>");
        self.put(format_args!("<title>{}</title>", escape(told)));
        draw(self);
        self.body.push_str("</g>");
    }

    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        put(&mut self.body, arguments);
    }
}

/// What fills a cell or an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Swatch {
    /// One of the five shades, 1 to 5.
    Class(usize),
    /// Hidden: hatched.
    Hidden,
    /// Nothing known: empty.
    Missing,
}

/// The shade 1–5 of a class, so that few classes still use the whole scale.
pub(super) fn shade(class: usize, classes: usize) -> Swatch {
    let last = classes.clamp(1, 5) - 1;
    if last == 0 {
        return Swatch::Class(3);
    }
    let spread = [[1, 5, 5, 5, 5], [1, 3, 5, 5, 5], [1, 2, 4, 5, 5], [1, 2, 3, 4, 5]];
    Swatch::Class(spread[last - 1][class.min(4)])
}

/// The class name of a series: five have a colour, the others stay in the background.
pub(super) fn series(number: usize) -> String {
    if (1..=5).contains(&number) { number.to_string() } else { "rest".to_owned() }
}

/// A coordinate, to a tenth.
pub(super) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text made safe inside elements and attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(sign),
        }
    }
    out
}

/// About how wide a text becomes: the letters of Source Sans in four widths, on the generous side.
pub(super) fn text_width(text: &str) -> f64 {
    let em = |sign: char| match sign {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ' ' | '\u{a0}' | '(' | ')' | 't' | 'f' | 'r' => 0.32,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.84,
        sign if sign.is_uppercase() => 0.62,
        _ => 0.53,
    };
    text.chars().map(em).sum::<f64>() * TEXT
}

/// A text in lines no wider than this, broken between words; a long word keeps its line to itself.
pub(super) fn wrap(text: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(line) + text_width(word) + 5.0 <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Moves labels apart along one direction so that none covers another, keeping their order and staying between
/// `low` and `high` as far as there is room. A label is where it wants to begin and how long it is.
pub(super) fn spread(wanted: &[(f64, f64)], low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].0.total_cmp(&wanted[*b].0));
    let mut placed: Vec<f64> = wanted.iter().map(|(begin, _)| *begin).collect();
    let mut floor = low;
    for &index in &order {
        placed[index] = placed[index].max(floor);
        floor = placed[index] + wanted[index].1;
    }
    let mut roof = high;
    for &index in order.iter().rev() {
        placed[index] = placed[index].min(roof - wanted[index].1);
        roof = placed[index];
    }
    placed
}

fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_have_no_negative_zero() {
        assert_eq!(px(1.0), "1");
        assert_eq!(px(-0.04), "0");
        assert_eq!(px(12.345), "12.3");
    }

    #[test]
    fn markup_in_labels_is_text() {
        assert_eq!(escape("<b a=\"1\">&'"), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
    }

    #[test]
    fn labels_are_moved_apart_in_their_order() {
        assert_eq!(spread(&[(10.0, 10.0), (12.0, 10.0), (50.0, 10.0)], 0.0, 100.0), [10.0, 20.0, 50.0]);
        assert_eq!(spread(&[(98.0, 10.0), (97.0, 5.0)], 0.0, 100.0), [90.0, 85.0]);
    }

    #[test]
    fn a_text_is_broken_between_words_only() {
        assert_eq!(wrap("Trygg ute ensam sen kväll", 100.0), ["Trygg ute", "ensam sen", "kväll"]);
        assert_eq!(wrap("Bostadsrättsföreningen", 20.0), ["Bostadsrättsföreningen"]);
    }

    #[test]
    fn few_classes_use_the_whole_scale() {
        assert_eq!(shade(0, 2), Swatch::Class(1));
        assert_eq!(shade(1, 2), Swatch::Class(5));
        assert_eq!(shade(1, 3), Swatch::Class(3));
        assert_eq!(shade(9, 5), Swatch::Class(5));
    }
}
