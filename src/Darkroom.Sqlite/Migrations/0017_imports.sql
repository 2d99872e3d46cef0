-- Files of the disk whose images are in the gallery, so that a second import of a folder reads no file again.
CREATE TABLE imported_files (
    path_hash   BLOB    NOT NULL PRIMARY KEY,          -- the first 16 bytes of the SHA-256 of the absolute path
    bytes       INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    blob_hash   BLOB    NOT NULL                       -- its image may be gone
) STRICT, WITHOUT ROWID;
