use super::*;
use jiff::civil::date;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn today() -> Date {
    date(2023, 3, 1)
}

fn coordinator() -> UserId {
    UserId::named("coordinator")
}

fn agreement() -> Agreement {
    Agreement {
        id: AgreementId::named("x"),
        title: "Samverkan".into(),
        parties: vec![PartyId::named("kommun"), PartyId::named("polis")],
        purposes: vec!["Trygghet".into()],
        areas: vec!["Stationen".into()],
        period: Period::year(2023),
        registry_number: None,
        signatures: vec![],
        fallen: vec![],
    }
}

fn signature(party: &str) -> NewSignature {
    NewSignature { party: PartyId::named(party), office: " KSO ".into(), signed_on: today() }
}

fn sign(
    agreement: Agreement,
    new: NewSignature,
    side: (PartyKind, Role),
) -> Result<Agreement, SignatureRefusal> {
    agreement.sign(new, side, coordinator(), NOW, today())
}

const MUNICIPALITY: (PartyKind, Role) = (PartyKind::Municipality, Role::Coordinator);
const POLICE: (PartyKind, Role) = (PartyKind::Police, Role::Police);

fn signed() -> Agreement {
    let half = sign(agreement(), signature("kommun"), MUNICIPALITY).unwrap();
    assert!(!half.is_signed());
    sign(half, signature("polis"), POLICE).unwrap()
}

#[test]
fn an_empty_agreement_lists_every_gap() {
    let empty = Agreement {
        title: " ".into(),
        parties: vec![PartyId::named("a"), PartyId::named("a")],
        purposes: vec![],
        areas: vec![String::new()],
        signatures: vec![Signature {
            party: PartyId::named("b"),
            office: "KSO".into(),
            signed_on: today(),
            noted: None,
        }],
        ..agreement()
    };
    assert_eq!(
        empty.gaps(),
        [
            AgreementGap::NoTitle,
            AgreementGap::TooFewParties,
            AgreementGap::PartyTwice,
            AgreementGap::NoPurpose,
            AgreementGap::NoArea,
            AgreementGap::ForeignSignature
        ]
    );
    assert!(!empty.is_signed());
    let refused = sign(empty, signature("a"), MUNICIPALITY);
    assert!(matches!(refused, Err(SignatureRefusal::Gaps(_))), "{refused:?}");
}

#[test]
fn a_change_of_any_part_of_the_text_takes_the_signatures_away_and_keeps_them_on_record() {
    let signed = signed();
    assert!(signed.is_signed());
    let changes: [fn(&mut Agreement); 6] = [
        |text| text.title.push('!'),
        |text| text.parties.push(PartyId::named("bolag")),
        |text| text.purposes[0].push('!'),
        |text| text.areas.push("Centrum".into()),
        |text| text.period = Period::year(2024),
        |text| text.registry_number = Some("1/23".into()),
    ];
    for change in changes {
        let mut text = Agreement { signatures: vec![], fallen: vec![], ..signed.clone() };
        change(&mut text);
        let edited = signed.clone().edit(text, UserId::named("polis"), NOW).unwrap();
        assert!(!edited.is_signed());
        assert!(edited.signatures.is_empty());
        let fallen: Vec<_> = edited.fallen.iter().map(|fallen| &fallen.signature).collect();
        assert_eq!(fallen, signed.signatures.iter().collect::<Vec<_>>());
        assert_eq!(edited.fallen[0].by, UserId::named("polis"));
    }
    let same = signed.clone().edit(signed.clone(), coordinator(), NOW).unwrap();
    assert_eq!(same, signed, "nothing changed, nothing falls");
}

#[test]
fn a_signature_of_no_known_text_does_not_count_and_is_replaced_on_record() {
    let mut old = signed();
    for signature in &mut old.signatures {
        signature.noted = None;
    }
    assert!(!old.is_signed());
    let again = sign(old, signature("kommun"), MUNICIPALITY).unwrap();
    assert_eq!((again.signatures.len(), again.fallen.len()), (2, 1));
}

#[test]
fn each_side_notes_its_own_once_and_not_before_the_day() {
    let refusal = |new, side| sign(signed(), new, side).unwrap_err().to_string();
    assert_eq!(refusal(signature("kommun"), MUNICIPALITY), SignatureRefusal::SignedAlready.to_string());
    let other = [
        (PartyKind::Police, Role::Coordinator),
        (PartyKind::Municipality, Role::Police),
        (PartyKind::Housing, Role::Police),
        (PartyKind::Housing, Role::Partner),
    ];
    for side in other {
        let refused = sign(agreement(), signature("kommun"), side);
        assert!(matches!(refused, Err(SignatureRefusal::OtherSide)), "{side:?}: {refused:?}");
    }
    let tomorrow = NewSignature { signed_on: date(2023, 3, 2), ..signature("kommun") };
    assert!(matches!(sign(agreement(), tomorrow, MUNICIPALITY), Err(SignatureRefusal::NotYet)));
    let nobody = NewSignature { office: " ".into(), ..signature("kommun") };
    assert!(matches!(sign(agreement(), nobody, MUNICIPALITY), Err(SignatureRefusal::NoOffice)));
    let foreign = sign(agreement(), signature("bolag"), MUNICIPALITY);
    assert!(matches!(foreign, Err(SignatureRefusal::Foreign)));
}

#[test]
fn a_mistake_is_struck_out_with_a_reason_by_the_same_side() {
    let party = PartyId::named("kommun");
    let strike = |reason: &str, side| signed().strike(party, reason, side, coordinator(), NOW);
    let by_police = (PartyKind::Municipality, Role::Police);
    assert!(matches!(strike("fel funktion", by_police), Err(SignatureRefusal::OtherSide)));
    assert!(matches!(strike(" ", MUNICIPALITY), Err(SignatureRefusal::NoReason)));
    let struck = strike("fel funktion", MUNICIPALITY).unwrap();
    assert_eq!(struck.fallen[0].reason.as_deref(), Some("fel funktion"));
    assert_eq!(struck.signatures.len(), 1);
    let again = struck.strike(party, "igen", MUNICIPALITY, coordinator(), NOW);
    assert!(matches!(again, Err(SignatureRefusal::NotSigned)));
}

#[test]
fn an_agreement_of_an_earlier_version_is_read() {
    let old = r#"{"party":"00000000-0000-0000-0000-000000000001","office":"KSO","signed_on":"2023-03-01"}"#;
    assert_eq!(serde_json::from_str::<Signature>(old).unwrap().noted, None);
}
