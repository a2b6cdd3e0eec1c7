-- What was decided about rows of two sources that may tell of the same event. Decisions are taken back, never removed.
CREATE TABLE link (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id)
);
