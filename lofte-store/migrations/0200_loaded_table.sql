-- Tables that a municipality loaded and somebody else answers for: a gazetteer, weights of harm. The content
-- is never changed; it is emptied when a table is taken back. A table is found by kind and number, such as gazetteer-2.
CREATE TABLE loaded_table (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, id)
);
