CREATE INDEX images_by_blob ON images (blob_hash);
CREATE INDEX images_live ON images (owner_id, position) WHERE trashed_at IS NULL;
CREATE INDEX images_trashed ON images (owner_id, position) WHERE trashed_at IS NOT NULL;
CREATE INDEX images_due_for_purge ON images (trashed_at) WHERE trashed_at IS NOT NULL;
CREATE INDEX images_favorite ON images (owner_id, position) WHERE favorite = 1;
CREATE INDEX images_edited ON images (owner_id, position) WHERE edited = 1;
CREATE INDEX images_by_provider ON images (owner_id, provider, position);
CREATE INDEX images_by_model ON images (owner_id, model, position);
CREATE INDEX images_by_campaign ON images (owner_id, campaign_id, position) WHERE campaign_id IS NOT NULL;
CREATE INDEX images_by_parent ON images (owner_id, parent_id, position) WHERE parent_id IS NOT NULL;
CREATE INDEX images_by_source ON images (owner_id, source, position) WHERE source IS NOT NULL;
CREATE INDEX images_by_seed ON images (owner_id, seed, position) WHERE seed IS NOT NULL;
CREATE INDEX images_by_cost ON images (owner_id, cost_micros, position) WHERE cost_micros IS NOT NULL;
CREATE INDEX images_by_long_edge ON images (owner_id, max(width, height), position);

-- Holds all that is read to say how long the next image is likely to take.
CREATE INDEX images_by_pace ON images (provider, asked_model, position, asked_quality, asked_pixels, elapsed_ms, source) WHERE source IS NULL;

-- What an image adds to image_facets.
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
UNION ALL SELECT position, owner_id, 'trash', 1, day, width * 1000 / height FROM images WHERE trashed_at IS NOT NULL;

INSERT INTO image_days (owner_id, day, images, ratio_sum, bytes)
SELECT owner_id, day, count(*), sum(width * 1000 / height), sum(bytes) FROM images WHERE trashed_at IS NULL GROUP BY owner_id, day;

INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
SELECT owner_id, facet, value, day, count(*), sum(ratio) FROM image_facet_values GROUP BY owner_id, facet, value, day;

CREATE TRIGGER images_count_insert AFTER INSERT ON images BEGIN
    INSERT INTO image_days (owner_id, day, images, ratio_sum, bytes)
    SELECT new.owner_id, new.day, 1, new.width * 1000 / new.height, new.bytes WHERE new.trashed_at IS NULL
    ON CONFLICT DO UPDATE SET images = images + 1, ratio_sum = ratio_sum + excluded.ratio_sum, bytes = bytes + excluded.bytes;

    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, facet, value, day, 1, ratio FROM image_facet_values WHERE position = new.position
    ON CONFLICT DO UPDATE SET images = images + 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

CREATE TRIGGER images_count_delete BEFORE DELETE ON images BEGIN
    UPDATE image_days SET images = images - 1, ratio_sum = ratio_sum - old.width * 1000 / old.height, bytes = bytes - old.bytes
    WHERE owner_id = old.owner_id AND day = old.day AND old.trashed_at IS NULL;

    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, facet, value, day, -1, -ratio FROM image_facet_values WHERE position = old.position
    ON CONFLICT DO UPDATE SET images = images - 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

CREATE TRIGGER images_count_leave BEFORE UPDATE OF favorite, trashed_at, day, partials ON images BEGIN
    UPDATE image_days SET images = images - 1, ratio_sum = ratio_sum - old.width * 1000 / old.height, bytes = bytes - old.bytes
    WHERE owner_id = old.owner_id AND day = old.day AND old.trashed_at IS NULL;

    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, facet, value, day, -1, -ratio FROM image_facet_values WHERE position = old.position
    ON CONFLICT DO UPDATE SET images = images - 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

CREATE TRIGGER images_count_enter AFTER UPDATE OF favorite, trashed_at, day, partials ON images BEGIN
    INSERT INTO image_days (owner_id, day, images, ratio_sum, bytes)
    SELECT new.owner_id, new.day, 1, new.width * 1000 / new.height, new.bytes WHERE new.trashed_at IS NULL
    ON CONFLICT DO UPDATE SET images = images + 1, ratio_sum = ratio_sum + excluded.ratio_sum, bytes = bytes + excluded.bytes;

    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, facet, value, day, 1, ratio FROM image_facet_values WHERE position = new.position
    ON CONFLICT DO UPDATE SET images = images + 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;
