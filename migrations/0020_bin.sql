-- What was removed can be brought back for some days: a pause included, in which it was (its end).
ALTER TABLE monitors ADD COLUMN removed_pause timestamptz;
-- What hears counts from then on, not from the last word before it was removed.
ALTER TABLE monitors ADD COLUMN restored_at timestamptz;
-- The name under which people heard of an outage, where its service was renamed meanwhile.
ALTER TABLE incidents ADD COLUMN told_as text;
CREATE INDEX monitors_removed_idx ON monitors (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX services_removed_idx ON services (removed_at) WHERE removed_at IS NOT NULL;
