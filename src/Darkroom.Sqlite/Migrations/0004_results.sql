ALTER TABLE slots ADD COLUMN progress TEXT;           -- JSON: what was last told, until it ends
ALTER TABLE slots ADD COLUMN fallback TEXT;           -- JSON: who stands in for the provider that was asked for

ALTER TABLE images ADD COLUMN quality TEXT;           -- as the provider reported it
ALTER TABLE images ADD COLUMN fallback TEXT;          -- JSON: why another provider than the one asked for made it
ALTER TABLE images ADD COLUMN asked_model TEXT NOT NULL DEFAULT ''; -- what its provider was asked for; empty for its only model
ALTER TABLE images ADD COLUMN asked_quality TEXT;
ALTER TABLE images ADD COLUMN asked_pixels INTEGER NOT NULL DEFAULT 0;

UPDATE images SET (asked_model, asked_quality, asked_pixels) = (
    SELECT coalesce(json_extract(request, '$.model'), ''), json_extract(request, '$.quality'), width * height
    FROM generations WHERE id = generation_id);

-- Holds all that is read to say how long the next image is likely to take.
CREATE INDEX images_by_pace ON images (provider, asked_model, position, asked_quality, asked_pixels, elapsed_ms);
