CREATE TABLE generations (
    id               TEXT    NOT NULL PRIMARY KEY,
    created_at       INTEGER NOT NULL,                 -- Unix milliseconds, as every time here
    status           TEXT    NOT NULL,
    request          TEXT    NOT NULL,                 -- JSON
    last_sequence    INTEGER NOT NULL,
    idempotency_key  TEXT    UNIQUE,
    idempotency_body TEXT
) STRICT;

CREATE INDEX generations_by_time ON generations (created_at DESC, id DESC);

CREATE TABLE slots (
    generation_id TEXT    NOT NULL REFERENCES generations (id),
    image_index   INTEGER NOT NULL,
    lane          TEXT    NOT NULL,                    -- the provider's id
    queued_at     INTEGER NOT NULL,
    status        TEXT    NOT NULL,
    attempt       INTEGER NOT NULL,
    tries         INTEGER NOT NULL,
    not_before    INTEGER,
    lease_owner   TEXT,
    lease_until   INTEGER,
    started_at    INTEGER,
    first_started_at INTEGER,
    resume_token  TEXT,
    image_id      TEXT,
    failure       TEXT,                                -- JSON
    PRIMARY KEY (generation_id, image_index)
) STRICT, WITHOUT ROWID;

CREATE INDEX slots_open ON slots (status, lane, queued_at, generation_id, image_index) WHERE status IN ('waiting', 'running');

CREATE TABLE events (
    position      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- over all generations, in the order of commits
    generation_id TEXT    NOT NULL REFERENCES generations (id),
    sequence      INTEGER NOT NULL,
    type          TEXT    NOT NULL,
    image_index   INTEGER,
    at            INTEGER NOT NULL,
    data          TEXT    NOT NULL,                    -- JSON, as it goes over the wire
    picture       TEXT,                                -- preview key or image id, for watchers who want the bytes
    UNIQUE (generation_id, sequence)
) STRICT;

CREATE TABLE partial_images (
    generation_id       TEXT    NOT NULL,
    image_index         INTEGER NOT NULL,
    attempt             INTEGER NOT NULL,
    partial_image_index INTEGER NOT NULL,
    preview_key         TEXT    NOT NULL,
    width               INTEGER NOT NULL,
    height              INTEGER NOT NULL,
    mime                TEXT    NOT NULL,
    PRIMARY KEY (generation_id, image_index, attempt, partial_image_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE images (
    position       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- the gallery's order
    id             TEXT    NOT NULL UNIQUE,
    generation_id  TEXT    NOT NULL REFERENCES generations (id),
    image_index    INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    blob_hash      TEXT    NOT NULL,
    mime           TEXT    NOT NULL,
    bytes          INTEGER NOT NULL,
    width          INTEGER NOT NULL,
    height         INTEGER NOT NULL,
    thumb_hash     BLOB    NOT NULL,
    created_at     INTEGER NOT NULL,
    elapsed_ms     INTEGER NOT NULL,
    provider       TEXT    NOT NULL,
    model          TEXT,
    seed           INTEGER,
    prompt         TEXT    NOT NULL,
    revised_prompt TEXT,
    usage          TEXT,                               -- JSON
    UNIQUE (generation_id, image_index)
) STRICT;

CREATE INDEX images_by_blob ON images (blob_hash);
CREATE INDEX images_by_provider ON images (provider, model, position);

CREATE VIRTUAL TABLE images_text USING fts5 (
    prompt, revised_prompt,
    content = 'images', content_rowid = 'position',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER images_text_insert AFTER INSERT ON images BEGIN
    INSERT INTO images_text (rowid, prompt, revised_prompt) VALUES (new.position, new.prompt, new.revised_prompt);
END;

CREATE TRIGGER images_text_delete AFTER DELETE ON images BEGIN
    INSERT INTO images_text (images_text, rowid, prompt, revised_prompt)
    VALUES ('delete', old.position, old.prompt, old.revised_prompt);
END;
