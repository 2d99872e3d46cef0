CREATE TABLE campaigns (
    id         TEXT    NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    brief      TEXT    NOT NULL,                       -- JSON
    concepts   TEXT    NOT NULL                        -- JSON
) STRICT;

-- What people decided about single creatives; the others are as the brief says.
CREATE TABLE creatives (
    campaign_id TEXT NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    key         TEXT NOT NULL,
    state       TEXT NOT NULL,                         -- JSON
    PRIMARY KEY (campaign_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE brand_kits (
    id  TEXT NOT NULL PRIMARY KEY,
    kit TEXT NOT NULL                                  -- JSON
) STRICT;

-- Logos and fonts: each row keeps its blob from the sweep.
CREATE TABLE campaign_assets (
    owner_id  TEXT NOT NULL,                           -- a campaign or a brand kit
    blob_hash TEXT NOT NULL,
    mime      TEXT NOT NULL,
    name      TEXT NOT NULL,
    PRIMARY KEY (owner_id, blob_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX campaign_assets_by_blob ON campaign_assets (blob_hash);

CREATE TABLE review_links (
    id          TEXT    NOT NULL PRIMARY KEY,
    campaign_id TEXT    NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    token_hash  TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    revoked_at  INTEGER
) STRICT;

CREATE INDEX review_links_by_campaign ON review_links (campaign_id, id);

ALTER TABLE generations ADD COLUMN campaign_id TEXT;   -- may be gone

CREATE INDEX generations_by_campaign ON generations (campaign_id, created_at, id) WHERE campaign_id IS NOT NULL;
