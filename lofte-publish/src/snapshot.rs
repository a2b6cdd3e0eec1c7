//! The snapshot: everything that residents are shown at one moment, and nothing else.
//!
//! It is built once from the casework, through disclosure control, and never changed: the public pages, the documents
//! and the open data are all made from it. Numbers that come from rows or survey answers are
//! [`Disclosed`](lofte_analysis::disclosure::Disclosed), which only disclosure control can make.
//!
//! Left out on purpose: see the README, "What never leaves".

use crate::error::{Damage, PublishError};
use crate::picture::{CountTable, PublicPicture};
use crate::promise::PublicPromise;
use jiff::Timestamp;
use jiff::civil::Date;
use lofte_analysis::disclosure::{DisclosureParams, ShareParams};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::PartyId;
use lofte_model::party::{Party, PartyKind};
use lofte_model::period::Period;
use lofte_model::place::{Area, AreaCode, AreaKind, Municipality, PlaceType};
use lofte_model::promise::Side;
use lofte_model::survey::WaveName;
use serde::{Deserialize, Serialize};

/// The version of the shape of a snapshot; raised when an older program could misread a newer file.
///
/// Format 1 had moments where there are days now, and named every organisation of the register.
pub const FORMAT: u32 = 2;

/// The limits that the numbers were let through with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// For counts of rows.
    pub counts: DisclosureParams,
    /// For survey shares.
    pub shares: ShareParams,
}

/// One organisation, as residents meet it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicParty {
    /// As the frozen texts name it.
    pub id: PartyId,
    /// Name.
    pub name: String,
    /// Sort.
    pub kind: PartyKind,
}

/// One area, as residents meet it; its borders are left to the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicArea {
    /// Code.
    pub code: AreaCode,
    /// Name.
    pub name: String,
    /// Division.
    pub kind: AreaKind,
    /// Kind of place.
    pub place_type: PlaceType,
}

/// One signature under an agreement: the office, not the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementSignature {
    /// Name of the party.
    pub party: String,
    /// Office.
    pub office: String,
    /// Day.
    pub signed_on: Date,
}

/// A signed cooperation agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAgreement {
    /// Title.
    pub title: String,
    /// Names of the parties.
    pub parties: Vec<String>,
    /// What the cooperation is for.
    pub purposes: Vec<String>,
    /// What it covers.
    pub areas: Vec<String>,
    /// How long it runs.
    pub period: Period,
    /// Registry number.
    pub registry_number: Option<String>,
    /// Of the text that was signed; none in a snapshot of format 1.
    #[serde(default)]
    pub fingerprint: Option<Fingerprint>,
    /// Signatures.
    pub signatures: Vec<AgreementSignature>,
}

/// Everything that residents are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`FORMAT`].
    pub format: u32,
    /// Whose.
    pub municipality: Municipality,
    /// Number of the publication.
    pub number: u32,
    /// When it was made, to the minute.
    pub published_at: Timestamp,
    /// Whether any of it is synthetic: every page and file then says so.
    pub synthetic: bool,
    /// The limits that the numbers were let through with.
    pub protection: Protection,
    /// Organisations that something published names.
    pub parties: Vec<PublicParty>,
    /// Areas that figures and promises are about.
    pub areas: Vec<PublicArea>,
    /// Signed agreements.
    pub agreements: Vec<PublicAgreement>,
    /// The latest adopted picture.
    pub picture: Option<PublicPicture>,
    /// Promises by number.
    pub promises: Vec<PublicPromise>,
    /// Every change of the limits so far, the earliest first.
    #[serde(default)]
    pub protection_changes: Vec<ProtectionChange>,
    /// How the municipality's coordination function is reached, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_point: Option<ContactPoint>,
    /// Over everything above, as it was published.
    pub fingerprint: Fingerprint,
    /// That texts were masked since, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<Masked>,
}

/// The contact point of the coordination function (law 2023:196, section 12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPoint {
    /// The office; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office: String,
    /// Address, telephone, e-mail.
    pub contact: String,
}

/// That figures were let through with other limits from one publication on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectionChange {
    /// Number of the first publication with the new limits.
    pub publication: u32,
    /// Its day.
    pub on: Date,
    /// The limits before.
    pub from: Protection,
    /// The limits since.
    pub to: Protection,
}

/// That texts of a publication were masked after it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masked {
    /// Day.
    pub on: Date,
    /// By which side.
    pub side: Side,
    /// On what ground.
    pub ground: String,
    /// Of everything but these notes, as it is now.
    pub after: Fingerprint,
}

impl Snapshot {
    /// The tables of counts that it shows.
    pub(crate) fn count_tables(&self) -> impl Iterator<Item = &CountTable> {
        let counts = self.picture.iter().flat_map(|picture| &picture.counts);
        counts.flat_map(|figures| &figures.figures)
    }

    /// The editions that its counts are from.
    pub fn editions_shown(&self) -> impl Iterator<Item = u32> {
        self.count_tables().flat_map(|table| &table.rows).map(|row| row.as_of.edition)
    }

    /// The waves that it shows any share of.
    pub(crate) fn waves_shown(&self) -> impl Iterator<Item = &WaveName> {
        let shares =
            self.picture.iter().flat_map(|picture| &picture.shares).flat_map(|shares| &shares.figures);
        let shares = shares.filter(|share| share.figures.get().shown().is_some()).map(|share| &share.wave);
        let verdicts = self.promises.iter().filter_map(|promise| promise.verdict.as_ref());
        let waves = verdicts.flat_map(|verdict| [&verdict.before, &verdict.after]).flatten();
        shares.chain(waves.filter(|wave| wave.evidence.get().shown().is_some()).map(|wave| &wave.wave))
    }

    /// Checks format and fingerprint of a snapshot that has been kept somewhere.
    ///
    /// # Errors
    /// [`PublishError::Damaged`] with what is wrong.
    pub fn verify(&self) -> Result<(), PublishError> {
        if self.format != FORMAT {
            return Err(PublishError::Damaged(Damage::Format { found: self.format, known: FORMAT }));
        }
        let whole = match self.masked.last() {
            Some(last) => self.fingerprint_without_notes()? == last.after,
            None => self.fingerprint_of_contents()? == self.fingerprint,
        };
        if whole { Ok(()) } else { Err(PublishError::Damaged(Damage::Fingerprint)) }
    }

    /// The fingerprint of what is shown, whatever number and moment the publication gets: what somebody has read before
    /// it is published.
    ///
    /// # Errors
    /// A value that cannot be written as canonical bytes.
    pub fn seen(&self) -> Result<Fingerprint, PublishError> {
        let mut shown = Self { number: 0, published_at: Timestamp::UNIX_EPOCH, ..self.clone() };
        for change in shown.protection_changes.iter_mut().filter(|change| change.publication == self.number) {
            (change.publication, change.on) = (0, Date::ZERO);
        }
        shown.fingerprint_of_contents()
    }

    /// The promise with this number.
    ///
    /// # Errors
    /// [`PublishError::NoSuchPromise`].
    pub fn promise(&self, number: u32) -> Result<&PublicPromise, PublishError> {
        self.promises
            .iter()
            .find(|promise| promise.number() == number)
            .ok_or(PublishError::NoSuchPromise(number))
    }

    /// The name of an area; its code where it is not described.
    pub fn area_name<'a>(&'a self, code: &'a AreaCode) -> &'a str {
        self.areas.iter().find(|area| area.code == *code).map_or(code.as_str(), |area| &area.name)
    }

    /// Of the whole snapshot but for the notes on masking: what a masked one is checked against.
    pub(crate) fn fingerprint_without_notes(&self) -> Result<Fingerprint, PublishError> {
        Ok(Fingerprint::of(&Self { masked: Vec::new(), ..self.clone() })?)
    }

    /// Every field but the fingerprint; the pattern refuses to compile when a new field is forgotten.
    pub(crate) fn fingerprint_of_contents(&self) -> Result<Fingerprint, PublishError> {
        let Self {
            format,
            municipality,
            number,
            published_at,
            synthetic,
            protection,
            parties,
            areas,
            agreements,
            picture,
            promises,
            protection_changes,
            contact_point,
            fingerprint: _,
            masked: _,
        } = self;
        let head = (format, municipality, number, published_at, synthetic, protection);
        let contents = (head, parties, areas, agreements, picture, promises, protection_changes);
        // What was published before there was a contact point keeps its fingerprint.
        Ok(match contact_point {
            None => Fingerprint::of(&contents)?,
            Some(contact_point) => Fingerprint::of(&(contents, contact_point))?,
        })
    }
}

impl From<&Party> for PublicParty {
    fn from(party: &Party) -> Self {
        Self { id: party.id, name: party.name.clone(), kind: party.kind }
    }
}

impl From<&Area> for PublicArea {
    fn from(area: &Area) -> Self {
        Self {
            code: area.code.clone(),
            name: area.name.clone(),
            kind: area.kind,
            place_type: area.place_type,
        }
    }
}
