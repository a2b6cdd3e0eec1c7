//! The sources that the house understands: a folder each, with a card for people (`README.md`), a sample and what the
//! sample becomes. A new source is a folder and a line in [`all`]; the contract test then asks of it what it asks of
//! every source.

pub mod bra;
pub mod incidents;
pub mod survey;

use lofte_model::records::RecordKind;

/// What a source is, for people who look for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceCard {
    /// Name in commands and addresses.
    pub name: &'static str,
    /// What its rows may tell of.
    pub kinds: &'static [RecordKind],
    /// Whether a file of instructions goes with the data: a mapping or the design of a wave.
    pub settings: Option<&'static str>,
    /// The card itself, Markdown.
    pub readme: &'static str,
    /// A small file as the source delivers it.
    pub sample: &'static str,
}

/// Every source.
pub fn all() -> &'static [SourceCard] {
    &[incidents::CARD, bra::CARD, survey::CARD]
}
