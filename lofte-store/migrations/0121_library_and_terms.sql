-- Measures that a municipality has added to the library, and the words of its dictionary. Both are changed and taken back,
-- and what they said before stands in revision.
CREATE TABLE library_measure (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id)
);

CREATE TABLE term (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    term TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id)
);
