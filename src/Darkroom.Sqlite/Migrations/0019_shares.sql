-- Links through which people without a login see an image, a collection or a generation. The secret in the address is not stored, only its hash.
CREATE TABLE shares (
    id         TEXT    NOT NULL PRIMARY KEY,
    owner_id   INTEGER NOT NULL,
    kind       TEXT    NOT NULL,                       -- image, collection or generation
    target_id  TEXT    NOT NULL,                       -- may be deleted
    parameters INTEGER NOT NULL,                       -- 1 if prompts and originals are shown too
    token_hash TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX shares_by_owner ON shares (owner_id, id);
CREATE INDEX shares_by_target ON shares (kind, target_id, id);
CREATE INDEX shares_by_end ON shares (expires_at);
