//! The two tables: arrows between our crates, and outside crates that have one home.
//!
//! Change a row only together with ARCHITECTURE.md and an ADR that says why.

/// A crate of ours and what it may see of the others.
pub struct Wall {
    /// The crate.
    pub name: &'static str,
    /// The crates of ours that it may declare, for any purpose.
    pub may_use: &'static [&'static str],
    /// What to do instead of a forbidden arrow.
    pub instead: &'static str,
}

/// Data flows one way: in, memory, reading room, out. The house knows them all.
pub const WALLS: &[Wall] = &[
    Wall {
        name: "lofte-analysis",
        may_use: &[],
        instead: "analysis is pure functions on slices: let the caller hand over plain numbers and places",
    },
    Wall {
        name: "lofte-model",
        may_use: &["lofte-analysis"],
        instead: "the model does no I/O: return a value and let lofte-app carry it there",
    },
    Wall {
        name: "lofte-words",
        may_use: &["lofte-analysis", "lofte-model"],
        instead: "wording does no I/O and decides nothing: hand over the values of the model that are to be told",
    },
    Wall {
        name: "lofte-import",
        may_use: &["lofte-analysis", "lofte-model"],
        instead: "import returns (records, problems): let lofte-app store them",
    },
    Wall {
        name: "lofte-records",
        may_use: &["lofte-analysis", "lofte-model"],
        instead: "records know rows, not casework or pages: let lofte-app bring the two together",
    },
    Wall {
        name: "lofte-analyse",
        may_use: &["lofte-analysis", "lofte-import", "lofte-model", "lofte-records", "lofte-words"],
        instead: "an analyst's command reads files of its own and asks a method: let lofte open a house and hand rows over",
    },
    Wall {
        name: "lofte-store",
        may_use: &["lofte-model"],
        instead: "the store saves and loads the model's types: let lofte-app compute before it saves",
    },
    Wall {
        name: "lofte-publish",
        may_use: &["lofte-analysis", "lofte-model", "lofte-words"],
        instead: "what is published must come in through a Snapshot, so that nothing else can leak",
    },
    Wall {
        name: "lofte-app",
        may_use: &[
            "lofte-analysis",
            "lofte-import",
            "lofte-model",
            "lofte-publish",
            "lofte-records",
            "lofte-store",
            "lofte-words",
        ],
        instead: "a use case knows no page and no command: take an argument and return a value",
    },
    Wall {
        name: "lofte-cluster",
        may_use: &["lofte-analysis", "lofte-model", "lofte-records"],
        instead: "the cluster answers a Selection and knows nothing more",
    },
    Wall {
        name: "lofte",
        may_use: &[
            "lofte-analyse",
            "lofte-analysis",
            "lofte-app",
            "lofte-import",
            "lofte-model",
            "lofte-publish",
            "lofte-records",
            "lofte-store",
            "lofte-words",
        ],
        instead: "the cluster is its own program, and the workshop's tools are not part of the product",
    },
    Wall {
        name: "xtask",
        may_use: &[],
        instead: "start the built program instead, as a user would: xtask must build in seconds",
    },
];

/// A family of outside crates and the only crates of ours that may declare it.
pub struct Outside {
    /// The name that the family shares: `typst` covers `typst-pdf` too.
    pub family: &'static str,
    /// Who may declare it.
    pub only: &'static [&'static str],
    /// What to do instead.
    pub instead: &'static str,
}

impl Outside {
    /// Whether a crate belongs to this family.
    pub fn covers(&self, name: &str) -> bool {
        name.strip_prefix(self.family).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    }
}

const PROGRAMS: &[&str] = &["lofte", "lofte-cluster", "xtask"];
const COMMANDS: &[&str] = &["lofte", "lofte-analyse", "lofte-cluster", "xtask"];
const ROWS: &[&str] = &["lofte-cluster", "lofte-records"];
/// Who keeps rows in columns, and the door, which reads those of strangers.
const COLUMNS: &[&str] = &["lofte-cluster", "lofte-import", "lofte-records"];
const CLUSTER: &[&str] = &["lofte-cluster"];
const HOUSE: &[&str] = &["lofte"];
const SERVERS: &[&str] = &["lofte", "lofte-cluster"];
const CALLERS: &[&str] = &["lofte", "lofte-cluster", "lofte-import", "lofte-records"];

const SERVE: &str = "HTTP is served in one place: add a route in lofte/src/pages, public or api";
const PROSE: &str = "return a typed value and write the words in lofte/templates or lofte-words/texts";
const QUERY: &str = "ask Records with a Selection";
const ENGINE: &str = "the ordinary build stays light: ask Records, which may ask the cluster";
const FETCH: &str = "this crate does not see the network: let the caller fetch and hand over bytes";

/// Outside crates with a home.
pub const OUTSIDE: &[Outside] = &[
    Outside {
        family: "sqlx",
        only: &["lofte-store"],
        instead: "casework SQL lives in lofte-store: add a function there",
    },
    Outside {
        family: "typst",
        only: &["lofte-publish"],
        instead: "documents are made in lofte-publish: add a template and its input there",
    },
    Outside { family: "axum", only: SERVERS, instead: SERVE },
    Outside { family: "tower", only: HOUSE, instead: SERVE },
    Outside { family: "askama", only: HOUSE, instead: PROSE },
    Outside { family: "fluent", only: &["lofte-words"], instead: PROSE },
    Outside { family: "arrow", only: COLUMNS, instead: QUERY },
    Outside { family: "parquet", only: COLUMNS, instead: QUERY },
    Outside { family: "object_store", only: ROWS, instead: QUERY },
    Outside { family: "datafusion", only: CLUSTER, instead: ENGINE },
    Outside { family: "ballista", only: CLUSTER, instead: ENGINE },
    Outside { family: "hyper", only: CALLERS, instead: FETCH },
    Outside { family: "reqwest", only: CALLERS, instead: FETCH },
    Outside { family: "ureq", only: CALLERS, instead: FETCH },
    Outside {
        family: "tokio",
        only: &["lofte", "lofte-app", "lofte-cluster", "lofte-import", "lofte-records", "lofte-store"],
        instead: "this crate waits for nothing: make the function plain and let the caller wait",
    },
    Outside {
        family: "clap",
        only: COMMANDS,
        instead: "only programs read a command line: take an argument",
    },
    Outside {
        family: "anyhow",
        only: PROGRAMS,
        instead: "a library names its errors: one small enum with thiserror in the module that fails",
    },
];
