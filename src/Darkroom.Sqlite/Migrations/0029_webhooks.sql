-- Addresses of other programs that get events.
CREATE TABLE webhook_endpoints (
    id              TEXT    NOT NULL PRIMARY KEY,
    url             TEXT    NOT NULL,
    events          TEXT    NOT NULL,                  -- JSON: their names
    secret          BLOB    NOT NULL,                  -- encrypted
    previous_secret BLOB,                              -- encrypted
    previous_until  INTEGER,                           -- signs with both secrets until then
    created_at      INTEGER NOT NULL,
    state           TEXT    NOT NULL,                  -- active, disabled or gone
    delivered_at    INTEGER,
    failed_at       INTEGER                            -- a delivery has failed for good, and none was delivered since
) STRICT, WITHOUT ROWID;

-- One message to one endpoint. Written in the transaction of its event.
CREATE TABLE webhook_deliveries (
    id          TEXT    NOT NULL PRIMARY KEY,          -- the webhook-id
    endpoint_id TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    at          INTEGER NOT NULL,                      -- when the event happened
    data        TEXT    NOT NULL,                      -- JSON
    state       TEXT    NOT NULL,                      -- pending, delivered or failed
    claims      INTEGER NOT NULL,                      -- the last claim holds the lease
    tries       INTEGER NOT NULL,                      -- failed attempts since the event or the last replay
    due_at      INTEGER,                               -- of a pending one; while it is being sent, the end of the lease
    holder      TEXT                                   -- the process that sends it
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_held ON webhook_deliveries (endpoint_id, due_at) WHERE holder IS NOT NULL;
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (at);

CREATE TABLE webhook_attempts (
    delivery_id TEXT    NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    claim       INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    status      INTEGER,                               -- null without a response
    error       TEXT,                                  -- null if it succeeded
    excerpt     TEXT,                                  -- the beginning of the response's body
    PRIMARY KEY (delivery_id, claim)
) STRICT, WITHOUT ROWID;
