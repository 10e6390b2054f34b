-- The public page asks again and again what ended since it last asked: that must not read the years before.
CREATE INDEX downtimes_until_idx ON downtimes (until_at);
CREATE INDEX maintenance_times_until_idx ON maintenance_times (until_at);
