//! The methods of disclosure control.

use super::{Area, Method};

const fn disclosure(
    name: &'static str,
    question: &'static str,
    function: &'static str,
    reference: &'static str,
) -> Method {
    Method { name, question, area: Area::Disclosure, function, minimum: &[], reference }
}

pub(super) const METHODS: &[Method] = &[
    disclosure(
        "Cell suppression, differencing, controlled rounding",
        "Which cells of a table must be suppressed so that nobody can be worked out?",
        "disclosure::table::protect_table",
        "Gusfield 1988; Cox 1987, 1995",
    ),
    disclosure(
        "Noise by cell key",
        "How are many tables made of one closed set of rows, without hiding cells?",
        "disclosure::cell_key::noise_table",
        "Fraser & Wooton 2006; Marley & Leaver 2011; Giessing 2016",
    ),
    disclosure(
        "Geomasking by squares that hold enough",
        "How is a dot map shown without pointing at a home?",
        "disclosure::geomasking::snap_to_grid",
        "after Lagonigro, Oller & Martori 2017; Armstrong, Rushton & Zimmerman 1999",
    ),
];
