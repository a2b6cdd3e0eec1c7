-- Calendar subscriptions: token is the SHA-256 of what the address holds.
CREATE TABLE calendar_feed (
    municipality TEXT NOT NULL,
    account TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (municipality, account),
    FOREIGN KEY (municipality, account) REFERENCES account (municipality, id) ON DELETE CASCADE
);
