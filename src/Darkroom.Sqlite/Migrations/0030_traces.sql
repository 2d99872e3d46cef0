-- The W3C trace context of the request that queued a generation, so that its run continues the trace, also in another process.
ALTER TABLE generations ADD COLUMN trace_parent TEXT;
