-- What the public side shows when it is not the newest publication: the last row holds. Rows are added and stay.
CREATE TABLE public_side (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, number)
);

-- The limits that figures are published with, once somebody has chosen others than the lowest.
CREATE TABLE protection (
    municipality TEXT NOT NULL PRIMARY KEY REFERENCES municipality (code),
    version BIGINT NOT NULL,
    body TEXT NOT NULL
);

-- What was masked, when, by whom and on what ground; never the text that was masked. Rows are added and stay.
CREATE TABLE mask (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    noun TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (municipality, number)
);

CREATE INDEX mask_of ON mask (municipality, noun, id);
