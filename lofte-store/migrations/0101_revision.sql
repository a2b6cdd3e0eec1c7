-- What problems, measures and organisations said before they were changed. Rows are added; masking reaches them, and they
-- go with the thing.
CREATE TABLE revision (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    noun TEXT NOT NULL,
    id TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, noun, id, number)
);
