-- Casework: what people write and decide. One text for SQLite and PostgreSQL, hence TEXT, BIGINT and BOOLEAN only.
-- Times are microseconds since 1970-01-01 UTC. body is the value of the noun as JSON; the other columns are what is
-- asked for. Every table but the last is one municipality's, and no key reaches across municipalities.

CREATE TABLE municipality (
    code TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    body TEXT NOT NULL
);

-- The last number given to each noun that people call by number.
CREATE TABLE series (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    noun TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (municipality, noun)
);

CREATE TABLE area (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, code)
);

CREATE TABLE party (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id)
);

CREATE TABLE agreement (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    starts TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id)
);

CREATE TABLE delivery (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    file_fingerprint TEXT NOT NULL,
    stored BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    undone BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id)
);

-- The rows of one file count once: a second delivery of it can only hold duplicates.
CREATE UNIQUE INDEX delivery_file ON delivery (municipality, kind, source, file_fingerprint)
    WHERE NOT undone AND stored > 0;

CREATE TABLE draft_picture (
    municipality TEXT NOT NULL PRIMARY KEY REFERENCES municipality (code),
    version BIGINT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE picture (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    number BIGINT NOT NULL,
    adopted_at BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, number)
);

CREATE TABLE problem (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id),
    UNIQUE (municipality, number)
);

CREATE TABLE promise (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id),
    UNIQUE (municipality, number)
);

CREATE TABLE measure (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    promise TEXT,
    owner TEXT NOT NULL,
    execution TEXT NOT NULL,
    deadline TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id),
    UNIQUE (municipality, number),
    FOREIGN KEY (municipality, promise) REFERENCES promise (municipality, id),
    FOREIGN KEY (municipality, owner) REFERENCES party (municipality, id)
);

CREATE TABLE verdict (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    promise TEXT NOT NULL,
    number BIGINT NOT NULL,
    answer TEXT NOT NULL,
    judged_at BIGINT NOT NULL,
    judged_by TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, promise, number),
    FOREIGN KEY (municipality, promise) REFERENCES promise (municipality, id)
);

CREATE TABLE feedback (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    promise TEXT NOT NULL,
    number BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, promise, number),
    FOREIGN KEY (municipality, promise) REFERENCES promise (municipality, id)
);

CREATE TABLE publication (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    number BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    body TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    PRIMARY KEY (municipality, number)
);

-- id is the account's; login_key is the login in lower case, one for each account in the whole installation.
CREATE TABLE account (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    party TEXT,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, party) REFERENCES party (municipality, id)
);

-- token is the SHA-256 of what the browser holds.
CREATE TABLE session (
    token TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    account TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (municipality, account) REFERENCES account (municipality, id) ON DELETE CASCADE
);

CREATE INDEX session_account ON session (municipality, account);

CREATE TABLE job (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    verb TEXT NOT NULL,
    state TEXT NOT NULL,
    progress BIGINT NOT NULL,
    message TEXT,
    payload TEXT NOT NULL,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    PRIMARY KEY (municipality, id)
);

CREATE INDEX job_queue ON job (state, created_at);

-- Who did what. The account is an id without a reference, so that an erased account leaves its deeds behind.
CREATE TABLE audit (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT,
    verb TEXT NOT NULL,
    noun TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT,
    fingerprint TEXT,
    PRIMARY KEY (municipality, number)
);

-- Failed sign-ins, by the SHA-256 of what was typed as login (people type passwords there) and by hour since 1970.
CREATE TABLE failed_sign_in (
    login_fingerprint TEXT NOT NULL,
    hour BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (login_fingerprint, hour)
);
