ALTER TABLE images ADD COLUMN reported TEXT;           -- JSON: size, background and format as the provider reported them

ALTER TABLE slots ADD COLUMN unfinished TEXT;          -- JSON: the last partial image of a try that failed after it
ALTER TABLE slots ADD COLUMN unfinished_hash TEXT;     -- keeps its blob from the sweep

CREATE INDEX slots_by_unfinished ON slots (unfinished_hash) WHERE unfinished_hash IS NOT NULL;
