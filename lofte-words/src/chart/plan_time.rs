//! A plan over time: a bar from the first day to the last for each measure, moments as marks on it, and a line for today.
//! And the same days of any year in a ring, so that what comes back every year is seen at its season.
//!
//! Days are given as numbers by the caller (days since a day of its choice), and so are the names of months. A measure
//! without a first day begins where its first moment lies, or is only a mark at its last day.

use super::rows::{Row, Rows};
use super::svg::{Anchor, Canvas, LINE, Room, both, px, text_width, wrap};
use super::{Caption, Scale, Tick, ValueAxis};
use std::f64::consts::TAU;

/// Measures over time.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanTime {
    /// Name and description.
    pub caption: Caption,
    /// Marks of the axis: the beginnings of months or years, as days.
    pub ticks: Vec<Tick>,
    /// What the axis is.
    pub axis: String,
    /// Today, as a day, with its word.
    pub today: (f64, String),
    /// A row for each measure, from the top.
    pub rows: Vec<Span>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// Number and name.
    pub label: String,
    /// First day; `None` where none is said.
    pub from: Option<f64>,
    /// Last day.
    pub to: f64,
    /// The days in writing, or that it is late.
    pub days: String,
    /// Whether it is late.
    pub late: bool,
    /// Whether it is done or given up.
    pub over: bool,
    /// Days of its moments, and whether each is done.
    pub moments: Vec<(f64, bool)>,
}

/// Draws measures over time.
pub fn plan_time(data: &PlanTime) -> String {
    both(&data.caption, |canvas| draw(canvas, data))
}

fn draw(canvas: &mut Canvas, data: &PlanTime) -> f64 {
    let rows: Vec<Row<'_>> = data
        .rows
        .iter()
        .map(|row| Row { label: &row.label, value_label: &row.days, emphasis: row.late })
        .collect();
    let axis = ValueAxis { label: data.axis.clone(), ticks: data.ticks.clone() };
    let drawn = data.rows.iter().flat_map(|row| [row.from.unwrap_or(row.to), row.to]);
    let domain = axis.domain(drawn.chain([data.today.0]));
    let placed = Rows::place(canvas, &rows, domain, 26.0);
    let height = placed.draw(canvas, &rows, &axis);
    for (row, middle) in data.rows.iter().zip(&placed.middles) {
        span(canvas, row, *middle, placed.scale);
    }
    placed.reference(canvas, &super::Reference { value: data.today.0, label: data.today.1.clone() });
    height
}

fn span(canvas: &mut Canvas, row: &Span, middle: f64, scale: Scale) {
    let end = scale.at(row.to);
    let first = row.moments.iter().map(|(day, _)| *day).reduce(f64::min);
    let begin = row.from.or(first).map_or(end, |day| scale.at(day)).min(end);
    let class = if row.late { "fill-2" } else { "fill-1" };
    // Done is hollow, so that what remains to be done stands out without colour.
    if row.over {
        canvas.rect(
            (begin, middle - 6.0),
            ((end - begin).max(4.0), 12.0),
            "stroke-1",
            "fill=\"none\" stroke=\"gray\" stroke-width=\"2\"",
        );
    } else {
        canvas.rect((begin, middle - 6.0), ((end - begin).max(4.0), 12.0), class, "fill=\"gray\"");
    }
    for (day, done) in &row.moments {
        let x = scale.at(*day);
        let diamond = format!("M{} {}l6 6l-6 6l-6 -6z", px(x), px(middle - 6.0));
        let fill = if *done { "fill=\"white\" stroke=\"black\"" } else { "fill=\"black\" stroke=\"white\"" };
        let class = if *done { "moment-done" } else { "moment" };
        canvas.path(&diamond, class, &format!("{fill} stroke-width=\"1.5\""));
    }
}

/// What happens in a year, month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearWheel {
    /// Name and description.
    pub caption: Caption,
    /// The year in the middle, or another short text.
    pub middle: String,
    /// The twelve months with what happens in each: short texts, such as numbers of measures.
    pub months: Vec<(String, Vec<String>)>,
    /// Which month it is now, from 0, where the year is this one.
    pub now: Option<usize>,
}

/// Draws a year as a ring.
pub fn year_wheel(data: &YearWheel) -> String {
    both(&data.caption, |canvas| ring(canvas, data))
}

fn ring(canvas: &mut Canvas, data: &YearWheel) -> f64 {
    let radius = if canvas.room == Room::Wide { 190.0 } else { 150.0 };
    let center = (canvas.width / 2.0, radius + 12.0);
    let inner = radius * 0.36;
    let slices = data.months.len().max(1) as f64;
    let at = |distance: f64, turn: f64| {
        (center.0 + distance * (turn * TAU).sin(), center.1 - distance * (turn * TAU).cos())
    };
    for (index, (month, items)) in data.months.iter().enumerate() {
        let (from, to) = (index as f64 / slices, (index as f64 + 1.0) / slices);
        let corners = [at(inner, from), at(radius, from), at(radius, to), at(inner, to)];
        let [first, second, third, fourth] = corners.map(|(x, y)| format!("{} {}", px(x), px(y)));
        let (outer_arc, inner_arc) = (px(radius), px(inner));
        let slice = format!(
            "M{first}L{second}A{outer_arc} {outer_arc} 0 0 1 {third}L{fourth}A{inner_arc} {inner_arc} 0 0 0 {first}z"
        );
        let busy = if items.is_empty() { "class-none" } else { "class-1" };
        let width = if data.now == Some(index) { 3 } else { 1 };
        canvas.path(
            &slice,
            &format!("area {busy}"),
            &format!("fill=\"white\" stroke=\"gray\" stroke-width=\"{width}\""),
        );
        let turn = f64::midpoint(from, to);
        let class = if data.now == Some(index) { "strong" } else { "soft" };
        let name = at(inner + 18.0, turn);
        canvas.text((name.0, name.1 + 5.0), Anchor::Middle, class, month);
        items_of(canvas, items, at(radius * 0.8, turn), radius * 0.4);
    }
    canvas.text((center.0, center.1 + 5.0), Anchor::Middle, "strong", &data.middle);
    center.1 + radius + 12.0
}

/// As many texts as there is room for, and how many more there are.
fn items_of(canvas: &mut Canvas, items: &[String], (x, y): (f64, f64), width: f64) {
    const MOST: usize = 3;
    let joined = items.join(", ");
    let mut lines = wrap(&joined, width);
    let more = lines.len() > MOST;
    lines.truncate(MOST);
    if let (true, Some(last)) = (more, lines.last_mut()) {
        while text_width(last) + 16.0 > width && last.pop().is_some() {}
        last.push('…');
    }
    let top = y - (lines.len().max(1) as f64 - 1.0) * LINE / 2.0 + 5.0;
    for (place, line) in lines.iter().enumerate() {
        canvas.text((x, top + place as f64 * LINE), Anchor::Middle, "", line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caption() -> Caption {
        Caption { id: "p".into(), title: "Planen".into(), description: "Tre åtgärder".into() }
    }

    fn row(label: &str, from: Option<f64>, to: f64) -> Span {
        Span {
            label: label.into(),
            from,
            to,
            days: "2026-05-01".into(),
            late: false,
            over: false,
            moments: Vec::new(),
        }
    }

    fn plan(rows: Vec<Span>) -> PlanTime {
        let tick = |(value, label): (f64, &str)| Tick { value, label: label.into() };
        PlanTime {
            caption: caption(),
            ticks: [(0.0, "jan"), (31.0, "feb"), (59.0, "mar"), (90.0, "apr")].map(tick).into(),
            axis: "2026".into(),
            today: (40.0, "I dag".into()),
            rows,
        }
    }

    #[test]
    fn a_measure_is_a_bar_from_its_first_day_to_its_last() {
        let mut done = row("2. Klar", Some(0.0), 59.0);
        done.over = true;
        let mut late = row("3. Sen", None, 31.0);
        (late.late, late.moments) = (true, vec![(10.0, true), (20.0, false)]);
        let svg = plan_time(&plan(vec![row("1. Byt", Some(31.0), 90.0), done, late]));
        let wide = svg.split("drawing-narrow").next().unwrap_or_default();
        assert_eq!(wide.matches("class=\"moment\"").count(), 1);
        assert_eq!(wide.matches("class=\"moment-done\"").count(), 1);
        assert!(!svg.contains("width=\"-") && !svg.contains("NaN"), "{svg}");
        insta::assert_snapshot!(wide.replace('>', ">\n"));
    }

    #[test]
    fn a_plan_without_measures_and_one_that_ends_before_it_begins_are_drawn() {
        for rows in [Vec::new(), vec![row("1", Some(90.0), 31.0)]] {
            let svg = plan_time(&plan(rows));
            assert!(!svg.contains("width=\"-") && !svg.contains("NaN"), "{svg}");
        }
    }

    #[test]
    fn a_year_is_twelve_slices_and_tells_what_has_no_room() {
        let months = lofte_months().map(|name| (name.to_owned(), Vec::new()));
        let mut months: Vec<(String, Vec<String>)> = months.into();
        months[4].1 = (1..60).map(|number| format!("{number}:a")).collect();
        let wheel = YearWheel { caption: caption(), middle: "2026".into(), months, now: Some(4) };
        let svg = year_wheel(&wheel);
        let wide = svg.split("drawing-narrow").next().unwrap_or_default();
        assert_eq!(wide.matches("<path class=\"area").count(), 12);
        assert!(wide.contains('…') && !svg.contains("NaN"));
    }

    fn lofte_months() -> [&'static str; 12] {
        ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    }
}
