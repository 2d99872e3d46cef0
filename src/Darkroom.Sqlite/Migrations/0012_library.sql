-- The tables of a library. The next step copies the images in batches; 0014 takes the old tables away.
CREATE TABLE library_images (
    position        INTEGER NOT NULL PRIMARY KEY,      -- Unix seconds of created_at × 4096 + n: the one order of the gallery
    sequence        INTEGER NOT NULL UNIQUE,           -- the order of insertion; imports land in the past
    id              TEXT    NOT NULL UNIQUE,
    owner_id        INTEGER NOT NULL,
    day             INTEGER NOT NULL,                  -- of created_at in the gallery's time zone, in days since 1970
    generation_id   TEXT    REFERENCES generations (id), -- null for an import
    image_index     INTEGER,
    attempt         INTEGER,
    campaign_id     TEXT,                              -- may be gone
    blob_hash       BLOB    NOT NULL,                  -- 32 bytes
    mime            TEXT    NOT NULL,
    bytes           INTEGER NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    thumb_hash      BLOB    NOT NULL,
    difference_hash INTEGER,                           -- 64 bits; null until it is computed
    created_at      INTEGER NOT NULL,
    elapsed_ms      INTEGER NOT NULL,
    provider        TEXT    NOT NULL,
    model           TEXT,
    seed            INTEGER,
    prompt          TEXT    NOT NULL,
    negative_prompt TEXT,
    revised_prompt  TEXT,
    quality         TEXT,
    usage           TEXT,                              -- JSON
    reported        TEXT,                              -- JSON
    fallback        TEXT,                              -- JSON
    asked_model     TEXT    NOT NULL,
    asked_quality   TEXT,
    asked_pixels    INTEGER NOT NULL,
    cost_micros     INTEGER,
    cost_basis      TEXT,
    parent_id       TEXT,                              -- may be gone
    edited          INTEGER NOT NULL,                  -- 1: made from other images
    partials        INTEGER NOT NULL,                  -- the number of its partial images
    favorite        INTEGER NOT NULL DEFAULT 0,
    trashed_at      INTEGER,
    source          TEXT,                              -- the program that wrote an imported file; null: made here
    raw_metadata    BLOB,                              -- Brotli: the text in an imported file
    UNIQUE (generation_id, image_index)
) STRICT;

-- Contentless: filled by code, which knows the words of every script.
CREATE VIRTUAL TABLE library_text USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);

CREATE TABLE tags (
    id       INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    name     TEXT    NOT NULL COLLATE NOCASE,
    UNIQUE (owner_id, name)
) STRICT;

CREATE TABLE image_tags (
    tag_id   INTEGER NOT NULL,
    position INTEGER NOT NULL,                         -- of the image
    PRIMARY KEY (tag_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_tags_by_image ON image_tags (position, tag_id);

CREATE TABLE collections (
    id         TEXT    NOT NULL PRIMARY KEY,
    owner_id   INTEGER NOT NULL,
    name       TEXT    NOT NULL COLLATE NOCASE,
    query      TEXT,                                   -- of a saved search; null for a collection of chosen images
    created_at INTEGER NOT NULL,
    UNIQUE (owner_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE collection_images (
    collection_id TEXT    NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,                    -- of the image
    PRIMARY KEY (collection_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX collection_images_by_image ON collection_images (position, collection_id);

-- Numbers that pages show, kept by the triggers of images.
CREATE TABLE image_days (
    owner_id  INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    images    INTEGER NOT NULL,
    ratio_sum INTEGER NOT NULL,                        -- of width / height, in thousandths
    bytes     INTEGER NOT NULL,
    PRIMARY KEY (owner_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE image_facets (
    owner_id  INTEGER NOT NULL,
    facet     TEXT    NOT NULL,
    value     ANY     NOT NULL,
    day       INTEGER NOT NULL,
    images    INTEGER NOT NULL,
    ratio_sum INTEGER NOT NULL,
    PRIMARY KEY (owner_id, facet, value, day)
) STRICT, WITHOUT ROWID;

-- The time zone that images.day was computed in.
CREATE TABLE library_state (
    id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    time_zone TEXT
) STRICT;

INSERT INTO library_state (id, time_zone) VALUES (1, NULL);
