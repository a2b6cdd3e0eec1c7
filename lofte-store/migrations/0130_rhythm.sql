-- How often a promise is followed up while it runs, and the follow-ups that were made: one row for each promise and day,
-- with what it showed and what each side said.
CREATE TABLE rhythm (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    promise TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, promise),
    FOREIGN KEY (municipality, promise) REFERENCES promise (municipality, id)
);

CREATE TABLE checkpoint (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    promise TEXT NOT NULL,
    day TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, promise) REFERENCES promise (municipality, id)
);

CREATE INDEX checkpoint_of ON checkpoint (municipality, promise, day);
