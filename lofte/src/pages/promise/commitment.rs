//! The undertakings in the form of a promise: as many rows as are wanted, each with how much, where, when and for whom.
//!
//! A row is added by a button that sends the form without saving it, so that it needs no script. A row without a text is
//! no undertaking. Numbers stay with their undertakings, because measures and the log name them.

use super::errors::{Errors, wrong};
use super::names::{Names, choices};
use super::posted::Posted;
use super::{read_word, word_choices, write_word};
use crate::face::part::{Choice, Field};
use lofte_model::id::PartyId;
use lofte_model::place::AreaCode;
use lofte_model::plan::CauseRef;
use lofte_model::problem::Problem;
use lofte_model::promise::{CitizenPromise, Commitment, CommitmentKind, Details, Pace, Quantity};
use lofte_words::Message;

/// Rows of an empty form.
const ROWS: u16 = 5;
/// Rows that a form may have: more than anybody can keep.
const MOST_ROWS: u16 = 200;
/// The field with the number of rows.
pub(super) const COUNT: &str = "commitment_rows";
/// The button that adds a row.
pub(super) const MORE: &str = "more_commitments";
const QUANTITIES: [(&str, &str); 5] = [
    ("at_least", "Minst så här många"),
    ("at_most", "Högst så här många"),
    ("as_intended", "Minst så här många, genomförda som avsett"),
    ("on_request", "När någon ber om det"),
    ("done_or_not", "Görs eller görs inte"),
];
/// Parts of an undertaking that only a counted one has.
const OF_NUMBERS: [&str; 3] = ["count", "unit", "per"];
/// Parts that may be left unsaid.
const DETAILS: [&str; 7] = ["sort", "areas", "place", "hours", "target_group", "function", "cause"];

/// The fields of one undertaking.
pub(super) struct CommitmentFields {
    pub(super) number: u16,
    pub(super) open: bool,
    pub(super) detailed: bool,
    pub(super) text: Field,
    pub(super) parties: (Field, Vec<Choice>),
    pub(super) kind: (Field, Vec<Choice>),
    pub(super) count: Field,
    pub(super) unit: Field,
    pub(super) per: (Field, Vec<Choice>),
    pub(super) sort: (Field, Vec<Choice>),
    pub(super) areas: (Field, Vec<Choice>),
    pub(super) place: Field,
    pub(super) hours: Field,
    pub(super) target_group: Field,
    pub(super) function: Field,
    pub(super) cause: (Field, Vec<Choice>),
}

/// Rows for undertakings: never fewer than the promise has or the form was sent with, and one more where that was asked.
pub(super) fn rows(form: &Posted, known: Option<&CitizenPromise>) -> u16 {
    let last = known.and_then(|known| known.commitments.iter().map(|commitment| commitment.number).max());
    let sent = form.one(COUNT).parse::<u16>().unwrap_or(0).min(MOST_ROWS);
    let asked = u16::from(!form.one(MORE).is_empty());
    last.unwrap_or(0).max(ROWS).max(sent.saturating_add(asked)).min(MOST_ROWS.max(last.unwrap_or(0)))
}

/// The undertakings of a form, or everything in them that cannot be read.
pub(super) fn read(form: &Posted, known: Option<&CitizenPromise>) -> Result<Vec<Commitment>, Vec<Message>> {
    let mut problems = Vec::new();
    let mut commitments = Vec::new();
    for number in (1..=rows(form, known)).filter(|number| !form.one(&name(*number, "text")).is_empty()) {
        match read_one(form, number) {
            Ok(commitment) => commitments.push(commitment),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if problems.is_empty() { Ok(commitments) } else { Err(problems) }
}

fn name(number: u16, part: &str) -> String {
    format!("commitment_{number}_{part}")
}

fn read_one(form: &Posted, number: u16) -> Result<Commitment, Vec<Message>> {
    let said = |part: &str| form.one(&name(number, part)).to_owned();
    Ok(Commitment {
        number,
        text: said("text"),
        parties: form.read::<PartyId>(&name(number, "parties")),
        quantity: match said("kind").as_str() {
            "on_request" => Quantity::OnRequest,
            kind @ ("at_least" | "at_most" | "as_intended") => counted(form, number, kind)?,
            _ => Quantity::DoneOrNot,
        },
        details: Details {
            sort: read_word(&said("sort")),
            areas: form.many(&name(number, "areas")).into_iter().map(AreaCode::new).collect(),
            place: said("place"),
            hours: said("hours"),
            target_group: said("target_group"),
            function: said("function"),
            cause: read_cause(&said("cause")),
        },
    })
}

/// A quantity with its number, or what of it is missing.
fn counted(form: &Posted, number: u16, kind: &str) -> Result<Quantity, Vec<Message>> {
    let field = |part: &str| name(number, part);
    let mut missing = Vec::new();
    let count = form.one(&field("count")).parse::<u32>().ok().filter(|count| *count > 0);
    let unit = form.one(&field("unit")).to_owned();
    if count.is_none() {
        missing.push(wrong(&field("count"), Message::plain("form-bad-count")));
    }
    if unit.is_empty() {
        missing.push(wrong(&field("unit"), Message::plain("form-no-unit")));
    }
    let per = read_word::<Pace>(form.one(&field("per")));
    if per.is_none() {
        missing.push(wrong(&field("per"), Message::plain("form-choose-one")));
    }
    match (count, per) {
        (Some(count), Some(per)) if missing.is_empty() => Ok(match kind {
            "at_most" => Quantity::AtMost { count, unit, per },
            "as_intended" => Quantity::AsIntended { count, unit, per },
            _ => Quantity::AtLeast { count, unit, per },
        }),
        _ => Err(missing),
    }
}

/// A cause as choices name it: `id/number`.
fn read_cause(text: &str) -> Option<CauseRef> {
    let (problem, cause) = text.split_once('/')?;
    Some(CauseRef { problem: problem.parse().ok()?, cause: cause.parse().ok()? })
}

/// What the form would send for an undertaking as it stands.
pub(super) fn put(form: &mut Posted, commitment: &Commitment) {
    let field = |part: &str| name(commitment.number, part);
    form.put(field("text"), &commitment.text);
    commitment.parties.iter().for_each(|party| form.put(field("parties"), party));
    form.put(field("kind"), commitment.quantity.word());
    if let Some(counted) = commitment.quantity.counted() {
        form.put(field("count"), &counted.count);
        form.put(field("unit"), counted.unit);
        form.put(field("per"), &write_word(&counted.per));
    }
    let details = &commitment.details;
    if let Some(sort) = &details.sort {
        form.put(field("sort"), &write_word(sort));
    }
    details.areas.iter().for_each(|area| form.put(field("areas"), area));
    let texts = [
        ("place", &details.place),
        ("hours", &details.hours),
        ("target_group", &details.target_group),
        ("function", &details.function),
    ];
    for (part, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        form.put(field(part), text);
    }
    if let Some(cause) = &details.cause {
        form.put(field("cause"), &format!("{}/{}", cause.problem, cause.cause));
    }
}

/// The fields of every row.
pub(super) fn fields(
    form: &Posted,
    known: Option<&CitizenPromise>,
    errors: &Errors,
    (names, problems): (&Names, &[Problem]),
) -> Vec<CommitmentFields> {
    let causes = cause_choices(problems);
    (1..=rows(form, known)).map(|number| row(form, errors, (names, &causes), number)).collect()
}

fn row(
    form: &Posted,
    errors: &Errors,
    (names, causes): (&Names, &[(String, String)]),
    number: u16,
) -> CommitmentFields {
    let field = |part: &str, label: &str| {
        let name = name(number, part);
        let field = errors.mark(Field::new(&name, label).value(form.one(&name)).later());
        let field = field.of(format!("åtagande {number}"));
        let optional = number > 1 || OF_NUMBERS.contains(&part) || DETAILS.contains(&part);
        Field { optional, ..field }
    };
    let chosen = |part: &str| form.many(&name(number, part));
    let quantities = QUANTITIES.map(|(value, label)| (value.to_owned(), label.to_owned()));
    let text = field("text", "Vad åtar ni er?");
    let mut sorts = vec![Choice::new("", "Inte angivet")];
    sorts.extend(word_choices("commitment-sort", &CommitmentKind::ALL, form.one(&name(number, "sort"))));
    let none = (String::new(), "Ingen".to_owned());
    let causes = std::iter::once(none).chain(causes.iter().cloned());
    CommitmentFields {
        number,
        open: number == 1 || !text.value.is_empty(),
        detailed: DETAILS.iter().any(|part| chosen(part).iter().any(|value| !value.is_empty())),
        text,
        parties: (field("parties", "Vilka åtar sig det?"), names.party_choices(&chosen("parties"))),
        kind: (field("kind", "Hur mycket?"), choices(quantities, &chosen("kind"))),
        count: field("count", "Antal").hint("Om ni lovar ett antal."),
        unit: field("unit", "Vad som räknas").hint("Till exempel: ronder, vandringar, patrullpass."),
        per: (field("per", "Hur ofta"), word_choices("pace", &Pace::ALL, form.one(&name(number, "per")))),
        sort: (field("sort", "Vad är det för slags insats?"), sorts),
        areas: (
            field("areas", "I vilka områden?").hint("Kryssa inget om det gäller löftets områden."),
            names.area_choices(&chosen("areas")),
        ),
        place: field("place", "På vilken plats?").hint("Till exempel: Storgatan, högstadieskolan."),
        hours: field("hours", "När?").hint("Till exempel: kvällar och nätter fredag till söndag."),
        target_group: field("target_group", "För vem?").hint("En grupp, till exempel unga i årskurs 7–9."),
        function: field("function", "Vilken funktion svarar för det?")
            .hint("Till exempel fritidschef. Skriv inget namn."),
        cause: (
            field("cause", "Vilken orsak ska det ta bort eller försvaga?"),
            choices(causes, &chosen("cause")),
        ),
    }
}

/// The causes of every problem, as choices.
fn cause_choices(problems: &[Problem]) -> Vec<(String, String)> {
    let of = |problem: &Problem| {
        let (id, number) = (problem.id, problem.number);
        let named = problem.causes.iter().map(move |cause| {
            (
                format!("{id}/{}", cause.number),
                format!("Problem {number}, orsak {}: {}", cause.number, cause.statement),
            )
        });
        named.collect::<Vec<_>>()
    };
    problems.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::id::ProblemId;
    use lofte_model::problem::CauseNumber;

    fn commitment(number: u16, quantity: Quantity) -> Commitment {
        Commitment {
            number,
            text: "Vi vandrar".into(),
            parties: vec![PartyId::named("kommun")],
            quantity,
            details: Details {
                sort: Some(CommitmentKind::Social),
                areas: vec![AreaCode::new("a")],
                place: "Storgatan".into(),
                hours: "kvällar".into(),
                target_group: "unga".into(),
                function: "fritidschef".into(),
                cause: Some(CauseRef { problem: ProblemId::named("x"), cause: CauseNumber::direct(2) }),
            },
        }
    }

    #[test]
    fn what_a_form_is_filled_with_reads_back_however_many_rows_there_are() {
        let unit = || "vandringar".to_owned();
        let mut all: Vec<Commitment> = Vec::new();
        for per in Pace::ALL {
            for quantity in [
                Quantity::AtLeast { count: 4, unit: unit(), per },
                Quantity::AtMost { count: 4, unit: unit(), per },
                Quantity::AsIntended { count: 4, unit: unit(), per },
                Quantity::OnRequest,
                Quantity::DoneOrNot,
            ] {
                all.push(commitment(u16::try_from(all.len() + 1).unwrap(), quantity));
            }
        }
        let mut form = Posted::default();
        for commitment in &all {
            put(&mut form, commitment);
        }
        form.put(COUNT, &all.len());
        assert_eq!(read(&form, None).unwrap(), all);
    }

    #[test]
    fn one_more_row_is_one_more_and_never_without_end() {
        let sent = |rows: &str, more: &str| {
            let mut form = Posted::default();
            form.put(COUNT, rows);
            form.put(MORE, more);
            super::rows(&form, None)
        };
        assert_eq!((sent("", ""), sent("5", ""), sent("5", "1"), sent("6", "1")), (5, 5, 6, 7));
        assert_eq!((sent("65535", "1"), sent("x", "1")), (MOST_ROWS, 5));
    }

    #[test]
    fn a_number_of_nothing_is_told_at_its_fields() {
        let mut form = Posted::default();
        form.put("commitment_1_text", "Vi vandrar");
        form.put("commitment_1_kind", "at_most");
        form.put("commitment_1_count", "0");
        let told = Errors::of(&read(&form, None).unwrap_err());
        let fields: Vec<String> = told.list().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["commitment_1_count", "commitment_1_unit", "commitment_1_per"]);
    }
}
