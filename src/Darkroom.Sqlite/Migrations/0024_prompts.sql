-- The prompts that people used, each once. The text index below has the same numbers, so that a search returns the newest first.
CREATE TABLE prompts (
    number          INTEGER NOT NULL PRIMARY KEY,      -- the order of their last use
    owner_id        INTEGER NOT NULL,
    id              TEXT    NOT NULL,                  -- the first half of a hash of the texts
    prompt          TEXT    NOT NULL,
    negative_prompt TEXT,
    used_at         INTEGER NOT NULL,
    uses            INTEGER NOT NULL,
    starred         INTEGER NOT NULL DEFAULT 0,
    UNIQUE (owner_id, id)
) STRICT;

CREATE INDEX prompts_by_owner ON prompts (owner_id, number);
CREATE INDEX prompts_starred ON prompts (owner_id, number) WHERE starred = 1;

-- Contentless: filled by code, which knows the words of every script. A starred prompt has one more word.
CREATE VIRTUAL TABLE prompts_text USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);

CREATE TABLE presets (
    owner_id        INTEGER NOT NULL,
    key             TEXT    NOT NULL,                  -- the name without case
    name            TEXT    NOT NULL,
    prompt          TEXT    NOT NULL,
    negative_prompt TEXT,
    settings        TEXT    NOT NULL,                  -- JSON: the fields of a request
    changed_at      INTEGER NOT NULL,
    PRIMARY KEY (owner_id, key)
) STRICT, WITHOUT ROWID;
