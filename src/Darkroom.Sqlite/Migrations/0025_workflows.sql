-- The workflows that the operator stored in the browser.
CREATE TABLE workflows (
    name       TEXT    NOT NULL PRIMARY KEY,
    graph      TEXT    NOT NULL,                       -- JSON in the engine's format
    inputs     TEXT    NOT NULL,                       -- JSON: which inputs of the graph a request fills in
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
