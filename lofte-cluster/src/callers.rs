//! Who may ask what: a file with a line for each secret.
//!
//! ```text
//! # whose rows      secret
//! 0482              k3yZ…
//! 0480,0481,0482    9vTq…
//! national          Xw2e…
//! ```
//! A municipality's secret opens that municipality's rows and nothing else. The national one opens no rows at all: only the
//! table across municipalities that disclosure control has been through.

use lofte_model::place::MunicipalityCode;
use lofte_records::engine::question::Question;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// The fewest characters of a secret.
const SHORTEST: usize = 32;
/// The word of the national role.
const NATIONAL: &str = "national";
/// Rights that others than the owner have.
const OTHERS: u32 = 0o077;

/// What a secret opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum May {
    /// The rows of these municipalities, one at a time.
    Municipalities(BTreeSet<MunicipalityCode>),
    /// The table across municipalities.
    National,
}

impl May {
    /// Whether the question may be asked.
    pub fn ask(&self, question: &Question) -> bool {
        match (self, question.municipality()) {
            (Self::Municipalities(own), Some(asked)) => own.contains(asked),
            (Self::National, None) => true,
            _ => false,
        }
    }
}

/// All secrets.
pub struct Callers {
    known: Vec<(String, May)>,
}

/// Without the secrets.
impl std::fmt::Debug for Callers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.known.iter().map(|(_, may)| may)).finish()
    }
}

/// Why a file of secrets cannot be used. What stands in it is never told.
#[derive(Debug, thiserror::Error)]
pub enum CallersError {
    /// It cannot be read.
    #[error("the file of secrets cannot be read")]
    Unread(#[source] std::io::Error),
    /// Others can read it.
    #[error("others than its owner may read the file of secrets: chmod 600 it")]
    Open,
    /// A line is not understood.
    #[error("line {line} of the file of secrets is not understood: {why}")]
    Line {
        /// Line.
        line: usize,
        /// Why.
        why: &'static str,
    },
    /// There is none in it.
    #[error("the file of secrets holds no secret")]
    Empty,
}

impl Callers {
    /// Reads a file that only its owner may read.
    ///
    /// # Errors
    /// [`CallersError`].
    pub fn read(file: &Path) -> Result<Self, CallersError> {
        let rights = std::fs::metadata(file).map_err(CallersError::Unread)?.permissions().mode();
        if rights & OTHERS != 0 {
            return Err(CallersError::Open);
        }
        std::fs::read_to_string(file).map_err(CallersError::Unread)?.parse()
    }

    /// What a secret opens. Every known secret is compared to the end, so that the time tells nothing.
    pub fn known(&self, secret: &str) -> Option<&May> {
        let mut found = u64::MAX;
        for (at, (known, _)) in (0_u64..).zip(&self.known) {
            let same: Choice = known.as_bytes().ct_eq(secret.as_bytes());
            found.conditional_assign(&at, same);
        }
        usize::try_from(found).ok().and_then(|at| self.known.get(at)).map(|(_, may)| may)
    }
}

impl std::str::FromStr for Callers {
    type Err = CallersError;

    fn from_str(text: &str) -> Result<Self, CallersError> {
        let mut known: Vec<(String, May)> = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let bad = |why| CallersError::Line { line, why };
            let (whose, secret) = text
                .split_once(char::is_whitespace)
                .ok_or_else(|| bad("write whose rows, and the secret"))?;
            let secret = secret.trim();
            if secret.len() < SHORTEST || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(bad("a secret has 32 signs or more, and no spaces"));
            }
            if known.iter().any(|(other, _)| other == secret) {
                return Err(bad("the secret stands on another line too"));
            }
            let may = if whose == NATIONAL {
                May::National
            } else {
                let codes: Result<BTreeSet<MunicipalityCode>, _> = whose.split(',').map(str::parse).collect();
                May::Municipalities(
                    codes.map_err(|_| bad("write municipality codes such as 0482, or national"))?,
                )
            };
            known.push((secret.to_owned(), may));
        }
        if known.is_empty() { Err(CallersError::Empty) } else { Ok(Self { known }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::records::{NationalSelection, RecordKind, Selection};

    const FLEN: &str = "flen-flen-flen-flen-flen-flen-flen-flen";
    const BOTH: &str = "both-both-both-both-both-both-both-both";
    const COUNTRY: &str = "country-country-country-country-country";

    fn of(code: &str) -> Question {
        Question::Points { selection: Selection::all(code.parse().unwrap()) }
    }

    #[test]
    fn a_secret_opens_what_its_line_says_and_nothing_else() {
        let text = format!("# rows secret\n0482 {FLEN}\n0481,0482\t{BOTH}\n\nnational   {COUNTRY}\n");
        let callers: Callers = text.parse().unwrap();
        let national =
            Question::National { selection: NationalSelection { kind: RecordKind::Offence, year: 2024 } };
        let may = |secret: &str, question: &Question| callers.known(secret).map(|may| may.ask(question));
        assert_eq!(may(FLEN, &of("0482")), Some(true));
        assert_eq!(may(FLEN, &of("0481")), Some(false), "another municipality's rows");
        assert_eq!(may(FLEN, &national), Some(false), "a municipality is no national role");
        assert_eq!(may(BOTH, &of("0481")), Some(true));
        assert_eq!(may(COUNTRY, &national), Some(true));
        assert_eq!(may(COUNTRY, &of("0482")), Some(false), "a national role sees no rows");
        for stranger in ["", "x", &FLEN[1..], &format!("{FLEN}x")] {
            assert_eq!(may(stranger, &of("0482")), None);
        }
        assert!(!format!("{callers:?}").contains("flen"), "secrets are not told");
    }

    #[test]
    fn a_line_that_is_not_understood_is_named_without_its_secret() {
        for (text, line) in [
            (format!("0482 {FLEN}\n482 {BOTH}"), 2),
            (format!("\n0482{FLEN}"), 2),
            ("0482 short".to_owned(), 1),
            (format!("0482 {FLEN} {BOTH}"), 1),
            (format!("0482 {FLEN}\n0481 {FLEN}"), 2),
        ] {
            let error = text.parse::<Callers>().unwrap_err();
            assert!(matches!(&error, CallersError::Line { line: told, .. } if *told == line), "{error:?}");
            assert!(!error.to_string().contains("flen-"), "{error}");
        }
        assert!(matches!("# nobody\n".parse::<Callers>(), Err(CallersError::Empty)));
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("0482 {FLEN}\n")).unwrap();
        let with = |rights| {
            std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(rights)).unwrap();
            Callers::read(file.path())
        };
        assert!(with(0o600).is_ok());
        assert!(matches!(with(0o640), Err(CallersError::Open)));
    }
}
