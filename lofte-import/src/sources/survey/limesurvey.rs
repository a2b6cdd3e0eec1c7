//! Exports of LimeSurvey: by which columns one is known, and which of its columns may point to a person.
//!
//! Column names are those of the program (`submitdate`) and of its full headings in English and Swedish. Left out: what the
//! questions are, which the structure file says ([`super::structure`]).

use crate::same::same_form;

/// Columns that the program adds to the questions, as codes and as full headings.
const TECHNICAL: [&str; 26] = [
    "id",
    "response id",
    "svars-id",
    "svarsid",
    "submitdate",
    "date submitted",
    "inskickat datum",
    "datum inskickad",
    "lastpage",
    "last page",
    "sista sida",
    "sista sidan",
    "startlanguage",
    "start language",
    "startspråk",
    "startdate",
    "date started",
    "startdatum",
    "datestamp",
    "date last action",
    "datum för senaste åtgärd",
    "interviewtime",
    "total time",
    "total tid",
    "completed",
    "language",
];

/// Columns by which a person may be found: never read, whatever a wave file says.
const OF_PERSONS: [&str; 27] = [
    "token",
    "access code",
    "åtkomstkod",
    "seed",
    "ipaddr",
    "ip address",
    "ip-adress",
    "refurl",
    "referrer url",
    "hänvisande url",
    "participant_id",
    "participant id",
    "deltagar-id",
    "firstname",
    "first name",
    "förnamn",
    "lastname",
    "last name",
    "efternamn",
    "email",
    "e-mail",
    "email address",
    "e-post",
    "e-postadress",
    "telefon",
    "telefonnummer",
    "personnummer",
];

/// Columns that no other program has; two of them make an export.
const MARKS: [&str; 10] = [
    "submitdate",
    "lastpage",
    "startlanguage",
    "date submitted",
    "last page",
    "start language",
    "inskickat datum",
    "sista sida",
    "sista sidan",
    "startspråk",
];

/// Whether a header is that of an export.
pub(crate) fn is_export(names: &[String]) -> bool {
    names.iter().filter(|name| MARKS.contains(&same_form(name).as_str())).count() >= 2
}

/// Whether a column is none of the questions.
pub(crate) fn is_technical(name: &str) -> bool {
    let name = same_form(name);
    TECHNICAL.contains(&name.as_str()) || name.starts_with("grouptime") || name.starts_with("questiontime")
}

/// Whether a column may point to a person.
pub(crate) fn points_to_a_person(name: &str) -> bool {
    OF_PERSONS.contains(&same_form(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_known_by_its_columns() {
        let names = |text: &str| text.split(';').map(str::to_owned).collect::<Vec<_>>();
        assert!(is_export(&names("id;submitdate;lastpage;startlanguage;seed;G01Q01")));
        assert!(is_export(&names("Response ID;Date submitted;Last page;How safe do you feel?")));
        assert!(!is_export(&names("omrade;vikt;inskickad;utsatt")));
        assert!(is_technical("Start language") && !is_technical("G01Q01"));
        assert!(points_to_a_person("ipaddr") && points_to_a_person("E-postadress"));
        assert!(!points_to_a_person("attribute_1"), "it may hold the area");
    }
}
