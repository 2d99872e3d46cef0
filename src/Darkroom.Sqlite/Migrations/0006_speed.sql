-- Open slots are looked for by one status. SQLite uses a partial index for that if the index says OR, not if it says IN.
DROP INDEX slots_open;
CREATE INDEX slots_open ON slots (status, lane, queued_at, generation_id, image_index) WHERE status = 'waiting' OR status = 'running';

CREATE INDEX generations_running ON generations (created_at, id) WHERE status = 'running';

-- Pages of one provider or one model, newest first; images_by_provider serves both together.
CREATE INDEX images_by_provider_position ON images (provider, position);
CREATE INDEX images_by_model_position ON images (model, position);

-- Totals that pages show, kept by triggers so that no view counts rows.
CREATE TABLE gallery_totals (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    images INTEGER NOT NULL,
    bytes  INTEGER NOT NULL
) STRICT;

INSERT INTO gallery_totals (id, images, bytes) SELECT 1, count(*), coalesce(sum(bytes), 0) FROM images;

CREATE TRIGGER images_total_insert AFTER INSERT ON images BEGIN
    UPDATE gallery_totals SET images = images + 1, bytes = bytes + new.bytes WHERE id = 1;
END;

CREATE TRIGGER images_total_delete AFTER DELETE ON images BEGIN
    UPDATE gallery_totals SET images = images - 1, bytes = bytes - old.bytes WHERE id = 1;
END;

CREATE TRIGGER images_total_update AFTER UPDATE OF bytes ON images BEGIN
    UPDATE gallery_totals SET bytes = bytes - old.bytes + new.bytes WHERE id = 1;
END;

CREATE TABLE charge_totals (
    day           INTEGER NOT NULL,                    -- days of UTC since 1970
    provider      TEXT    NOT NULL,
    calls         INTEGER NOT NULL,
    cost_micros   INTEGER NOT NULL,                    -- of the calls with a known cost
    unknown       INTEGER NOT NULL,                    -- calls without one
    counted_micros INTEGER NOT NULL,                   -- what counts against the limit of the day: the cost, else the estimate
    PRIMARY KEY (day, provider)
) STRICT, WITHOUT ROWID;

INSERT INTO charge_totals (day, provider, calls, cost_micros, unknown, counted_micros)
SELECT at / 86400000, provider, count(*), coalesce(sum(cost_micros), 0), sum(cost_micros IS NULL), sum(coalesce(cost_micros, estimate_micros, 0))
FROM charges GROUP BY at / 86400000, provider;

CREATE TRIGGER charges_total_insert AFTER INSERT ON charges BEGIN
    INSERT INTO charge_totals (day, provider, calls, cost_micros, unknown, counted_micros)
    VALUES (new.at / 86400000, new.provider, 1, coalesce(new.cost_micros, 0), new.cost_micros IS NULL, coalesce(new.cost_micros, new.estimate_micros, 0))
    ON CONFLICT DO UPDATE SET calls = calls + 1, cost_micros = cost_micros + excluded.cost_micros, unknown = unknown + excluded.unknown,
        counted_micros = counted_micros + excluded.counted_micros;
END;

CREATE TRIGGER charges_total_delete AFTER DELETE ON charges BEGIN
    UPDATE charge_totals SET calls = calls - 1, cost_micros = cost_micros - coalesce(old.cost_micros, 0), unknown = unknown - (old.cost_micros IS NULL),
        counted_micros = counted_micros - coalesce(old.cost_micros, old.estimate_micros, 0)
    WHERE day = old.at / 86400000 AND provider = old.provider;
END;

CREATE TRIGGER charges_total_update AFTER UPDATE OF cost_micros, estimate_micros ON charges BEGIN
    UPDATE charge_totals SET cost_micros = cost_micros - coalesce(old.cost_micros, 0) + coalesce(new.cost_micros, 0),
        unknown = unknown - (old.cost_micros IS NULL) + (new.cost_micros IS NULL),
        counted_micros = counted_micros - coalesce(old.cost_micros, old.estimate_micros, 0) + coalesce(new.cost_micros, new.estimate_micros, 0)
    WHERE day = old.at / 86400000 AND provider = old.provider;
END;
