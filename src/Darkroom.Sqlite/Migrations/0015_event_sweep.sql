-- Of old events only those with results are kept, without their data if it can be rebuilt from other rows: events.data is empty then.
-- The position of the last event that was examined to delete old ones.
CREATE TABLE event_sweep (position INTEGER NOT NULL) STRICT;

INSERT INTO event_sweep (position) VALUES (0);
