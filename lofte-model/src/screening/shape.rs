//! How a text is written, without what it says.

/// Longest shape, in characters.
const LONGEST: usize = 40;

/// The shape of a text: `9` for each digit, `a` for each run of letters, signs and spaces as they are, cut to 40
/// characters. It says enough to mend a form of time or number, and nothing of anybody.
///
/// ```
/// use lofte_model::screening::shape;
/// assert_eq!(shape("2023-02-31 25:10"), "9999-99-99 99:99");
/// assert_eq!(shape("kl. 14 hos Anna"), "a. 99 a a");
/// ```
pub fn shape(text: &str) -> String {
    let mut shape = String::new();
    let mut in_word = false;
    for sign in text.trim().chars() {
        let word = sign.is_alphabetic();
        if !(word && in_word) {
            shape.push(match sign {
                _ if word => 'a',
                _ if sign.is_numeric() => '9',
                _ if sign.is_whitespace() => ' ',
                _ if sign.is_ascii_punctuation() => sign,
                _ => '·',
            });
        }
        in_word = word;
    }
    shape.chars().take(LONGEST).collect()
}
