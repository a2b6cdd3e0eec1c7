-- What was done towards undertakings of promises, one row for each time. What it said before a correction stands in body.
CREATE TABLE activity (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    promise TEXT NOT NULL,
    commitment BIGINT NOT NULL,
    party TEXT NOT NULL,
    day TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, promise) REFERENCES promise (municipality, id),
    FOREIGN KEY (municipality, party) REFERENCES party (municipality, id)
);

CREATE INDEX activity_of ON activity (municipality, promise, day);
