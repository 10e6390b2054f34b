-- A planned exception as somebody made it. A rule (RFC 5545) says how it comes again, on the clocks of its zone.
CREATE TABLE maintenance_windows (
  id serial CONSTRAINT maintenance_windows_pkey PRIMARY KEY,
  title text NOT NULL,
  note text NOT NULL,
  zone text NOT NULL,
  rule text,
  starts_at timestamptz NOT NULL,
  duration_ms integer NOT NULL,
  tells_customers boolean NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  cancelled_at timestamptz
);

-- What it covers: exactly one of the three is set. Monitors that are added to a namespace or a service are covered, too.
CREATE TABLE maintenance_scopes (
  id serial CONSTRAINT maintenance_scopes_pkey PRIMARY KEY,
  window_id integer NOT NULL CONSTRAINT maintenance_scopes_window_fkey REFERENCES maintenance_windows (id) ON DELETE CASCADE,
  namespace_id integer CONSTRAINT maintenance_scopes_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  service_id integer CONSTRAINT maintenance_scopes_service_fkey REFERENCES services (id) ON DELETE CASCADE,
  monitor_id integer CONSTRAINT maintenance_scopes_monitor_fkey REFERENCES monitors (id) ON DELETE CASCADE,
  CONSTRAINT maintenance_scopes_target_check CHECK (num_nonnulls(namespace_id, service_id, monitor_id) = 1)
);
CREATE INDEX maintenance_scopes_window_idx ON maintenance_scopes (window_id);

-- One time of a window: the one that runs or comes next has a row, and those that were. slot_at is its place in the rule,
-- starts_at and ends_at may have been moved by hand.
CREATE TABLE maintenance_occurrences (
  id serial CONSTRAINT maintenance_occurrences_pkey PRIMARY KEY,
  window_id integer NOT NULL CONSTRAINT maintenance_occurrences_window_fkey REFERENCES maintenance_windows (id) ON DELETE CASCADE,
  state text NOT NULL,
  slot_at timestamptz NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  began_at timestamptz,
  ended_at timestamptz
);
CREATE UNIQUE INDEX maintenance_occurrences_living_key ON maintenance_occurrences (window_id) WHERE state IN ('planned', 'running');
CREATE INDEX maintenance_occurrences_start_idx ON maintenance_occurrences (starts_at) WHERE state = 'planned';
CREATE INDEX maintenance_occurrences_end_idx ON maintenance_occurrences (ends_at) WHERE state = 'running';

-- Outages within maintenance, which alarm nobody: told at its end.
CREATE TABLE maintenance_failures (
  id serial CONSTRAINT maintenance_failures_pkey PRIMARY KEY,
  monitor_id integer NOT NULL CONSTRAINT maintenance_failures_monitor_fkey REFERENCES monitors (id) ON DELETE CASCADE,
  failed_at timestamptz NOT NULL,
  reason text NOT NULL,
  mended_at timestamptz
);
CREATE UNIQUE INDEX maintenance_failures_open_key ON maintenance_failures (monitor_id) WHERE mended_at IS NULL;
CREATE INDEX maintenance_failures_idx ON maintenance_failures (monitor_id, failed_at);

-- The stretches in which a service's status was maintenance: uptime leaves them out.
CREATE TABLE maintenance_times (
  id serial CONSTRAINT maintenance_times_pkey PRIMARY KEY,
  service_id integer NOT NULL CONSTRAINT maintenance_times_service_fkey REFERENCES services (id) ON DELETE CASCADE,
  from_at timestamptz NOT NULL,
  until_at timestamptz
);
CREATE UNIQUE INDEX maintenance_times_open_key ON maintenance_times (service_id) WHERE until_at IS NULL;
CREATE INDEX maintenance_times_service_idx ON maintenance_times (service_id, from_at);

-- News of maintenance goes through the same ledger as those of incidents.
ALTER TABLE announcements ADD COLUMN occurrence_id integer CONSTRAINT announcements_occurrence_fkey REFERENCES maintenance_occurrences (id) ON DELETE CASCADE;
ALTER TABLE deliveries ADD COLUMN occurrence_id integer CONSTRAINT deliveries_occurrence_fkey REFERENCES maintenance_occurrences (id) ON DELETE CASCADE;
CREATE INDEX announcements_occurrence_idx ON announcements (occurrence_id) WHERE occurrence_id IS NOT NULL;
CREATE INDEX deliveries_occurrence_idx ON deliveries (occurrence_id, outlet_id) WHERE occurrence_id IS NOT NULL;

-- An outage that customers were told of and that ended in maintenance: they are owed a word when the service is up again.
ALTER TABLE incidents ADD COLUMN recovery_owed boolean NOT NULL DEFAULT false;
CREATE INDEX incidents_recovery_owed_idx ON incidents (service_id) WHERE recovery_owed;
