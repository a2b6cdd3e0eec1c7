//! Documents: a promise (and, by [`crate::report`], a report) as a tagged PDF (PDF/UA-1 and PDF/A-2a in one file) by Typst.
//!
//! The template gets its data as JSON, never as pasted markup, and can read two files: its data and its chart. The
//! same snapshot and fonts always give the same bytes. Left out on purpose: signatures in the sense of eIDAS, and
//! documents to edit.

use crate::day::day;
use crate::error::PublishError;
use crate::promise::{PublicCommitment, PublicPromise};
use crate::snapshot::Snapshot;
use crate::telling::{self, ToldAccount};
use crate::wording::{self, label, labels};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use lofte_model::fingerprint::NotCanonical;
use lofte_model::plan::{Execution, Fidelity, JudgedEffect};
use lofte_words::chart::printed_intervals;
use lofte_words::waves::chart;
use lofte_words::{SV, fulfilment, number, plan};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use typst::comemo;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Smart};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const TEMPLATE: &str = include_str!("../templates/promise.typ");
/// The face of the pages; used when the caller brings it.
const FACE: &str = "Source Sans 3";
/// The face that always comes with the program.
const FALLBACK: &str = "Libertinus Serif";
/// Its files, which the build script picks out of Typst's.
const FALLBACK_FILES: &[&[u8]] = &include!(concat!(env!("OUT_DIR"), "/fallback_fonts.rs"));
/// Documents after which the typesetter forgets what it has not used again.
const KEEP_CACHED: usize = 10;

/// The fonts that documents are set in. Reading them takes a while: make one and keep it.
#[derive(Clone, Debug)]
pub struct Fonts {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
}

impl Fonts {
    /// The fonts that come with the program, and others as TTF or OTF files. “Source Sans 3” is used when it is among
    /// them; other faces are not.
    pub fn new(extra: Vec<Vec<u8>>) -> Self {
        let own = FALLBACK_FILES.iter().copied().map(Bytes::new);
        let fonts: Vec<Font> = own
            .chain(extra.into_iter().map(Bytes::new))
            .flat_map(Font::iter)
            .filter(|font| [FACE, FALLBACK].contains(&font.info().family.as_str()))
            .collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self { fonts, book }
    }

    /// The faces to set text in, best first.
    pub(crate) fn families(&self) -> Vec<&'static str> {
        [FACE, FALLBACK]
            .into_iter()
            .filter(|family| self.fonts.iter().any(|font| font.info().family == *family))
            .collect()
    }
}

impl Fonts {
    /// The text with what no font can draw replaced: an archive document may not hold a letter that nobody sees.
    fn legible(&self, text: &str) -> String {
        let drawn =
            |letter: char| self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(letter)));
        text.chars()
            .filter(|letter| *letter == '\n' || !is_invisible(*letter))
            .map(|letter| if letter.is_whitespace() || drawn(letter) { letter } else { '?' })
            .collect()
    }

    fn make_legible(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.legible(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.make_legible(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.make_legible(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Controls, and marks that only steer how other letters are drawn or in which direction.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

impl Default for Fonts {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Snapshot {
    /// One promise as a PDF.
    ///
    /// # Errors
    /// `no-such-promise`; `document` when the typesetter refuses or warns.
    pub fn pdf(&self, promise_number: u32, fonts: &Fonts) -> Result<Vec<u8>, PublishError> {
        let promise = self.promise(promise_number)?;
        let refused = |messages| PublishError::Document { promise: promise_number, messages };
        let desk = Desk::new(self, promise, fonts)?;
        let document = desk.typeset().map_err(refused)?;
        let ident = format!("lofte-{}-promise-{promise_number}", self.municipality.code);
        let pdf = desk.write_pdf(&document, ident, self.published_at).map_err(refused);
        comemo::evict(KEEP_CACHED);
        pdf
    }
}

impl Snapshot {
    /// What stands on the pages of the document of a promise, in the order it is set: a line for each run of text, and
    /// `---` after each page. For whoever compares what documents and pages say.
    ///
    /// # Errors
    /// As [`Self::pdf`].
    pub fn document_text(&self, promise_number: u32, fonts: &Fonts) -> Result<String, PublishError> {
        let promise = self.promise(promise_number)?;
        let refused = |messages| PublishError::Document { promise: promise_number, messages };
        let document = Desk::new(self, promise, fonts)?.typeset().map_err(refused)?;
        Ok(text_of(&document))
    }
}

/// What stands on the pages: a line for each run of text, and `---` after each page.
pub(crate) fn text_of(document: &PagedDocument) -> String {
    let mut text = String::new();
    for page in document.pages() {
        gather(&page.frame, &mut text);
        text.push_str("---\n");
    }
    text
}

fn gather(frame: &Frame, text: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => gather(&group.frame, text),
            FrameItem::Text(run) => {
                text.push_str(&run.text);
                text.push('\n');
            }
            _ => {}
        }
    }
}

/// What the template reads: the promise and the names around it.
#[derive(Serialize)]
struct DocumentData<'a> {
    municipality: &'a str,
    contact: &'a str,
    publication: u32,
    published_on: Date,
    number: u32,
    joint: String,
    signed: Vec<String>,
    verdict_signatures: Vec<String>,
    account: Option<ToldAccount>,
    said: Vec<Vec<(String, String)>>,
    closed: Option<String>,
    carried: Vec<String>,
    synthetic: bool,
    snapshot: &'a str,
    min_answers: u64,
    threshold: u64,
    areas: Vec<&'a str>,
    goal_areas: Vec<&'a str>,
    fonts: Vec<&'static str>,
    has_chart: bool,
    texts: Value,
    effect: Value,
    deeds: Option<Value>,
    deeds_sentence: String,
    outcomes: Vec<Option<Outcome>>,
    grade: Option<String>,
    sentence: String,
    reasons: Vec<String>,
    rule: Option<String>,
    rule_settled: String,
    goals: Vec<wording::ToldGoal>,
    corrected: Option<String>,
    quantities: Vec<String>,
    promise: &'a PublicPromise,
}

impl<'a> DocumentData<'a> {
    fn new(snapshot: &'a Snapshot, promise: &'a PublicPromise, fonts: &Fonts) -> Self {
        let names = |areas: &'a [lofte_model::place::AreaCode]| {
            areas.iter().map(|area| snapshot.area_name(area)).collect()
        };
        let signatures = match &promise.standing {
            crate::promise::Standing::Published { signatures, .. } => signatures.as_slice(),
            crate::promise::Standing::Historical { .. } => &[],
        };
        Self {
            municipality: &snapshot.municipality.name,
            contact: &snapshot.municipality.contact,
            publication: snapshot.number,
            published_on: day(snapshot.published_at),
            number: promise.number(),
            joint: wording::joint(SV, promise),
            signed: signatures.iter().map(|signature| wording::signature(SV, signature)).collect(),
            verdict_signatures: promise
                .verdict
                .as_ref()
                .map(|verdict| wording::verdict_signatures(SV, verdict))
                .unwrap_or_default(),
            account: telling::account(SV, promise),
            said: promise
                .commitments
                .iter()
                .map(|public| telling::said(SV, promise, public.commitment.number))
                .collect(),
            carried: telling::carried(SV, snapshot, promise),
            closed: promise.closed.map(|on| SV.tell("promise-closed-on", &[("when", SV.date(on))])),
            synthetic: snapshot.synthetic,
            snapshot: snapshot.fingerprint.as_str(),
            min_answers: snapshot.protection.shares.min_answers,
            threshold: snapshot.protection.shares.threshold,
            areas: names(&promise.frozen.areas),
            goal_areas: promise
                .frozen
                .effect_goal
                .as_ref()
                .map(|goal| names(&goal.areas))
                .unwrap_or_default(),
            fonts: fonts.families(),
            has_chart: false,
            texts: texts(),
            effect: label(&wording::effect_status(SV, promise)),
            deeds: wording::deeds_status(SV, promise).as_ref().map(label),
            deeds_sentence: wording::deeds_sentence(SV, promise),
            outcomes: promise.commitments.iter().map(Outcome::of).collect(),
            grade: wording::grade(SV, promise),
            sentence: wording::sentence(SV, promise),
            reasons: wording::more_reasons(SV, promise),
            rule: wording::rule(SV, snapshot, promise),
            rule_settled: wording::rule_settled(SV, promise),
            goals: wording::goals(SV, snapshot, promise),
            corrected: wording::corrected(SV, promise),
            quantities: promise
                .commitments
                .iter()
                .map(|public| wording::amount(snapshot, &public.commitment))
                .collect(),
            promise,
        }
    }
}

/// What became of an undertaking, as the template says it.
#[derive(Serialize)]
struct Outcome {
    label: Value,
    told: String,
}

impl Outcome {
    fn of(commitment: &PublicCommitment) -> Option<Self> {
        let outcome = commitment.outcome.as_ref()?;
        let label = label(&fulfilment::outcome(SV, outcome.outcome));
        Some(Self { label, told: fulfilment::sum(SV, &commitment.commitment.quantity, outcome) })
    }
}

/// The drawing of the waves, where a figure of them may be shown.
fn drawing(promise: &PublicPromise, fonts: &[&str]) -> Option<String> {
    let (goal, judged) = (promise.frozen.effect_goal.as_ref()?, promise.verdict.as_ref()?);
    let waves = wording::waves(judged);
    let title = SV.tell("verdict-share", &[("indicator", goal.indicator.name.clone())]);
    waves.iter().any(|wave| wave.figures.is_some()).then(|| printed_intervals(&chart(&title, &waves), fonts))
}

/// The words that the template asks for by their code.
fn texts() -> Value {
    json!({
        "promise": SV.say("document-promise"),
        "axis_deeds": SV.say("axis-deeds"),
        "axis_effect": SV.say("axis-effect"),
        "synthetic": SV.say("document-synthetic"),
        "synthetic_note": SV.say("document-synthetic-note"),
        "no_value": SV.say("document-no-value"),
        "learned": SV.say("account-learned"),
        "next": SV.say("account-next"),
        "months": number::MONTHS,
        "execution": labels(&Execution::ALL, |status| plan::execution(SV, status)),
        "fidelity": labels(&Fidelity::ALL, |status| plan::fidelity(SV, status)),
        "effect": labels(&JudgedEffect::ALL, |status| plan::effect(SV, status)),
    })
}

/// Everything that one document may see.
pub(crate) struct Desk<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: Source,
    files: BTreeMap<&'static str, Bytes>,
    today: Option<Datetime>,
}

impl<'a> Desk<'a> {
    fn new(snapshot: &Snapshot, promise: &PublicPromise, fonts: &'a Fonts) -> Result<Self, PublishError> {
        let mut data = DocumentData::new(snapshot, promise, fonts);
        let mut files = BTreeMap::new();
        let chart = drawing(promise, &data.fonts);
        if let Some(chart) = chart {
            files.insert("/chart.svg", Bytes::new(fonts.legible(&chart).into_bytes()));
            data.has_chart = true;
        }
        let value = serde_json::to_value(&data).map_err(NotCanonical::from)?;
        Ok(Self::of(TEMPLATE, value, files, fonts, data.published_on))
    }

    /// A document of a template with its data.
    pub(crate) fn of(
        template: &str,
        mut data: Value,
        files: BTreeMap<&'static str, Bytes>,
        fonts: &'a Fonts,
        today: Date,
    ) -> Self {
        fonts.make_legible(&mut data);
        let mut inputs = Dict::new();
        inputs.insert("data".into(), data.to_string().into_value());
        Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            fonts,
            main: Source::new(main_id(), template.to_owned()),
            files,
            today: datetime(today, 0, 0, 0),
        }
    }

    /// Lays the document out; a warning is a refusal, since it would be a flaw that nobody sees.
    pub(crate) fn typeset(&self) -> Result<PagedDocument, Vec<String>> {
        let typeset = typst::compile::<PagedDocument>(self);
        let document = typeset.output.map_err(|errors| self.messages(&errors))?;
        if typeset.warnings.is_empty() { Ok(document) } else { Err(self.messages(&typeset.warnings)) }
    }

    fn messages(&self, diagnostics: &[SourceDiagnostic]) -> Vec<String> {
        let place = |diagnostic: &SourceDiagnostic| {
            let start = self.range(diagnostic.span)?.start;
            let line = self.main.lines().byte_to_line(start)?;
            Some(format!(" (line {} of the template)", line + 1))
        };
        diagnostics
            .iter()
            .map(|diagnostic| {
                let hints: Vec<&str> = diagnostic.hints.iter().map(|hint| hint.v.as_str()).collect();
                let place = place(diagnostic).unwrap_or_default();
                format!("{} {}{place}", diagnostic.message, hints.join(" "))
            })
            .collect()
    }

    pub(crate) fn write_pdf(
        &self,
        document: &PagedDocument,
        ident: String,
        at: Timestamp,
    ) -> Result<Vec<u8>, Vec<String>> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
            .map_err(|error| vec![error.message().to_string()])?;
        let utc = at.to_zoned(TimeZone::UTC);
        let options = PdfOptions {
            standards,
            timestamp: datetime(utc.date(), utc.hour(), utc.minute(), utc.second())
                .map(typst_pdf::Timestamp::new_utc),
            ident: Smart::Custom(ident),
            creator: Smart::Custom(Some("Löfte".to_owned())),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(document, &options).map_err(|errors| self.messages(&errors))
    }
}

fn datetime(date: Date, hour: i8, minute: i8, second: i8) -> Option<Datetime> {
    let part = |part: i8| u8::try_from(part).ok();
    Datetime::from_ymd_hms(
        i32::from(date.year()),
        part(date.month())?,
        part(date.day())?,
        part(hour)?,
        part(minute)?,
        part(second)?,
    )
}

#[expect(clippy::expect_used, reason = "a constant path that a test has opened")]
fn main_id() -> FileId {
    let path = VirtualPath::new("/promise.typ").expect("a path without backslashes");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_with_slash();
        self.files.get(path).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::words;
