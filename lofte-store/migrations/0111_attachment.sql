-- Scans of signed papers, by the digest of their bytes. They go with their promise, or alone when somebody asks.
CREATE TABLE attachment (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    promise TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, promise, id),
    FOREIGN KEY (municipality, promise) REFERENCES promise (municipality, id)
);
