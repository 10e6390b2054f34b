-- What failed, and how much was told lately, are found without going through all that was ever told.
CREATE INDEX deliveries_dead_idx ON deliveries (id) WHERE state = 'dead';
CREATE INDEX deliveries_told_idx ON deliveries (sent_at) WHERE remote_id IS NOT NULL;

-- When the operators were told by another way that a message could not be delivered. Of what failed before there was
-- such a notice they were told already.
ALTER TABLE deliveries ADD COLUMN alarmed_at timestamptz;
UPDATE deliveries SET alarmed_at = now() WHERE state = 'dead';
CREATE INDEX deliveries_unalarmed_idx ON deliveries (outlet_id) WHERE state = 'dead' AND alarmed_at IS NULL;

-- Times in which a kind of channel told nothing although something waited: incidents of allswell's own.
CREATE TABLE own_troubles (
  id serial CONSTRAINT own_troubles_pkey PRIMARY KEY,
  channel text NOT NULL,
  began_at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL,
  resolved_at timestamptz,
  -- How many messages waited when it was noticed.
  waiting integer NOT NULL,
  -- The outlets by which the operators were told; none where there was no other way.
  told integer[] NOT NULL
);
CREATE UNIQUE INDEX own_troubles_open_key ON own_troubles (channel) WHERE resolved_at IS NULL;
