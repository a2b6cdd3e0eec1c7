-- How files of a source are read, remembered from one delivery to the next. What a mapping said before stands in revision.
CREATE TABLE mapping (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id)
);
