//! What is told to people goes by a code and named values; the sentence itself is looked up where it is read.
//!
//! A code is stable: texts are found by it. No wording and no language here.

/// Something that is told to a person by a text that is looked up.
pub trait Told {
    /// The stable code, in kebab case.
    fn code(&self) -> &'static str;
    /// Named arguments of the text.
    fn args(&self) -> Vec<(&'static str, String)>;
}

/// An error with all that caused it, on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
