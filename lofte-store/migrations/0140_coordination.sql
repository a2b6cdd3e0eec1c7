-- Who leads, who coordinates and who meets, and what is on record of it: one for each municipality. What a record said before a
-- correction stands in body.
CREATE TABLE coordination (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality)
);
