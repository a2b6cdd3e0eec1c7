//! The tables as a backup carries them: names, columns and an order in which nothing refers to what comes later.
//!
//! Sessions, known browsers, one-time links and calendar addresses are left out: a restored backup should let nobody in. A test compares this
//! list with the tables that the migrations make.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Int,
    Bool,
}

use Kind::{Bool, Int, Text};

/// One table.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// Columns that rows are sorted by: the primary key.
    pub(crate) key: &'static str,
    pub(crate) columns: &'static [(&'static str, Kind)],
}

impl Table {
    /// All rows in the order of the key: everybody's, or those of the municipality that is the first argument.
    pub(crate) fn select(&self, of_one: bool) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        // The key of every table begins with the municipality.
        let municipality = self.key.split(',').next().unwrap_or(self.key);
        let whose = if of_one { format!(" WHERE {municipality} = $1") } else { String::new() };
        format!("SELECT {} FROM {}{whose} ORDER BY {}", columns.join(", "), self.name, self.key)
    }
}

const TENANT: (&str, Kind) = ("municipality", Text);
const ID: (&str, Kind) = ("id", Text);
const VERSION: (&str, Kind) = ("version", Int);
const NUMBER: (&str, Kind) = ("number", Int);
const BODY: (&str, Kind) = ("body", Text);

pub(crate) const TABLES: &[Table] = &[
    Table { name: "municipality", key: "code", columns: &[("code", Text), VERSION, BODY] },
    Table { name: "series", key: "municipality, noun", columns: &[TENANT, ("noun", Text), ("last", Int)] },
    Table {
        name: "area",
        key: "municipality, code",
        columns: &[TENANT, ("code", Text), VERSION, ("kind", Text), BODY],
    },
    Table {
        name: "party",
        key: "municipality, id",
        columns: &[TENANT, ID, VERSION, ("name", Text), ("kind", Text), BODY],
    },
    Table {
        name: "agreement",
        key: "municipality, id",
        columns: &[TENANT, ID, VERSION, ("starts", Text), BODY],
    },
    Table { name: "coordination", key: "municipality", columns: &[TENANT, VERSION, BODY] },
    Table {
        name: "delivery",
        key: "municipality, id",
        columns: &[
            TENANT,
            ID,
            VERSION,
            ("kind", Text),
            ("source", Text),
            ("file_fingerprint", Text),
            ("stored", Int),
            ("delivered_at", Int),
            ("undone", Bool),
            BODY,
        ],
    },
    Table { name: "mapping", key: "municipality, id", columns: &[TENANT, ID, VERSION, BODY] },
    Table { name: "link", key: "municipality, id", columns: &[TENANT, ID, VERSION, BODY] },
    Table { name: "draft_picture", key: "municipality", columns: &[TENANT, VERSION, BODY] },
    Table {
        name: "picture",
        key: "municipality, number",
        columns: &[TENANT, NUMBER, ("adopted_at", Int), ("fingerprint", Text), BODY],
    },
    Table { name: "problem", key: "municipality, id", columns: &[TENANT, ID, VERSION, NUMBER, BODY] },
    Table {
        name: "promise",
        key: "municipality, id",
        columns: &[TENANT, ID, VERSION, NUMBER, ("state", Text), BODY],
    },
    Table {
        name: "measure",
        key: "municipality, id",
        columns: &[
            TENANT,
            ID,
            VERSION,
            NUMBER,
            ("promise", Text),
            ("owner", Text),
            ("execution", Text),
            ("deadline", Text),
            BODY,
        ],
    },
    Table { name: "plan_draft", key: "municipality", columns: &[TENANT, VERSION, BODY] },
    Table {
        name: "action_plan",
        key: "municipality, number",
        columns: &[TENANT, NUMBER, VERSION, ("adopted_at", Int), ("fingerprint", Text), BODY],
    },
    Table {
        name: "library_measure",
        key: "municipality, id",
        columns: &[TENANT, ID, VERSION, ("title", Text), BODY],
    },
    Table { name: "category", key: "municipality, slug", columns: &[TENANT, ("slug", Text), VERSION, BODY] },
    Table {
        name: "loaded_table",
        key: "municipality, id",
        columns: &[TENANT, ID, VERSION, ("content", Text), BODY],
    },
    Table { name: "term", key: "municipality, id", columns: &[TENANT, ID, VERSION, ("term", Text), BODY] },
    Table {
        name: "activity",
        key: "municipality, id",
        columns: &[
            TENANT,
            ID,
            VERSION,
            ("promise", Text),
            ("commitment", Int),
            ("party", Text),
            ("day", Text),
            BODY,
        ],
    },
    Table {
        name: "revision",
        key: "municipality, noun, id, number",
        columns: &[TENANT, ("noun", Text), ID, NUMBER, ("at", Int), BODY],
    },
    Table {
        name: "rhythm",
        key: "municipality, promise",
        columns: &[TENANT, ("promise", Text), VERSION, BODY],
    },
    Table {
        name: "checkpoint",
        key: "municipality, id",
        columns: &[TENANT, ID, VERSION, ("promise", Text), ("day", Text), BODY],
    },
    Table {
        name: "verdict",
        key: "municipality, promise, number",
        columns: &[
            TENANT,
            ("promise", Text),
            NUMBER,
            ("answer", Text),
            ("judged_at", Int),
            ("judged_by", Text),
            BODY,
        ],
    },
    Table {
        name: "attachment",
        key: "municipality, promise, id",
        columns: &[TENANT, ("promise", Text), ID, ("at", Int), BODY],
    },
    Table {
        name: "verdict_signature",
        key: "municipality, promise, number",
        columns: &[TENANT, ("promise", Text), NUMBER, ("verdict", Int), ("at", Int), BODY],
    },
    Table {
        name: "feedback",
        key: "municipality, promise, number",
        columns: &[TENANT, ("promise", Text), NUMBER, ("written_at", Int), BODY],
    },
    Table {
        name: "publication",
        key: "municipality, number",
        columns: &[
            TENANT,
            NUMBER,
            ("published_at", Int),
            ("fingerprint", Text),
            BODY,
            ("snapshot", Text),
            ("ledger", Text),
        ],
    },
    Table { name: "public_side", key: "municipality, number", columns: &[TENANT, NUMBER, ("at", Int), BODY] },
    Table { name: "protection", key: "municipality", columns: &[TENANT, VERSION, BODY] },
    Table {
        name: "mask",
        key: "municipality, number",
        columns: &[TENANT, NUMBER, ("at", Int), ("noun", Text), ("id", Text), BODY],
    },
    Table {
        name: "account",
        key: "municipality, id",
        columns: &[
            TENANT,
            ID,
            VERSION,
            ("login", Text),
            ("login_key", Text),
            ("role", Text),
            ("party", Text),
            ("password_hash", Text),
            ("created_at", Int),
            ("closed_at", Int),
            ("made_by", Text),
            ("made_through", Text),
            ("password_at", Int),
            ("password_by", Text),
            ("password_through", Text),
        ],
    },
    Table {
        name: "factor",
        key: "municipality, account, kind",
        columns: &[TENANT, ("account", Text), ("kind", Text), BODY],
    },
    Table {
        name: "recovery_code",
        key: "municipality, account, code",
        columns: &[TENANT, ("account", Text), ("code", Text)],
    },
    Table {
        name: "job",
        key: "municipality, id",
        columns: &[
            TENANT,
            ID,
            ("verb", Text),
            ("state", Text),
            ("progress", Int),
            ("message", Text),
            ("payload", Text),
            ("created_by", Text),
            ("created_at", Int),
            ("started_at", Int),
            ("finished_at", Int),
        ],
    },
    Table {
        name: "audit",
        key: "municipality, number",
        columns: &[
            TENANT,
            NUMBER,
            ("at", Int),
            ("account", Text),
            ("verb", Text),
            ("noun", Text),
            ("id", Text),
            VERSION,
            ("fingerprint", Text),
            ("channel", Text),
            ("system_user", Text),
            ("address", Text),
            ("browser", Text),
            ("times", Int),
            ("chain", Text),
        ],
    },
];
