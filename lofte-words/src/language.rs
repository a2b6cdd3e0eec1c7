//! Texts for people: Swedish, easy Swedish and English messages from `texts/<language>/*.ftl`, shared by pages and commands.
//!
//! Page prose stands in the templates; what is said in more than one place (errors, problems, states, verdicts,
//! categories) stands here. Numbers are formatted by the caller ([`crate::number`]), so that a message never
//! guesses at thousands or decimals.

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

static_loader! {
    static MESSAGES = {
        locales: "./texts",
        fallback_language: "sv",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language that Löfte speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Swedish: all pages.
    #[default]
    Swedish,
    /// Easy Swedish (lättläst): what residents read of the promises. Its texts are those that say it in other words; all
    /// others are the Swedish ones.
    EasySwedish,
    /// English: commands with `--lang en`.
    English,
}

impl Language {
    /// The language tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Swedish => "sv",
            // The registered variant for a simplified form (BCP 47).
            Self::EasySwedish => "sv-simple",
            Self::English => "en",
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Swedish => langid!("sv"),
            Self::EasySwedish => langid!("sv-simple"),
            Self::English => langid!("en"),
        }
    }

    /// The message with this key, or the key itself where there is none (a test sees to it that there is).
    pub fn say(self, key: &str) -> String {
        MESSAGES.try_lookup(&self.identifier(), key).unwrap_or_else(|| key.to_owned())
    }

    /// The message with this key and arguments.
    pub fn tell(self, key: &str, arguments: &[(&'static str, String)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str())))
            .collect();
        MESSAGES.try_lookup_with_args(&self.identifier(), key, &arguments).unwrap_or_else(|| key.to_owned())
    }

    /// The message with this key and arguments that were kept with their names.
    pub fn retell(self, key: &str, arguments: &BTreeMap<String, String>) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
            .iter()
            .map(|(name, value)| (Cow::Owned(name.clone()), FluentValue::from(value.as_str())))
            .collect();
        MESSAGES.try_lookup_with_args(&self.identifier(), key, &arguments).unwrap_or_else(|| key.to_owned())
    }

    /// Whether there is a message with this key that this language can use: easy Swedish says what it has no other words for
    /// as Swedish does. English does not fall back on Swedish where it can be asked first.
    pub fn can_say(self, key: &str) -> bool {
        self.knows(key) || (self == Self::EasySwedish && Self::Swedish.knows(key))
    }

    /// Whether there is a message with this key in this very language.
    pub fn knows(self, key: &str) -> bool {
        // A text with gaps that nobody filled is there all the same; the type of the error is not exported.
        MESSAGES
            .lookup_single_language::<&str>(&self.identifier(), key, None)
            .map_or_else(|error| error.to_string().starts_with("Fluent errors"), |_| true)
    }
}
