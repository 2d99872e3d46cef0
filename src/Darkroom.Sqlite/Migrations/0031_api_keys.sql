-- Keys with which programs use the API. The secret is not stored, only its SHA-256.
CREATE TABLE api_keys (
    id          TEXT    NOT NULL PRIMARY KEY,
    owner_id    INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    secret_hash TEXT    NOT NULL UNIQUE,
    hint        TEXT    NOT NULL,                      -- the secret's last characters
    scope       TEXT    NOT NULL,                      -- read, generate or admin
    limits      TEXT    NOT NULL,                      -- JSON
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER,
    used_at     INTEGER,
    revoked_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_by_owner ON api_keys (owner_id, id);

ALTER TABLE generations ADD COLUMN api_key_id TEXT;    -- the key that started it; null for the owner in person

-- The images that a key has asked for, by the last request for each.
CREATE TABLE api_key_images (
    generation_id   TEXT    NOT NULL,
    image_index     INTEGER NOT NULL,
    api_key_id      TEXT    NOT NULL,
    day             INTEGER NOT NULL,                  -- in the gallery's time zone, counted from 1970
    attempts        INTEGER NOT NULL,                  -- attempts before this request: their charges belong to earlier ones
    open            INTEGER NOT NULL,                  -- 1 while it waits or runs
    counted         INTEGER NOT NULL,                  -- 0 once it failed or was cancelled and cost nothing
    reserved_micros INTEGER NOT NULL,                  -- its likely cost, until the call is recorded as a charge
    PRIMARY KEY (generation_id, image_index)
) STRICT, WITHOUT ROWID;

CREATE INDEX api_key_images_open ON api_key_images (api_key_id, reserved_micros) WHERE open = 1;

-- What a key was used for on each day, kept by triggers.
CREATE TABLE api_key_days (
    api_key_id     TEXT    NOT NULL,
    day            INTEGER NOT NULL,
    images         INTEGER NOT NULL,
    cost_micros    INTEGER NOT NULL,                   -- of the calls with a known cost
    unknown        INTEGER NOT NULL,                   -- calls without one
    counted_micros INTEGER NOT NULL,                   -- what counts against limits: the cost, else the estimate
    PRIMARY KEY (api_key_id, day)
) STRICT, WITHOUT ROWID;

ALTER TABLE charges ADD COLUMN api_key_id TEXT;
ALTER TABLE charges ADD COLUMN key_day INTEGER;        -- the day of api_key_days that it counts to

CREATE TRIGGER api_key_images_insert AFTER INSERT ON api_key_images BEGIN
    INSERT INTO api_key_days (api_key_id, day, images, cost_micros, unknown, counted_micros) VALUES (new.api_key_id, new.day, new.counted, 0, 0, 0)
    ON CONFLICT DO UPDATE SET images = images + excluded.images;
END;

-- There is none for deletions: a new request for an image replaces the row, and an image that was paid for stays counted on its day.
CREATE TRIGGER api_key_images_update AFTER UPDATE OF counted ON api_key_images WHEN new.counted <> old.counted BEGIN
    UPDATE api_key_days SET images = images + new.counted - old.counted WHERE api_key_id = new.api_key_id AND day = new.day;
END;

-- An image that was made stays counted, whatever becomes of its slot.
CREATE TRIGGER slots_of_api_keys AFTER UPDATE OF status ON slots WHEN new.status <> old.status AND old.status <> 'ready' BEGIN
    UPDATE api_key_images SET
        open = new.status = 'waiting' OR new.status = 'running',
        counted = (new.status <> 'failed' AND new.status <> 'cancelled') OR EXISTS (
            SELECT 1 FROM charges c
            WHERE c.generation_id = new.generation_id AND c.image_index = new.image_index AND c.attempt > api_key_images.attempts),
        reserved_micros = iif(new.status = 'waiting' OR new.status = 'running', reserved_micros, 0)
    WHERE generation_id = new.generation_id AND image_index = new.image_index;
END;

CREATE TRIGGER charges_of_api_keys_insert AFTER INSERT ON charges WHEN new.api_key_id IS NOT NULL BEGIN
    INSERT INTO api_key_days (api_key_id, day, images, cost_micros, unknown, counted_micros)
    VALUES (new.api_key_id, new.key_day, 0, coalesce(new.cost_micros, 0), new.cost_micros IS NULL, coalesce(new.cost_micros, new.estimate_micros, 0))
    ON CONFLICT DO UPDATE SET cost_micros = cost_micros + excluded.cost_micros, unknown = unknown + excluded.unknown,
        counted_micros = counted_micros + excluded.counted_micros;
    UPDATE api_key_images SET reserved_micros = 0 WHERE generation_id = new.generation_id AND image_index = new.image_index;
END;

CREATE TRIGGER charges_of_api_keys_update AFTER UPDATE OF cost_micros, estimate_micros ON charges WHEN new.api_key_id IS NOT NULL BEGIN
    UPDATE api_key_days SET cost_micros = cost_micros - coalesce(old.cost_micros, 0) + coalesce(new.cost_micros, 0),
        unknown = unknown - (old.cost_micros IS NULL) + (new.cost_micros IS NULL),
        counted_micros = counted_micros - coalesce(old.cost_micros, old.estimate_micros, 0) + coalesce(new.cost_micros, new.estimate_micros, 0)
    WHERE api_key_id = new.api_key_id AND day = new.key_day;
END;

-- A charge that is released after its image was cancelled gives the image back too.
CREATE TRIGGER charges_of_api_keys_delete AFTER DELETE ON charges WHEN old.api_key_id IS NOT NULL BEGIN
    UPDATE api_key_days SET cost_micros = cost_micros - coalesce(old.cost_micros, 0), unknown = unknown - (old.cost_micros IS NULL),
        counted_micros = counted_micros - coalesce(old.cost_micros, old.estimate_micros, 0)
    WHERE api_key_id = old.api_key_id AND day = old.key_day;
    UPDATE api_key_images SET counted = 0
    WHERE generation_id = old.generation_id AND image_index = old.image_index AND open = 0
        AND EXISTS (
            SELECT 1 FROM slots s
            WHERE s.generation_id = old.generation_id AND s.image_index = old.image_index AND (s.status = 'failed' OR s.status = 'cancelled'))
        AND NOT EXISTS (
            SELECT 1 FROM charges c
            WHERE c.generation_id = old.generation_id AND c.image_index = old.image_index AND c.attempt > api_key_images.attempts);
END;
