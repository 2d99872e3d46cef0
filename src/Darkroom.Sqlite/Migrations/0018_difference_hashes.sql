-- Every image up to this sequence has a difference hash. Those of earlier versions get theirs in the background.
ALTER TABLE library_state ADD COLUMN hashed_sequence INTEGER NOT NULL DEFAULT 0;
