-- The studio lists the generations that belong to no campaign. A campaign may have thousands.
CREATE INDEX generations_of_the_studio ON generations (created_at DESC, id DESC) WHERE campaign_id IS NULL;
DROP INDEX generations_by_time;
