-- Categories that a municipality added beside the shared scheme. Rows have the slug, which stays; the label in body is changed,
-- and what it was before stands in revision.
CREATE TABLE category (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    slug TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, slug)
);
