//! The machine that the program runs on: who gives a command here.
//!
//! Asked of the system, not of the environment, which anybody may set. Left out: directories of users elsewhere
//! (LDAP); an account that is only there is told by its number.

/// Name of the account that runs this process, or its number where the machine's own list has no name for it.
pub fn system_user() -> String {
    let number = rustix::process::getuid().as_raw();
    let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_of(&known, number).unwrap_or_else(|| number.to_string())
}

/// The name of a number in a list of the form of `/etc/passwd`.
fn name_of(list: &str, number: u32) -> Option<String> {
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let found = fields.nth(1)?.parse::<u32>().ok()?;
        (found == number && !name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::{name_of, system_user};

    #[test]
    fn a_number_is_a_name_where_the_list_has_one() {
        let list =
            "root:x:0:0:root:/root:/bin/sh\nbroken\nlofte:x:998:998::/var/lib/lofte:/usr/sbin/nologin\n";
        assert_eq!(name_of(list, 998).as_deref(), Some("lofte"));
        assert_eq!(name_of(list, 1), None);
        assert!(!system_user().is_empty());
    }
}
