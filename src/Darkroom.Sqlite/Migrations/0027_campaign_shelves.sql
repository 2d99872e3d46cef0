-- Campaigns that were put away, and deleted ones, which can be restored for a while.
ALTER TABLE campaigns ADD COLUMN archived_at INTEGER;
ALTER TABLE campaigns ADD COLUMN deleted_at  INTEGER;
