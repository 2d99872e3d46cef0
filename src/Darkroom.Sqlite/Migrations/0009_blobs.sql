-- Originals, one row each: what nothing refers to is found from rows, not by listing files.
CREATE TABLE blobs (
    hash      TEXT    NOT NULL PRIMARY KEY,
    bytes     INTEGER NOT NULL,
    stored_at INTEGER NOT NULL                         -- when it was last put
) STRICT, WITHOUT ROWID;

-- The next folder of originals, 0 to 255, to be read into the table. No row: all were read.
CREATE TABLE blob_import (next_folder INTEGER NOT NULL) STRICT;

INSERT INTO blob_import (next_folder) VALUES (0);
