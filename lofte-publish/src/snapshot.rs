//! The snapshot: everything that residents are shown at one moment, and nothing else.
//!
//! It is built once from the casework, through disclosure control, and never changed: the public pages, the documents
//! and the open data are all made from it. Numbers that come from rows or survey answers are
//! [`Disclosed`](lofte_analysis::disclosure::Disclosed), which only disclosure control can make.
//!
//! Left out on purpose: see the README, "What never leaves".

use crate::day::{day, minute};
use crate::error::{Damage, PublishError};
use crate::guard::ShareGuard;
use crate::held::HeldBack;
use crate::ledger::Ledger;
use crate::picture::{self, CountTable, PublicPicture};
use crate::promise::{self, PublicPromise};
use crate::screening;
use crate::survey::WaveCounts;
use jiff::Timestamp;
use jiff::civil::Date;
use lofte_analysis::disclosure::{DisclosureParams, ShareParams};
use lofte_model::agreement::Agreement;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Feedback, Verdict};
use lofte_model::id::PartyId;
use lofte_model::mask::MaskOf;
use lofte_model::party::{Party, PartyKind};
use lofte_model::period::Period;
use lofte_model::picture::Edition;
use lofte_model::place::{Area, AreaCode, AreaKind, Municipality, PlaceType};
use lofte_model::plan::Measure;
use lofte_model::problem::Problem;
use lofte_model::promise::{CitizenPromise, Side};
use lofte_model::survey::WaveName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The version of the shape of a snapshot; raised when an older program could misread a newer file.
///
/// Format 1 had moments where there are days now, and named every organisation of the register.
pub const FORMAT: u32 = 2;

/// Fewest answers that a survey share is published on.
pub const MIN_ANSWERS: u64 = 30;

/// What a snapshot is built from: the whole casework of one municipality, hidden figures and all.
#[derive(Clone, Copy, Debug)]
pub struct SnapshotInput<'a> {
    /// Whose.
    pub municipality: &'a Municipality,
    /// Number of the publication, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Everybody that agreements, promises and measures name.
    pub parties: &'a [Party],
    /// All areas; their kind decides what may be counted in public.
    pub areas: &'a [Area],
    /// All agreements; the signed ones are taken.
    pub agreements: &'a [Agreement],
    /// The latest adopted picture.
    pub edition: Option<&'a Edition>,
    /// Every adopted picture: earlier publications were made from them.
    pub editions: &'a [Edition],
    /// The answers of every wave that is delivered, counted.
    pub waves: &'a [WaveCounts],
    /// Every earlier publication, oldest first.
    pub earlier: &'a [Earlier],
    /// All problems; those that a public promise answers are named.
    pub problems: &'a [Problem],
    /// All promises; the published and the historical ones are taken.
    pub promises: &'a [CitizenPromise],
    /// All measures; those that fulfil a commitment of a public promise are taken.
    pub measures: &'a [Measure],
    /// The latest verdict of each promise.
    pub verdicts: &'a [Verdict],
    /// Feedback to residents; the newest of each promise is taken.
    pub feedback: &'a [Feedback],
    /// What was masked since it was frozen.
    pub masks: &'a [MaskOf],
}

/// A publication that was made before.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// What was shown.
    pub snapshot: Snapshot,
    /// What was kept beside it; none where there were no ledgers then.
    pub ledger: Option<Ledger>,
}

/// A snapshot with what stays on the working side.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// What residents are shown.
    pub snapshot: Snapshot,
    /// What is held back, and why: for whoever publishes.
    pub held_back: Vec<HeldBack>,
    /// What later publications must know of this one. Confidential.
    pub ledger: Ledger,
}

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
    /// Over everything above, as it was published.
    pub fingerprint: Fingerprint,
    /// That texts were masked since, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<Masked>,
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
    /// Builds a snapshot: takes what is public and lets every number through disclosure control, beside everything that
    /// has been published before.
    ///
    /// `params` are the limits for counts; survey shares use the same k on both sides and [`MIN_ANSWERS`].
    ///
    /// # Errors
    /// References that lead nowhere, something frozen that does not match its fingerprint, a verdict that its rule does
    /// not give, and counts that cannot be protected. Nothing is published in part.
    pub fn build(input: &SnapshotInput, params: &DisclosureParams) -> Result<Made, PublishError> {
        let protection = Protection {
            counts: *params,
            shares: ShareParams { min_answers: MIN_ANSWERS, threshold: params.threshold },
        };
        let mut guard = ShareGuard::new(input, protection.shares);
        let mut held_back = Vec::new();
        let promises = promise::public_promises(input, &mut guard, &mut held_back)?;
        let picture = match input.edition {
            Some(edition) => {
                Some(picture::public_picture(edition, input, &protection, &mut guard, &mut held_back)?)
            }
            None => None,
        };
        let mut snapshot = Self {
            format: FORMAT,
            municipality: input.municipality.clone(),
            number: input.number,
            published_at: minute(input.at),
            synthetic: input.municipality.synthetic
                || picture.as_ref().is_some_and(PublicPicture::is_synthetic),
            protection,
            parties: parties(input, &promises),
            areas: areas(input, picture.as_ref(), &promises),
            agreements: agreements(input)?,
            picture,
            promises,
            protection_changes: protection_changes(input, protection),
            fingerprint: Fingerprint::of_bytes(&[]),
            masked: Vec::new(),
        };
        screening::require_nobody(&snapshot)?;
        snapshot.fingerprint = snapshot.fingerprint_of_contents()?;
        held_back.sort();
        Ok(Made { snapshot, held_back, ledger: guard.into_ledger() })
    }

    /// The tables of counts that it shows.
    pub(crate) fn count_tables(&self) -> impl Iterator<Item = &CountTable> {
        let counts = self.picture.iter().flat_map(|picture| &picture.counts);
        counts.flat_map(|figures| &figures.figures)
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
            .find(|promise| promise.frozen.number == number)
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
            fingerprint: _,
            masked: _,
        } = self;
        let head = (format, municipality, number, published_at, synthetic, protection);
        Ok(Fingerprint::of(&(head, parties, areas, agreements, picture, promises, protection_changes))?)
    }
}

/// The statistical areas, and of the municipality's own areas those that a promise or a share is about; the others are
/// drawn for the work and not for the public.
fn areas(
    input: &SnapshotInput,
    picture: Option<&PublicPicture>,
    promises: &[PublicPromise],
) -> Vec<PublicArea> {
    let shares = picture.and_then(|picture| picture.shares.as_ref());
    let mut named: BTreeSet<&AreaCode> = shares
        .iter()
        .flat_map(|shares| shares.figures.iter().filter_map(|share| share.area.as_ref()))
        .collect();
    for promise in promises {
        named.extend(&promise.frozen.areas);
        named.extend(promise.frozen.effect_goal.iter().flat_map(|goal| &goal.areas));
    }
    let is_public = |area: &&Area| area.kind == AreaKind::Deso || named.contains(&area.code);
    input.areas.iter().filter(is_public).map(PublicArea::from).collect()
}

/// The changes of the limits that the publication before told, and the one that this publication makes.
fn protection_changes(input: &SnapshotInput, now: Protection) -> Vec<ProtectionChange> {
    let Some(before) = input.earlier.last().map(|earlier| &earlier.snapshot) else {
        return Vec::new();
    };
    let mut changes = before.protection_changes.clone();
    if before.protection != now {
        let (publication, on) = (input.number, day(input.at));
        changes.push(ProtectionChange { publication, on, from: before.protection, to: now });
    }
    changes
}

/// The organisations that a signed agreement, a public promise or one of its measures names. The others in the register
/// are nobody's business: that somebody is there can be a secret.
fn parties(input: &SnapshotInput, promises: &[PublicPromise]) -> Vec<PublicParty> {
    let signed = input.agreements.iter().filter(|agreement| agreement.is_signed());
    let mut named: BTreeSet<PartyId> = signed.flat_map(|agreement| agreement.parties.clone()).collect();
    for promise in promises {
        let commitments = &promise.frozen.commitments;
        named.extend(commitments.iter().flat_map(|commitment| &commitment.parties));
        let fulfils = |measure: &&Measure| {
            measure.commitment.as_ref().is_some_and(|reference| {
                reference.promise == promise.id
                    && commitments.iter().any(|commitment| commitment.number == reference.commitment)
            })
        };
        named.extend(input.measures.iter().filter(fulfils).map(|measure| measure.owner));
    }
    input.parties.iter().filter(|party| named.contains(&party.id)).map(PublicParty::from).collect()
}

/// The name of a party; `place` says who asks.
pub(crate) fn party_name(
    parties: &[Party],
    id: PartyId,
    place: impl FnOnce() -> String,
) -> Result<String, PublishError> {
    parties
        .iter()
        .find(|party| party.id == id)
        .map(|party| party.name.clone())
        .ok_or_else(|| PublishError::UnknownParty { place: place() })
}

/// The agreements that every party has signed; the others are drafts and nobody's business yet.
fn agreements(input: &SnapshotInput) -> Result<Vec<PublicAgreement>, PublishError> {
    let name = |agreement: &Agreement, id| {
        party_name(input.parties, id, || format!("the agreement “{}”", agreement.title))
    };
    input
        .agreements
        .iter()
        .filter(|agreement| agreement.is_signed())
        .map(|agreement| {
            let signature = |signature: &lofte_model::agreement::Signature| {
                Ok(AgreementSignature {
                    party: name(agreement, signature.party)?,
                    office: signature.office.clone(),
                    signed_on: signature.signed_on,
                })
            };
            Ok(PublicAgreement {
                title: agreement.title.clone(),
                parties: agreement.parties.iter().map(|id| name(agreement, *id)).collect::<Result<_, _>>()?,
                purposes: agreement.purposes.clone(),
                areas: agreement.areas.clone(),
                period: agreement.period,
                registry_number: agreement.registry_number.clone(),
                fingerprint: Some(agreement.fingerprint()?),
                signatures: agreement
                    .signatures
                    .iter()
                    .map(signature)
                    .collect::<Result<_, PublishError>>()?,
            })
        })
        .collect()
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
