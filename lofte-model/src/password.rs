//! What may be a password: long enough, and none of those that are tried first.
//!
//! One rule for pages and commands: at least [`SHORTEST`] signs and at most [`LONGEST_BYTES`] bytes; not the login, not
//! one sign or a short piece over and over, not a row of the keyboard or of the alphabet, and not a common word with
//! signs at its ends. No rule asks for kinds of signs: those make passwords worse (NIST SP 800-63B, 5.1.1.2). Left out:
//! asking a service on the network whether a password has leaked, and how strong a password is beyond the rule.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Fewest signs.
pub const SHORTEST: usize = 12;
/// Most bytes: more would only be work for whoever checks it.
pub const LONGEST_BYTES: usize = 1024;

/// A password of fewer different signs is refused.
const FEWEST_DIFFERENT: usize = 5;
/// Rows that fingers follow.
const ROWS: [&str; 4] = [
    "12345678901234567890",
    "qwertyuiopåasdfghjklöäzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolpöåä",
    "abcdefghijklmnopqrstuvwxyzåäö",
];

static COMMON: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let list = include_str!("../data/common-passwords.txt");
    list.lines().filter(|line| !line.starts_with('#')).collect()
});

/// Why something may not be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// Too few signs.
    #[error("too short: at least {SHORTEST} signs")]
    Short,
    /// Too many bytes.
    #[error("too long: at most {LONGEST_BYTES} bytes")]
    Long,
    /// The login is in it, or it in the login.
    #[error("too like the login")]
    Login,
    /// The same few signs over and over.
    #[error("the same signs over and over")]
    Repeated,
    /// A row of the keyboard, the alphabet or the numbers.
    #[error("a row of the keyboard or the alphabet")]
    Row,
    /// A word that many choose.
    #[error("a word that many choose")]
    Common,
}

/// Refuses what would be guessed first.
///
/// ```
/// use lofte_model::password::{Weakness, check};
/// assert_eq!(check("lampan under bron", "samordnare"), Ok(()));
/// assert_eq!(check("samordnare2026", "samordnare"), Err(Weakness::Login));
/// ```
pub fn check(password: &str, login: &str) -> Result<(), Weakness> {
    if password.len() > LONGEST_BYTES {
        return Err(Weakness::Long);
    }
    if password.chars().count() < SHORTEST {
        return Err(Weakness::Short);
    }
    let plain = password.to_lowercase();
    if like_login(&plain, &login.trim().to_lowercase()) {
        Err(Weakness::Login)
    } else if repeats(&plain) {
        Err(Weakness::Repeated)
    } else if is_row(&plain) {
        Err(Weakness::Row)
    } else if is_common(&plain) {
        Err(Weakness::Common)
    } else {
        Ok(())
    }
}

/// Whether little is left of the password without the login. A login of two letters may occur by chance.
fn like_login(password: &str, login: &str) -> bool {
    let name = login.split('@').next().unwrap_or(login);
    [login, name].into_iter().filter(|part| !part.is_empty()).any(|part| {
        let rest = password.replace(part, "");
        rest.len() < password.len() && (part.chars().count() >= 4 || rest.chars().count() < SHORTEST / 2)
    })
}

/// Whether it has few different signs, or is a piece of at most half its length again and again.
fn repeats(password: &str) -> bool {
    let signs: Vec<char> = password.chars().collect();
    let different: BTreeSet<char> = signs.iter().copied().collect();
    different.len() < FEWEST_DIFFERENT
        || (1..=signs.len() / 2)
            .any(|length| signs.iter().zip(&signs[length..]).all(|(one, other)| one == other))
}

/// Whether it is pieces of rows, each at least four signs long, forwards or backwards.
fn is_row(password: &str) -> bool {
    let signs: Vec<char> = password.chars().filter(|sign| sign.is_alphanumeric()).collect();
    let mut at = 0;
    while at < signs.len() {
        match longest_in_a_row(&signs[at..]) {
            piece if piece >= 4 => at += piece,
            _ => return false,
        }
    }
    !signs.is_empty()
}

fn longest_in_a_row(signs: &[char]) -> usize {
    let rows = ROWS.iter().flat_map(|row| [row.to_string(), row.chars().rev().collect()]);
    let rows: Vec<String> = rows.collect();
    let within = |length: usize| {
        let piece: String = signs[..length].iter().collect();
        rows.iter().any(|row| row.contains(&piece))
    };
    (1..=signs.len()).take_while(|length| within(*length)).last().unwrap_or(0)
}

/// Whether it is a common word, as it is or with figures and other signs at its ends.
fn is_common(password: &str) -> bool {
    let without_ends = password.trim_matches(|sign: char| !sign.is_alphabetic());
    [password, without_ends].into_iter().any(|word| COMMON.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_guessed_first_is_refused() {
        for (password, login, why) in [
            ("elva tecken", "anna", Weakness::Short),
            ("aaaaaaaaaaaa", "aaaaaaaaaaaa", Weakness::Login),
            ("aaaaaaaaaaaaaaaa", "anna", Weakness::Repeated),
            ("abababababab", "anna", Weakness::Repeated),
            ("hemlis1hemlis1", "anna", Weakness::Repeated),
            ("123456789012", "anna", Weakness::Row),
            ("210987654321", "anna", Weakness::Row),
            ("qwertyuiopåa", "anna", Weakness::Row),
            ("Qwertyui1234", "anna", Weakness::Row),
            ("abcdefghijklmnop", "anna", Weakness::Row),
            ("password2026!", "anna", Weakness::Common),
            ("Sommar2026!!!", "anna", Weakness::Common),
            ("medborgarlöfte", "anna", Weakness::Common),
            ("1q2w3e4r5t6y", "anna", Weakness::Common),
            ("kommun-polis-1", "polis", Weakness::Login),
            ("samordnare@flen", "samordnare@flen", Weakness::Login),
        ] {
            assert_eq!(check(password, login), Err(why), "{password}");
        }
        assert_eq!(check(&"långt ".repeat(200), "anna"), Err(Weakness::Long));
    }

    #[test]
    fn words_in_a_row_are_good_enough() {
        for password in ["fyra ord i rad", "loftet-ska-hallas", "Xk4!pq9vL2mz", "lampan under bron"] {
            assert_eq!(check(password, "an"), Ok(()), "{password}");
        }
    }

    #[test]
    fn the_list_is_in_lower_case_and_not_empty() {
        assert!(COMMON.len() > 3000);
        assert!(COMMON.iter().all(|word| **word == word.to_lowercase()));
    }
}
