-- Accounts whose holders choose their own passwords. A login belongs to one open account of a municipality, so a closed
-- one does not use it up, and two municipalities may use the same. Sessions end with this change.
DROP TABLE session;
DROP TABLE failed_sign_in;

-- made_… say by whom and by which channel the account was made, password_… the same of the link that its password was
-- chosen by. password_hash is missing until somebody has chosen one.
CREATE TABLE account_next (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL,
    role TEXT NOT NULL,
    party TEXT,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    closed_at BIGINT,
    made_by TEXT,
    made_through TEXT,
    password_at BIGINT,
    password_by TEXT,
    password_through TEXT,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, party) REFERENCES party (municipality, id)
);

INSERT INTO account_next (municipality, id, version, login, login_key, role, party, password_hash, created_at, closed_at)
    SELECT municipality, id, version, login, login_key, role, party, password_hash, created_at, closed_at FROM account;

DROP TABLE account;

ALTER TABLE account_next RENAME TO account;

CREATE UNIQUE INDEX account_login ON account (municipality, login_key) WHERE closed_at IS NULL;

-- token is the SHA-256 of what the browser holds. A session ends at expires_at, or when nothing was asked for a while.
CREATE TABLE session (
    token TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    account TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT,
    browser TEXT,
    FOREIGN KEY (municipality, account) REFERENCES account (municipality, id) ON DELETE CASCADE
);

CREATE INDEX session_account ON session (municipality, account);

-- Browsers that somebody has signed in with: strangers' guesses do not hold them up.
CREATE TABLE known_browser (
    token TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    account TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    FOREIGN KEY (municipality, account) REFERENCES account (municipality, id) ON DELETE CASCADE
);

CREATE INDEX known_browser_account ON known_browser (municipality, account);

-- Links that are used once: an invitation, or a new password. token is the SHA-256 of what the link holds.
CREATE TABLE account_link (
    token TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    account TEXT NOT NULL,
    purpose TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT,
    made_through TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (municipality, account) REFERENCES account (municipality, id) ON DELETE CASCADE
);

-- What one shows beside the password: kind is totp; body its JSON.
CREATE TABLE factor (
    municipality TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, account, kind),
    FOREIGN KEY (municipality, account) REFERENCES account (municipality, id) ON DELETE CASCADE
);

-- Codes that each recover the account once, as SHA-256.
CREATE TABLE recovery_code (
    municipality TEXT NOT NULL,
    account TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (municipality, account, code),
    FOREIGN KEY (municipality, account) REFERENCES account (municipality, id) ON DELETE CASCADE
);
