-- The circuit breaker of each provider whose calls failed, and the pause that was reported last.
CREATE TABLE provider_queues (
    lane           TEXT    NOT NULL PRIMARY KEY,       -- the provider's id
    failures       INTEGER NOT NULL,
    wait_ms        INTEGER NOT NULL,
    open_until     INTEGER,
    reported_until INTEGER
) STRICT, WITHOUT ROWID;

-- The starts of the last minute, for providers with a limit of images per minute.
CREATE TABLE slot_starts (
    lane          TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    generation_id TEXT    NOT NULL,
    image_index   INTEGER NOT NULL,
    attempt       INTEGER NOT NULL,
    PRIMARY KEY (lane, at, generation_id, image_index, attempt)
) STRICT, WITHOUT ROWID;

-- Slots that wait for a time.
CREATE INDEX slots_due ON slots (lane, not_before) WHERE status = 'waiting' AND not_before IS NOT NULL;
