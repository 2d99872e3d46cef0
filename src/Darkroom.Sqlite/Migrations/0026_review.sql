-- What reviewers and the studio write about a creative. A reply names the comment that it answers.
CREATE TABLE review_comments (
    id           TEXT    NOT NULL PRIMARY KEY,
    campaign_id  TEXT    NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    creative     TEXT    NOT NULL,
    parent_id    TEXT,
    content_hash TEXT    NOT NULL,                      -- what the creative looked like
    version      INTEGER NOT NULL,
    x            REAL,                                  -- the pin: 0 to 1 from the left and from the top
    y            REAL,
    text         TEXT    NOT NULL,
    author       TEXT,                                  -- NULL for the studio
    by_link      INTEGER NOT NULL,                      -- 1 if the link was created for the author
    created_at   INTEGER NOT NULL,
    resolved_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX review_comments_by_creative ON review_comments (campaign_id, creative, id);

-- The last decision of each person about each look of a creative, with everything that decides the look.
CREATE TABLE creative_decisions (
    campaign_id  TEXT    NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    creative     TEXT    NOT NULL,
    content_hash TEXT    NOT NULL,
    author       TEXT    NOT NULL,                      -- empty for the studio
    by_link      INTEGER NOT NULL,
    approval     TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    decided_at   INTEGER NOT NULL,
    look         TEXT    NOT NULL,                      -- JSON
    preview_key  TEXT,                                  -- the preview that is kept as it was seen
    PRIMARY KEY (campaign_id, creative, content_hash, author, by_link)
) STRICT, WITHOUT ROWID;

CREATE INDEX creative_decisions_by_time ON creative_decisions (campaign_id, creative, decided_at);

-- The images of campaigns, in the order of the gallery.
CREATE INDEX images_of_campaigns ON images (owner_id, (campaign_id IS NOT NULL)) WHERE (campaign_id IS NOT NULL) = 1;
