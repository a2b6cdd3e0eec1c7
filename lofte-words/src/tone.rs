//! How a state is felt, and the label that shows it: a tone and a word. The word alone says everything.

/// How a state is felt: gives the colour and the shape beside the word. Never the word itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Reached: kept, done, published.
    Good,
    /// Failed: not kept, dropped with harm, rejected.
    Bad,
    /// Not possible to say: the data do not carry a verdict.
    Unsure,
    /// Under way: ongoing, proposed.
    Active,
    /// At rest: not started, draft, dropped, not known yet.
    Idle,
    /// Needs somebody's eye.
    Warn,
}

impl Tone {
    /// The name in class names, icons and documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Unsure => "unsure",
            Self::Active => "active",
            Self::Idle => "idle",
            Self::Warn => "warn",
        }
    }
}

/// A state label: a shape, a word and a colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The shape and colour.
    pub tone: Tone,
    /// The word, which alone says everything.
    pub word: String,
}

impl Status {
    /// A label with this tone and word.
    pub fn new(tone: Tone, word: impl Into<String>) -> Self {
        Self { tone, word: word.into() }
    }
}
