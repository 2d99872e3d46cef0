-- What generations work from: each row keeps its blob from the sweep.
CREATE TABLE generation_inputs (
    generation_id TEXT    NOT NULL REFERENCES generations (id),
    input_index   INTEGER NOT NULL,                    -- the pictures in their order, the mask last
    blob_hash     TEXT    NOT NULL,
    PRIMARY KEY (generation_id, input_index)
) STRICT, WITHOUT ROWID;

CREATE INDEX generation_inputs_by_blob ON generation_inputs (blob_hash);

ALTER TABLE images ADD COLUMN parent_id TEXT;         -- the image it is a version of, which may be gone

CREATE INDEX images_by_parent ON images (parent_id, position) WHERE parent_id IS NOT NULL;
