-- The settings that the operator made in the browser. Secrets are encrypted.
CREATE TABLE settings (
    name       TEXT    NOT NULL PRIMARY KEY,           -- as in the configuration: Costs:DailyCapUsd
    value      BLOB    NOT NULL,
    hint       TEXT,                                   -- the part of a secret that may be shown; null if it is not a secret
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
