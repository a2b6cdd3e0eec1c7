//! The choices of how a file is read, as a form and back: each a select with the guess chosen beforehand and what it rests on
//! as its hint.
//!
//! Left out: what would come of them ([`super::reading`]).

use super::staged::Fields;
use crate::face::part::{Choice, Field};
use lofte_import::guess::{self, Proposal, Sure};
use lofte_import::{Format, Letters};
use lofte_model::mapping::{CoordinateForm, CoordinateSystem, DateOrder, DayNumbers, MappingFile};
use lofte_model::records::RecordKind;
use lofte_words::SV;

/// Fields that choose a column: name in the form, word of the part, label.
const COLUMNS: [(&str, &str, &str); 13] = [
    ("tid", "time", "När det hände, eller började"),
    ("klockslag", "clock", "Klockslag, om det står för sig"),
    ("slut", "end", "När det senast slutade"),
    ("slutklockslag", "end_clock", "Klockslag för slutet, om det står för sig"),
    ("kategori", "category", "Vad som hände"),
    ("nummer", "id", "Källans eget nummer för raden"),
    ("omrade", "area", "Område, som kod eller namn"),
    ("adress", "address", "Adress, som slås upp och inte sparas"),
    ("plats", "place_name", "Platsens namn, som slås upp och inte sparas"),
    ("postnummer", "postcode", "Postnummer, som slås upp och inte sparas"),
    ("ort", "locality", "Ort, som slås upp och inte sparas"),
    ("ost", "east", "Läge: öst eller longitud"),
    ("nord", "north", "Läge: nord eller latitud"),
];

/// A group of fields under a heading.
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) fields: Vec<(Field, Vec<Choice>)>,
}

pub(super) fn groups(mapping: &MappingFile, proposal: &Proposal) -> Vec<Group> {
    vec![
        Group { title: "Vad raderna är", fields: vec![kind(mapping, proposal)] },
        Group {
            title: "Vilken kolumn är vad?",
            fields: COLUMNS.iter().map(|one| column(one, mapping, proposal)).collect(),
        },
        Group { title: "Hur tider och lägen är skrivna", fields: forms(mapping, proposal) },
        Group { title: "Var tabellen står i filen", fields: file(proposal) },
    ]
}

/// What a choice rests on, as a hint.
fn why(proposal: &Proposal, parts: &[&str]) -> String {
    let choice = proposal.choices.iter().find(|choice| parts.contains(&choice.part));
    let unsure = |choice: &guess::Choice| match choice.sure {
        Sure::Likely | Sure::Open if choice.value.is_some() => "Kontrollera. ",
        _ => "",
    };
    choice.map(|choice| format!("{}{}", unsure(choice), SV.told("guess-why", choice))).unwrap_or_default()
}

fn kind(mapping: &MappingFile, proposal: &Proposal) -> (Field, Vec<Choice>) {
    let kinds = RecordKind::INCIDENTS.into_iter();
    let choices = kinds.map(|kind| Choice::new(kind.word(), SV.word("kind", &kind)).chosen_if(&mapping.kind));
    (Field::new("slag", "Vad berättar raderna om?").hint(why(proposal, &["kind"])), choices.collect())
}

/// The heading that the mapping has for a part; the columns of a position go by two names.
fn heading<'m>(mapping: &'m MappingFile, part: &str) -> Option<&'m String> {
    let columns = &mapping.columns;
    match part {
        "time" => columns.time.as_ref().or(columns.date.as_ref()),
        "clock" => columns.clock.as_ref(),
        "end" => columns.end.as_ref(),
        "end_clock" => columns.end_clock.as_ref(),
        "category" => columns.category.as_ref(),
        "id" => columns.id.as_ref(),
        "area" => columns.area.as_ref(),
        "address" => columns.address.as_ref(),
        "place_name" => columns.place_name.as_ref(),
        "postcode" => columns.postcode.as_ref(),
        "locality" => columns.locality.as_ref(),
        "east" => columns.east.as_ref().or(columns.longitude.as_ref()).or(columns.point.as_ref()),
        _ => columns.north.as_ref().or(columns.latitude.as_ref()).or(columns.point.as_ref()),
    }
}

fn column(
    (name, part, label): &(&str, &str, &str),
    mapping: &MappingFile,
    proposal: &Proposal,
) -> (Field, Vec<Choice>) {
    let chosen = heading(mapping, part).map_or("", String::as_str);
    let none = Choice::new("", "– finns inte i filen –").chosen_if(chosen);
    let headings = proposal.columns.iter().filter(|column| !column.heading.is_empty());
    let choices = headings.map(|column| Choice::new(&*column.heading, &*column.heading).chosen_if(chosen));
    let parts: &[&str] = match *part {
        "time" => &["time", "date"],
        "east" | "north" => &["place"],
        part => &[part],
    };
    let field = Field::new(*name, *label).hint(why(proposal, parts)).later();
    (field, std::iter::once(none).chain(choices).collect())
}

fn forms(mapping: &MappingFile, proposal: &Proposal) -> Vec<(Field, Vec<Choice>)> {
    let order = match mapping.time.order {
        None => "",
        Some(DateOrder::DayFirst) => "dag",
        Some(DateOrder::MonthFirst) => "manad",
    };
    let orders = [
        ("", "Filen säger det själv"),
        ("dag", "Dagen först: 31/12/2025"),
        ("manad", "Månaden först: 12/31/2025"),
    ];
    let days = match mapping.time.day_numbers {
        None => "",
        Some(DayNumbers::From1900) => "1900",
        Some(DayNumbers::From1904) => "1904",
    };
    let numbers = [
        ("", "Inte som dagnummer"),
        ("1900", "Som dagnummer från 1900 (Excel)"),
        ("1904", "Som dagnummer från 1904 (äldre Excel för Mac)"),
    ];
    let system = mapping.coordinates.map(|form| form.system);
    let system = system.or(mapping.columns.longitude.as_ref().map(|_| CoordinateSystem::Wgs84));
    let system = system.map_or("", CoordinateSystem::word);
    let systems = CoordinateSystem::all()
        .map(|one| Choice::new(one.word(), SV.say(&format!("system-{}", one.word()))).chosen_if(system));
    let none = Choice::new("", "– inga lägen –").chosen_if(system);
    let of = |all: &[(&str, &str)], chosen: &str| {
        all.iter().map(|(value, label)| Choice::new(*value, *label).chosen_if(chosen)).collect::<Vec<_>>()
    };
    let swapped = if mapping.coordinates.is_some_and(|form| form.swapped) { "ja" } else { "" };
    vec![
        (
            Field::new("ordning", "Datum med snedstreck").hint(why(proposal, &["order"])).later(),
            of(&orders, order),
        ),
        (
            Field::new("dagnummer", "Datum som tal").hint(why(proposal, &["day_numbers"])).later(),
            of(&numbers, days),
        ),
        (
            Field::new("system", "Koordinatsystem").hint(why(proposal, &["system"])).later(),
            std::iter::once(none).chain(systems).collect(),
        ),
        (
            Field::new("omkastade", "Har kolumnerna för läget varandras rubriker?").later(),
            of(&[("", "Nej"), ("ja", "Ja, läs dem tvärtom")], swapped),
        ),
    ]
}

fn file(proposal: &Proposal) -> Vec<(Field, Vec<Choice>)> {
    let mut fields = Vec::new();
    let inspected = &proposal.inspected;
    if proposal.sheets.len() > 1 {
        let chosen = proposal.sheet.clone().unwrap_or_default();
        let choices = proposal.sheets.iter().map(|sheet| Choice::new(&**sheet, &**sheet).chosen_if(&chosen));
        fields.push((Field::new("blad", "Blad").hint(why(proposal, &["sheet"])), choices.collect()));
    }
    let rows = (1..=40).map(|row: u64| row.to_string());
    let row = proposal.header_row.to_string();
    let far = std::iter::once(row.clone()).filter(|_| proposal.header_row > 40);
    let choices = rows.chain(far).map(|one| Choice::new(one.clone(), format!("Rad {one}")).chosen_if(&row));
    fields.push((
        Field::new("rubrikrad", "Rubrikerna står på").hint(why(proposal, &["header_row"])),
        choices.collect(),
    ));
    if let Some(delimiter) = inspected.delimiter {
        let signs = [(';', "Semikolon"), (',', "Komma"), ('\t', "Tabb"), ('|', "Lodstreck")];
        let choices =
            signs.map(|(sign, label)| Choice::new(sign_word(sign), label).chosen_if(sign_word(delimiter)));
        fields.push((
            Field::new("avgransare", "Mellan kolumnerna står").hint(why(proposal, &["delimiter"])),
            choices.to_vec(),
        ));
    }
    if inspected.format == Format::Csv {
        let letters = ["UTF-8", "windows-1252", "IBM850", "macintosh", "UTF-16LE", "UTF-16BE"];
        let choices =
            letters.map(|one| Choice::new(one, SV.known("letters", one)).chosen_if(inspected.encoding));
        fields.push((
            Field::new("kodning", "Bokstäverna å, ä och ö").hint(why(proposal, &["encoding"])),
            choices.to_vec(),
        ));
    }
    fields
}

fn sign_word(sign: char) -> &'static str {
    match sign {
        ',' => "komma",
        '\t' => "tabb",
        '|' => "streck",
        _ => "semikolon",
    }
}

/// The mapping as the form says it.
pub(super) fn settled(fields: &Fields, known: MappingFile, proposal: &Proposal) -> MappingFile {
    let mut mapping = known;
    let said = |name: &str| fields.get(name).map(|text| text.trim().to_owned());
    let heading = |name: &str| said(name).filter(|text| !text.is_empty());
    if let Some(kind) = said("slag").filter(|kind| RecordKind::from_word(kind).is_some()) {
        mapping.kind = kind;
    }
    if let Some(source) = heading("kalla") {
        mapping.source = guess::slug(&source);
    }
    if fields.contains_key("tid") {
        set_columns(&mut mapping, &heading);
        set_forms(&mut mapping, &heading);
    }
    set_file(&mut mapping, &said, proposal);
    mapping
}

fn set_columns(mapping: &mut MappingFile, heading: &dyn Fn(&str) -> Option<String>) {
    let before = mapping.columns.category.clone();
    let (time, clock) = (heading("tid"), heading("klockslag"));
    let columns = &mut mapping.columns;
    (columns.time, columns.date) = if clock.is_some() { (None, time) } else { (time, None) };
    columns.clock = clock.filter(|_| columns.date.is_some());
    columns.end = heading("slut");
    columns.end_clock = heading("slutklockslag").filter(|_| columns.end.is_some());
    columns.category = heading("kategori");
    columns.id = heading("nummer");
    columns.area = heading("omrade");
    columns.address = heading("adress");
    columns.place_name = heading("plats");
    columns.postcode = heading("postnummer");
    columns.locality = heading("ort");
    let changed = columns.category != before;
    if changed {
        // Other texts: what the old ones were says nothing of them.
        mapping.categories.clear();
    }
}

fn set_forms(mapping: &mut MappingFile, heading: &dyn Fn(&str) -> Option<String>) {
    mapping.time.order = match heading("ordning").as_deref() {
        Some("dag") => Some(DateOrder::DayFirst),
        Some("manad") => Some(DateOrder::MonthFirst),
        _ => None,
    };
    mapping.time.day_numbers = match heading("dagnummer").as_deref() {
        Some("1900") => Some(DayNumbers::From1900),
        Some("1904") => Some(DayNumbers::From1904),
        _ => None,
    };
    let system = heading("system").as_deref().and_then(CoordinateSystem::from_word);
    let thousands = mapping.coordinates.and_then(|form| form.thousands);
    let swapped = heading("omkastade").is_some();
    let (east, north) = (heading("ost"), heading("nord"));
    let columns = &mut mapping.columns;
    (columns.east, columns.north, columns.longitude, columns.latitude, columns.point) = Default::default();
    mapping.coordinates = None;
    let Some(system) = system else { return };
    match (east, north) {
        (Some(east), Some(north)) if east == north => columns.point = Some(east),
        (Some(east), Some(north)) if system.is_degrees() => {
            (columns.longitude, columns.latitude) = (Some(east), Some(north));
        }
        (Some(east), Some(north)) => (columns.east, columns.north) = (Some(east), Some(north)),
        _ => return,
    }
    mapping.coordinates = Some(CoordinateForm { system, swapped, thousands });
}

/// Where the table stands: only what differs from what was found is settled, so that next year's file is looked at anew.
fn set_file(mapping: &mut MappingFile, said: &dyn Fn(&str) -> Option<String>, proposal: &Proposal) {
    if let Some(sheet) = said("blad").filter(|sheet| proposal.sheets.contains(sheet)) {
        mapping.sheet = Some(sheet);
    }
    let row = said("rubrikrad").and_then(|row| row.parse::<u64>().ok());
    if let Some(row) = row.filter(|row| *row != proposal.header_row && (1..=1_000_000).contains(row)) {
        mapping.header_row = Some(row);
    }
    let sign = [';', ',', '\t', '|']
        .into_iter()
        .find(|sign| said("avgransare").as_deref() == Some(sign_word(*sign)));
    if sign.is_some() && sign != proposal.inspected.delimiter {
        mapping.delimiter = sign;
    }
    let letters = said("kodning").filter(|letters| letters != proposal.inspected.encoding);
    if let Some(letters) = letters.filter(|letters| Letters::named(letters).is_some()) {
        mapping.encoding = Some(letters);
    }
}
