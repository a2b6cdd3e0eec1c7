//! The words of the demo's casework: organisations, agreement, problems, causes, promises and measures.
//!
//! Written for the demo. The themes of the promises (safer housing areas, a safer station area, safety to be read in
//! a later survey) are those that Flen and the police published for 2022 and 2023–24; the wording and all details are
//! ours, and nothing here says what anybody in Flen did. No person is named.

use lofte_model::id::PartyId;
use lofte_model::party::{Party, PartyKind};
use lofte_model::problem::{NewCause, Perspective, Support};

/// How residents reach the coordination function.
pub(super) const CONTACT: &str = "Demokommunens samordningsfunktion (syntetisk uppgift)";

/// The municipality as a party.
pub(super) fn municipality() -> PartyId {
    PartyId::named("demo/municipality")
}

/// The police.
pub(super) fn police() -> PartyId {
    PartyId::named("demo/police")
}

/// The housing company.
pub(super) fn housing() -> PartyId {
    PartyId::named("demo/housing")
}

/// The owner of the station.
pub(super) fn station() -> PartyId {
    PartyId::named("demo/station")
}

pub(super) fn parties() -> Vec<Party> {
    let party = |id, name: &str, kind| Party::new(id, name, kind);
    vec![
        party(municipality(), "Kommunen", PartyKind::Municipality),
        party(police(), "Lokalpolisområdet", PartyKind::Police),
        party(housing(), "Bostadsbolaget", PartyKind::Housing),
        party(station(), "Stationens förvaltare", PartyKind::Transport),
    ]
}

/// A cause: statement, perspective, what speaks for it, how well supported.
pub(super) fn cause(statement: &str, perspective: Perspective, evidence: &str, support: Support) -> NewCause {
    NewCause {
        statement: statement.to_owned(),
        perspective,
        evidence_for: evidence.to_owned(),
        evidence_against: String::new(),
        support,
        influenceable: true,
    }
}

/// Direct causes and what lies behind them at the station: `(behind, cause)`, where `behind` is the number of the
/// direct cause.
pub(super) fn station_causes() -> Vec<(Option<u16>, NewCause)> {
    use Perspective::{Exposed, Offending, Place};
    vec![
        (
            None,
            cause(
                "Gångtunneln och cykelparkeringen är mörka och svåra att överblicka",
                Place,
                "Felanmälningar om belysning, trygghetsvandring",
                Support::Strong,
            ),
        ),
        (
            Some(1),
            cause(
                "Ansvaret för ljus och växtlighet är delat mellan flera som inte samordnar sig",
                Place,
                "Intervjuer med driftansvariga",
                Support::Some,
            ),
        ),
        (
            None,
            cause(
                "Ingen vuxen är på plats mellan sista kioskstängning och sista tåget",
                Place,
                "Veckodag och timme i EST-rapporterna",
                Support::Some,
            ),
        ),
        (
            None,
            cause(
                "Resenärer som väntar ensamma har ingen upplyst plats att vänta på",
                Exposed,
                "Enkätens öppna frågor sammanfattade",
                Support::Hypothesis,
            ),
        ),
        (
            None,
            cause(
                "Försäljning av narkotika använder platsen därför att man ser långt och lämnar den lätt",
                Offending,
                "Polisens och väktarnas bild",
                Support::Some,
            ),
        ),
    ]
}

/// The same for the housing areas.
pub(super) fn housing_causes() -> Vec<(Option<u16>, NewCause)> {
    use Perspective::{Exposed, Place};
    vec![
        (
            None,
            cause(
                "Portar och källargångar står olåsta och trasig belysning blir kvar länge",
                Place,
                "Felanmälningar, bostadsbolagets ronder",
                Support::Strong,
            ),
        ),
        (
            Some(1),
            cause(
                "Felanmälan är svår att hitta och ger inget svar",
                Place,
                "Synpunkter till kommunen",
                Support::Some,
            ),
        ),
        (
            None,
            cause(
                "Boende känner få av sina grannar och vet inte vem de kan vända sig till",
                Exposed,
                "Medborgardialoger",
                Support::Hypothesis,
            ),
        ),
    ]
}
