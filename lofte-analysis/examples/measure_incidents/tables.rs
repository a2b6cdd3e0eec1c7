//! Grouped counts and disclosure control.

use lofte_analysis::disclosure::DisclosureParams;
use lofte_analysis::disclosure::table::{Position, protect_table};
use lofte_analysis::incidents::counts::{CodedColumn, Codes, GroupedCounts, count_together};

use crate::input::Asked;
use crate::{Anything, Measured};

/// Category x month, weekday x hour, and cell; the check is the sum of squared counts.
pub fn counts(asked: &Asked) -> Anything<Measured> {
    let read = |name: &str| asked.bytes(&format!("coded-{}.{name}.u8", asked.n));
    let (category, month, weekday, hour) =
        (read("category")?, read("month")?, read("weekday")?, read("hour")?);
    let cell = asked.u32s(&format!("coded-{}.cell", asked.n))?;
    let cells = cell.iter().max().map_or(0, |most| most + 1);
    let kinds = category.iter().max().map_or(0, |most| u32::from(*most) + 1);
    let groupings = [
        &[narrow(&category, kinds), narrow(&month, 120)][..],
        &[narrow(&weekday, 7), narrow(&hour, 24)],
        &[CodedColumn { codes: Codes::Wide(&cell), size: cells }],
    ];
    let (time, tables) = asked.best(|| count_together(&groupings, None))?;
    let squares = |table: &GroupedCounts| table.cells().iter().map(|count| count * count).sum::<u64>();
    Ok(Measured { time, check: tables?.iter().map(squares).sum::<u64>() as f64 })
}

/// A table of 300 x 60 with many small cells, protected and audited; the check is the number of cells that are hidden for
/// being small and that an outsider can still work out more closely than asked for: it must be 0.
pub fn disclosure(asked: &Asked) -> Anything<Measured> {
    let counts: Vec<u64> = asked.u32s("table-300x60")?.into_iter().map(u64::from).collect();
    let params = DisclosureParams { threshold: 5, protect: 5 };
    let (time, protected) = asked.best(|| protect_table(300, 60, &counts, &params))?;
    let protected = protected?;
    let value = |position| match position {
        Position::Inner { row, col } => Some(counts[row * 60 + col]),
        _ => None,
    };
    let small = |position| value(position).is_some_and(|value| (1..params.threshold).contains(&value));
    let open = protected.audit().iter().filter(|cell| {
        small(cell.position) && cell.upper.is_some_and(|upper| upper - cell.lower < params.protect)
    });
    Ok(Measured { time, check: open.count() as f64 })
}

fn narrow(codes: &[u8], size: u32) -> CodedColumn<'_> {
    CodedColumn { codes: Codes::Narrow(codes), size }
}
