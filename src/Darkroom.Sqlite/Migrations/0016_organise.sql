-- Tags and collections are unique without case in every script, so code writes the key. No earlier version wrote either table.
DROP TABLE tags;
DROP TABLE collection_images;
DROP TABLE collections;

CREATE TABLE tags (
    id       INTEGER NOT NULL PRIMARY KEY,             -- kept when no image has the tag any more: changes that can be undone name it
    owner_id INTEGER NOT NULL,
    name     TEXT    NOT NULL COLLATE NOCASE,          -- as it is shown
    key      TEXT    NOT NULL,                         -- the name without case
    UNIQUE (owner_id, key)
) STRICT;

CREATE TABLE collections (
    id         TEXT    NOT NULL PRIMARY KEY,
    owner_id   INTEGER NOT NULL,
    name       TEXT    NOT NULL COLLATE NOCASE,
    key        TEXT    NOT NULL,
    query      TEXT,                                   -- of a saved search; null for a collection of chosen images
    created_at INTEGER NOT NULL,
    UNIQUE (owner_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE collection_images (
    collection_id TEXT    NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,                    -- of the image
    PRIMARY KEY (collection_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX collection_images_by_image ON collection_images (position, collection_id);

-- What an image adds to image_facets.
DROP VIEW image_facet_values;
CREATE VIEW image_facet_values AS
SELECT position, owner_id, 'provider' AS facet, provider AS value, day, width * 1000 / height AS ratio FROM images WHERE trashed_at IS NULL
UNION ALL SELECT position, owner_id, 'model', model, day, width * 1000 / height FROM images WHERE trashed_at IS NULL AND model IS NOT NULL
UNION ALL SELECT position, owner_id, 'campaign', campaign_id, day, width * 1000 / height FROM images WHERE trashed_at IS NULL AND campaign_id IS NOT NULL
UNION ALL SELECT position, owner_id, 'source', source, day, width * 1000 / height FROM images WHERE trashed_at IS NULL AND source IS NOT NULL
UNION ALL SELECT position, owner_id, 'edge', max(width, height), day, width * 1000 / height FROM images WHERE trashed_at IS NULL
UNION ALL SELECT position, owner_id, 'shape', CASE WHEN width * 10 > height * 11 THEN 'wide' WHEN height * 10 > width * 11 THEN 'tall' ELSE 'square' END,
    day, width * 1000 / height FROM images WHERE trashed_at IS NULL
UNION ALL SELECT position, owner_id, 'favorite', 1, day, width * 1000 / height FROM images WHERE trashed_at IS NULL AND favorite = 1
UNION ALL SELECT position, owner_id, 'edited', 1, day, width * 1000 / height FROM images WHERE trashed_at IS NULL AND edited = 1
UNION ALL SELECT position, owner_id, 'parent', 1, day, width * 1000 / height FROM images WHERE trashed_at IS NULL AND parent_id IS NOT NULL
UNION ALL SELECT position, owner_id, 'partials', 1, day, width * 1000 / height FROM images WHERE trashed_at IS NULL AND partials > 0
UNION ALL SELECT position, owner_id, 'tag', tag_id, day, width * 1000 / height
    FROM images JOIN image_tags USING (position) WHERE trashed_at IS NULL
UNION ALL SELECT position, owner_id, 'collection', collection_id, day, width * 1000 / height
    FROM images JOIN collection_images USING (position) WHERE trashed_at IS NULL
UNION ALL SELECT position, owner_id, 'trash', 1, day, width * 1000 / height FROM images WHERE trashed_at IS NOT NULL;

CREATE TRIGGER image_tags_count_insert AFTER INSERT ON image_tags BEGIN
    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, 'tag', new.tag_id, day, 1, width * 1000 / height FROM images WHERE position = new.position AND trashed_at IS NULL
    ON CONFLICT DO UPDATE SET images = images + 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

CREATE TRIGGER image_tags_count_delete AFTER DELETE ON image_tags BEGIN
    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, 'tag', old.tag_id, day, -1, -(width * 1000 / height) FROM images WHERE position = old.position AND trashed_at IS NULL
    ON CONFLICT DO UPDATE SET images = images - 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

CREATE TRIGGER collection_images_count_insert AFTER INSERT ON collection_images BEGIN
    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, 'collection', new.collection_id, day, 1, width * 1000 / height FROM images WHERE position = new.position AND trashed_at IS NULL
    ON CONFLICT DO UPDATE SET images = images + 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

CREATE TRIGGER collection_images_count_delete AFTER DELETE ON collection_images BEGIN
    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, 'collection', old.collection_id, day, -1, -(width * 1000 / height) FROM images WHERE position = old.position AND trashed_at IS NULL
    ON CONFLICT DO UPDATE SET images = images - 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

-- Changes of many images. Each step is one transaction, together with how far it got.
CREATE TABLE bulk_jobs (
    number           INTEGER NOT NULL PRIMARY KEY,
    id               TEXT    NOT NULL UNIQUE,
    owner_id         INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    selection        TEXT    NOT NULL,                 -- JSON
    action           TEXT    NOT NULL,                 -- JSON
    state            TEXT    NOT NULL,
    cursor           INTEGER NOT NULL,                 -- the position of the last image that was read; the newest image is read first
    done             INTEGER NOT NULL,
    total            INTEGER NOT NULL,
    skipped          INTEGER NOT NULL DEFAULT 0,
    failure          TEXT,
    idempotency_key  TEXT    UNIQUE,
    idempotency_body TEXT
) STRICT;

CREATE INDEX bulk_jobs_open ON bulk_jobs (number) WHERE state = 'running' OR state = 'undoing';
CREATE INDEX bulk_jobs_by_change ON bulk_jobs (changed_at);

-- What jobs have changed, so that it can be undone: the newest change of a property is the one that its value comes from.
-- A change that is not part of a job deletes the changes before it.
CREATE TABLE bulk_changes (
    number   INTEGER NOT NULL PRIMARY KEY,             -- the order of changes
    job      INTEGER NOT NULL,
    position INTEGER NOT NULL,                         -- of the image
    property TEXT    NOT NULL,                         -- favorite, trashed, tag:ID, collection:ID
    before   INTEGER                                   -- the value before, 0 or 1; of trashed the time or null
) STRICT;

CREATE INDEX bulk_changes_by_job ON bulk_changes (job, number);
CREATE INDEX bulk_changes_by_image ON bulk_changes (position, property, number);

-- Files of images that are gone, written in the transaction that deletes their rows. A name is the key of a preview, or the hash of an original whose
-- derivatives are meant.
CREATE TABLE purged_files (name TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE INDEX base_images_by_image ON base_images (image_id) WHERE image_id IS NOT NULL;

-- Addresses from which a zip of images can be downloaded for a while. The secret in the address is not stored, only its hash.
CREATE TABLE downloads (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    owner_id   INTEGER NOT NULL,
    selection  TEXT    NOT NULL,                       -- JSON
    names      TEXT    NOT NULL,                       -- the template of file names
    files      TEXT    NOT NULL,                       -- originals or web
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX downloads_by_end ON downloads (expires_at);
