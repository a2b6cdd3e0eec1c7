-- The action plan beside its measures: the words around them as they are worked on, and the versions that were decided.
-- Of a version only the note of its decision, a masked passage and that it was taken back are ever changed.
CREATE TABLE plan_draft (
    municipality TEXT NOT NULL PRIMARY KEY REFERENCES municipality (code),
    version BIGINT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE action_plan (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    adopted_at BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, number)
);
