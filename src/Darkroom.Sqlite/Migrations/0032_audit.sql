-- What happened that matters for security. Rows are added, and deleted when they are old.
CREATE TABLE audit (
    id         TEXT    NOT NULL PRIMARY KEY,           -- sorts by time
    at         INTEGER NOT NULL,
    event      TEXT    NOT NULL,
    actor      TEXT    NOT NULL,                       -- owner, api_key or visitor
    actor_name TEXT,
    client     TEXT,                                   -- a network address
    subject    TEXT,                                   -- an id, or the route of a refused request
    detail     TEXT,
    skipped    INTEGER NOT NULL                        -- refused requests before it that were not stored
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_by_event ON audit (event, id);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT raise(ABORT, 'Entries of the audit log cannot be changed.');
END;
