//! Builds a snapshot from the casework: takes what is public, and lets every number through disclosure control.
//!
//! Left out: what a snapshot is ([`crate::snapshot`]), and which combination of shares may be told ([`crate::guard`]).

use crate::day::{day, minute};
use crate::error::PublishError;
use crate::guard::ShareGuard;
use crate::held::HeldBack;
use crate::input::SnapshotInput;
use crate::ledger::Ledger;
use crate::picture::PublicPicture;
use crate::promise::PublicPromise;
use crate::screening;
use crate::snapshot::{
    AgreementSignature, ContactPoint, FORMAT, Protection, ProtectionChange, PublicAgreement, PublicArea,
    PublicParty, Snapshot,
};
use lofte_analysis::disclosure::{DisclosureParams, ShareParams};
use lofte_model::agreement::Agreement;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::PartyId;
use lofte_model::party::Party;
use lofte_model::place::{Area, AreaCode, AreaKind};
use lofte_model::plan::Measure;
use std::collections::BTreeSet;

mod picture;
mod promise;

/// Fewest answers that a survey share is published on.
pub const MIN_ANSWERS: u64 = 30;

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
            contact_point: contact_point(input),
            fingerprint: Fingerprint::of_bytes(&[]),
            masked: Vec::new(),
        };
        screening::require_nobody(&snapshot)?;
        snapshot.fingerprint = snapshot.fingerprint_of_contents()?;
        held_back.sort();
        Ok(Made { snapshot, held_back, ledger: guard.into_ledger() })
    }
}

/// How the coordination function is reached, where it is said.
fn contact_point(input: &SnapshotInput) -> Option<ContactPoint> {
    let [office, contact] = [&input.organised.function, &input.organised.contact].map(|text| text.trim());
    (!contact.is_empty()).then(|| ContactPoint { office: office.to_owned(), contact: contact.to_owned() })
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
        named.extend(promise.frozen.commitments.iter().flat_map(|commitment| &commitment.details.areas));
        named.extend(promise.frozen.effect_goal.iter().flat_map(|goal| &goal.areas));
        named.extend(promise.frozen.goals.iter().flat_map(lofte_model::promise::Goal::areas));
    }
    let is_public = |area: &&Area| area.kind == AreaKind::Statistical || named.contains(&area.code);
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
fn party_name(
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
