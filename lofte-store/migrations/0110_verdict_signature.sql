-- Signatures of the sides on recorded verdicts, with what a side sees otherwise. Rows are added and never changed, but that
-- a passage is masked.
CREATE TABLE verdict_signature (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    promise TEXT NOT NULL,
    number BIGINT NOT NULL,
    verdict BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, promise, number),
    FOREIGN KEY (municipality, promise, verdict) REFERENCES verdict (municipality, promise, number)
);
