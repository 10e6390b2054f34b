-- What customers read of maintenance beside names and times: what it is for. The note stays the team's.
ALTER TABLE maintenance_windows ADD COLUMN purpose text NOT NULL DEFAULT '';
ALTER TABLE maintenance_windows ALTER COLUMN purpose DROP DEFAULT;
-- Calendars take over what changed of an event when they see how often it was, and when.
ALTER TABLE maintenance_occurrences ADD COLUMN revision integer NOT NULL DEFAULT 0;
ALTER TABLE maintenance_occurrences ALTER COLUMN revision DROP DEFAULT;
ALTER TABLE maintenance_occurrences ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE maintenance_occurrences ALTER COLUMN changed_at DROP DEFAULT;
-- What ended or was called off lately is told by calendars and feeds.
CREATE INDEX maintenance_occurrences_over_idx ON maintenance_occurrences (ends_at) WHERE state IN ('ended', 'cancelled');
