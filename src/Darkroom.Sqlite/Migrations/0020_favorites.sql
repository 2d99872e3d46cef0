-- A star changes one count. Before, each of the image's dozen counts was lowered and raised again. No statement changes favorite together with
-- the columns of the other triggers.
DROP TRIGGER images_count_leave;
DROP TRIGGER images_count_enter;

CREATE TRIGGER images_count_favorite AFTER UPDATE OF favorite ON images WHEN old.favorite <> new.favorite AND new.trashed_at IS NULL BEGIN
    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    VALUES (new.owner_id, 'favorite', 1, new.day, new.favorite - old.favorite, (new.favorite - old.favorite) * (new.width * 1000 / new.height))
    ON CONFLICT DO UPDATE SET images = images + excluded.images, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

CREATE TRIGGER images_count_leave BEFORE UPDATE OF trashed_at, day, partials ON images BEGIN
    UPDATE image_days SET images = images - 1, ratio_sum = ratio_sum - old.width * 1000 / old.height, bytes = bytes - old.bytes
    WHERE owner_id = old.owner_id AND day = old.day AND old.trashed_at IS NULL;

    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, facet, value, day, -1, -ratio FROM image_facet_values WHERE position = old.position
    ON CONFLICT DO UPDATE SET images = images - 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;

CREATE TRIGGER images_count_enter AFTER UPDATE OF trashed_at, day, partials ON images BEGIN
    INSERT INTO image_days (owner_id, day, images, ratio_sum, bytes)
    SELECT new.owner_id, new.day, 1, new.width * 1000 / new.height, new.bytes WHERE new.trashed_at IS NULL
    ON CONFLICT DO UPDATE SET images = images + 1, ratio_sum = ratio_sum + excluded.ratio_sum, bytes = bytes + excluded.bytes;

    INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
    SELECT owner_id, facet, value, day, 1, ratio FROM image_facet_values WHERE position = new.position
    ON CONFLICT DO UPDATE SET images = images + 1, ratio_sum = ratio_sum + excluded.ratio_sum;
END;
