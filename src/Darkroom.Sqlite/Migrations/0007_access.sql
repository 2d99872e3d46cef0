-- Browsers that logged in. The cookie's secret is not stored, only a keyed hash of it.
CREATE TABLE sessions (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    key_mark   TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE review_links ADD COLUMN name TEXT;         -- whom the link was made for; may be unknown
