-- One row for each base image, instead of JSON in campaigns.concepts.
CREATE TABLE base_images (
    campaign_id        TEXT    NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    concept            INTEGER NOT NULL,
    shape              TEXT    NOT NULL,
    concept_name       TEXT    NOT NULL,
    prompt             TEXT    NOT NULL,
    revision           INTEGER NOT NULL,
    generation_id      TEXT,
    generated_revision INTEGER NOT NULL,
    image_index        INTEGER NOT NULL,
    image_id           TEXT,                           -- the image shown until the generation's is finished
    focus_x            REAL,
    focus_y            REAL,
    PRIMARY KEY (campaign_id, concept, shape)
) STRICT, WITHOUT ROWID;

INSERT INTO base_images (campaign_id, concept, shape, concept_name, prompt, revision, generation_id, generated_revision, image_index, image_id, focus_x, focus_y)
SELECT c.id, json_extract(concept.value, '$.index'), json_extract(image.value, '$.shape'), json_extract(concept.value, '$.name'),
    json_extract(image.value, '$.prompt'), coalesce(json_extract(image.value, '$.revision'), 0), json_extract(image.value, '$.generation_id'),
    coalesce(json_extract(image.value, '$.generated_revision'), 0), coalesce(json_extract(image.value, '$.image_index'), 0),
    json_extract(image.value, '$.image_id'), json_extract(image.value, '$.focus.x'), json_extract(image.value, '$.focus.y')
FROM campaigns c, json_each(c.concepts) concept, json_each(concept.value, '$.images') image;

ALTER TABLE campaigns DROP COLUMN concepts;

-- One row for each creative, with what pages are filtered and ordered by. Derived from the brief, the base images and the states in creatives;
-- written when a page is read and matrix_concepts says that a concept's rows are missing or out of date.
CREATE TABLE matrix (
    campaign_id   TEXT    NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    concept_order INTEGER NOT NULL,
    format_order  INTEGER NOT NULL,
    key           TEXT    NOT NULL,
    channel       TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    state         TEXT    NOT NULL,                    -- pending, approved or rejected
    stage         INTEGER NOT NULL,                    -- 0: no prompt yet, 1: no image yet, 2: can be drawn
    content_hash  TEXT    NOT NULL,
    PRIMARY KEY (campaign_id, concept_order)
) STRICT, WITHOUT ROWID;

CREATE INDEX matrix_by_format ON matrix (campaign_id, format_order, state, channel, language, stage);
-- How many rows have the same values, kept by triggers so that no page counts rows.
CREATE TABLE matrix_counts (
    campaign_id TEXT    NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    channel     TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    stage       INTEGER NOT NULL,
    creatives   INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, channel, language, state, stage)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER matrix_count_insert AFTER INSERT ON matrix BEGIN
    INSERT INTO matrix_counts (campaign_id, channel, language, state, stage, creatives)
    VALUES (new.campaign_id, new.channel, new.language, new.state, new.stage, 1)
    ON CONFLICT DO UPDATE SET creatives = creatives + 1;
END;

CREATE TRIGGER matrix_count_delete AFTER DELETE ON matrix BEGIN
    UPDATE matrix_counts SET creatives = creatives - 1
    WHERE campaign_id = old.campaign_id AND channel = old.channel AND language = old.language AND state = old.state AND stage = old.stage;
END;

CREATE TRIGGER matrix_count_update AFTER UPDATE OF channel, language, state, stage ON matrix
WHEN old.channel <> new.channel OR old.language <> new.language OR old.state <> new.state OR old.stage <> new.stage BEGIN
    UPDATE matrix_counts SET creatives = creatives - 1
    WHERE campaign_id = old.campaign_id AND channel = old.channel AND language = old.language AND state = old.state AND stage = old.stage;
    INSERT INTO matrix_counts (campaign_id, channel, language, state, stage, creatives)
    VALUES (new.campaign_id, new.channel, new.language, new.state, new.stage, 1)
    ON CONFLICT DO UPDATE SET creatives = creatives + 1;
END;

-- What the rows of a concept were derived from; empty after the brief changed.
CREATE TABLE matrix_concepts (
    campaign_id TEXT    NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    concept     INTEGER NOT NULL,
    images      TEXT    NOT NULL,
    PRIMARY KEY (campaign_id, concept)
) STRICT, WITHOUT ROWID;

-- What drawing a creative showed. A creative without a row was never drawn.
CREATE TABLE layout_warnings (
    content_hash TEXT NOT NULL PRIMARY KEY,
    warnings     TEXT NOT NULL                         -- JSON
) STRICT, WITHOUT ROWID;
