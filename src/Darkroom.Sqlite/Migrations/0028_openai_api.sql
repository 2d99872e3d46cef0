-- The generations that are being answered, so that a client that lost the answer gets the same images.
CREATE TABLE lost_answers (
    request       TEXT    NOT NULL,                    -- hash of the request and its sender
    generation_id TEXT    NOT NULL,
    held_until    INTEGER NOT NULL,                    -- the client is gone after this time
    holder        TEXT    NOT NULL,                    -- the process that answers
    PRIMARY KEY (request, generation_id)
) STRICT, WITHOUT ROWID;

-- What a response of the OpenAI-compatible API says beyond its generation.
CREATE TABLE api_responses (
    generation_id TEXT    NOT NULL PRIMARY KEY,
    content       TEXT    NOT NULL,                    -- JSON
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
