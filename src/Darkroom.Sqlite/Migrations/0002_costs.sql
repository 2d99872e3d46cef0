ALTER TABLE images ADD COLUMN cost_micros INTEGER;     -- millionths of a US dollar, as all money here; null where nobody knows
ALTER TABLE images ADD COLUMN cost_basis TEXT;

-- One row for each call that may cost money, written before it is made.
CREATE TABLE charges (
    id              INTEGER NOT NULL PRIMARY KEY,
    at              INTEGER NOT NULL,                  -- its day of UTC is the day it counts to
    provider        TEXT    NOT NULL,
    model           TEXT,
    generation_id   TEXT    NOT NULL,
    image_index     INTEGER NOT NULL,
    attempt         INTEGER NOT NULL,
    estimate_micros INTEGER,
    cost_micros     INTEGER,                           -- null while it runs, and where nobody knows
    basis           TEXT,
    UNIQUE (generation_id, image_index, attempt, provider)
) STRICT;

CREATE INDEX charges_by_time ON charges (at);
