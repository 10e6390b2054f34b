-- Downtimes of a stretch of time are found by their ends: what is read does not grow with a service's history.
CREATE INDEX downtimes_ended_idx ON downtimes (service_id, until_at);

-- What was measured last at each monitor, as evidence lists it: disks, certificates, versions. Half of each page is left
-- free, so that an update stays on its page.
CREATE TABLE monitor_facts (
  monitor_id integer NOT NULL CONSTRAINT monitor_facts_pkey PRIMARY KEY CONSTRAINT monitor_facts_monitor_fkey REFERENCES monitors (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  facts jsonb NOT NULL
) WITH (fillfactor = 50);

-- The programs at work on this database; each says every few seconds that it lives, and how it does.
CREATE TABLE instances (
  id text NOT NULL CONSTRAINT instances_pkey PRIMARY KEY,
  host text NOT NULL,
  roles text[] NOT NULL,
  version text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  condition jsonb NOT NULL
);
