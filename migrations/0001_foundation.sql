-- The words of the tables are those of the README. Instants are UTC; durations carry their unit in the name.
-- Rows that people made are never deleted: removed_at frees the name and keeps the history.

CREATE TABLE namespaces (
  id serial CONSTRAINT namespaces_pkey PRIMARY KEY,
  slug text NOT NULL CONSTRAINT namespaces_slug_key UNIQUE,
  name text NOT NULL,
  timezone text NOT NULL,
  remind_every_ms integer NOT NULL,
  fold_ms integer NOT NULL,
  announce_difficulties boolean NOT NULL,
  owners text[] NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE services (
  id serial CONSTRAINT services_pkey PRIMARY KEY,
  namespace_id integer NOT NULL CONSTRAINT services_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  name text NOT NULL,
  name_key text NOT NULL,
  slug text NOT NULL,
  public boolean NOT NULL,
  status text NOT NULL,
  status_since timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  removed_at timestamptz
);
CREATE UNIQUE INDEX services_name_key ON services (namespace_id, name_key) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX services_slug_key ON services (slug) WHERE removed_at IS NULL;

CREATE TABLE monitors (
  id serial CONSTRAINT monitors_pkey PRIMARY KEY,
  service_id integer NOT NULL CONSTRAINT monitors_service_fkey REFERENCES services (id) ON DELETE CASCADE,
  name text NOT NULL,
  name_key text NOT NULL,
  type text NOT NULL,
  settings jsonb NOT NULL,
  every_ms integer,
  schedule text[],
  timeout_ms integer NOT NULL,
  confirm_failures integer NOT NULL,
  confirm_successes integer NOT NULL,
  confirm_retry_ms integer NOT NULL,
  essential boolean NOT NULL,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  removed_at timestamptz,
  CONSTRAINT monitors_due_check CHECK ((every_ms IS NULL) <> (schedule IS NULL))
);
CREATE UNIQUE INDEX monitors_name_key ON monitors (service_id, name_key) WHERE removed_at IS NULL;

-- The hot half of a monitor: one narrow row that is updated at each claim. Nothing but the key is indexed and half of
-- each page is left free, so that an update stays on its page and touches no index; finding what is due reads the whole
-- table, which at ten thousand monitors is less work than keeping an index on a column that always changes.
CREATE TABLE monitor_states (
  monitor_id integer NOT NULL CONSTRAINT monitor_states_pkey PRIMARY KEY CONSTRAINT monitor_states_monitor_fkey REFERENCES monitors (id) ON DELETE CASCADE,
  due_at timestamptz NOT NULL,
  lease_until timestamptz,
  version integer NOT NULL,
  revision integer NOT NULL,
  every_ms integer,
  phase_ms integer NOT NULL,
  timeout_ms integer NOT NULL,
  kind text NOT NULL,
  since timestamptz NOT NULL,
  belief text NOT NULL,
  toward text,
  streak integer NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.5, autovacuum_analyze_scale_factor = 1);

CREATE TABLE results (
  at timestamptz NOT NULL,
  monitor_id integer NOT NULL,
  latency_ms real,
  outcome smallint NOT NULL,
  reason text,
  facts jsonb
) PARTITION BY RANGE (at);
-- On the monitor alone, equal keys share their index entry: 7 bytes a row where (monitor_id, at) costs 40.
CREATE INDEX results_monitor_idx ON results (monitor_id);
CREATE INDEX results_at_idx ON results USING brin (at) WITH (pages_per_range = 16);

CREATE TABLE rollups_hourly (
  monitor_id integer NOT NULL,
  at timestamptz NOT NULL,
  up integer NOT NULL,
  degraded integer NOT NULL,
  down integer NOT NULL,
  unknown integer NOT NULL,
  latency_sum_ms double precision NOT NULL,
  latency_max_ms real,
  latency_histogram integer[] NOT NULL,
  CONSTRAINT rollups_hourly_pkey PRIMARY KEY (monitor_id, at)
) PARTITION BY RANGE (at);

CREATE TABLE rollups_daily (
  monitor_id integer NOT NULL,
  at timestamptz NOT NULL,
  up integer NOT NULL,
  degraded integer NOT NULL,
  down integer NOT NULL,
  unknown integer NOT NULL,
  latency_sum_ms double precision NOT NULL,
  latency_max_ms real,
  latency_histogram integer[] NOT NULL,
  CONSTRAINT rollups_daily_pkey PRIMARY KEY (monitor_id, at)
);

CREATE TABLE incidents (
  id serial CONSTRAINT incidents_pkey PRIMARY KEY,
  service_id integer NOT NULL CONSTRAINT incidents_service_fkey REFERENCES services (id) ON DELETE CASCADE,
  severity text NOT NULL,
  reason text NOT NULL,
  began_at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL,
  down_since timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at timestamptz,
  resolution text,
  next_reminder_at timestamptz
);
CREATE UNIQUE INDEX incidents_open_key ON incidents (service_id) WHERE resolved_at IS NULL;
CREATE INDEX incidents_reminder_idx ON incidents (next_reminder_at) WHERE next_reminder_at IS NOT NULL;
CREATE INDEX incidents_service_idx ON incidents (service_id, began_at);
CREATE INDEX incidents_began_idx ON incidents (began_at);

CREATE TABLE incident_entries (
  id serial CONSTRAINT incident_entries_pkey PRIMARY KEY,
  incident_id integer NOT NULL CONSTRAINT incident_entries_incident_fkey REFERENCES incidents (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  actor text
);
CREATE INDEX incident_entries_incident_idx ON incident_entries (incident_id, id);

-- The stretches in which a service was down (not merely in difficulties): what uptime is made from.
CREATE TABLE downtimes (
  id serial CONSTRAINT downtimes_pkey PRIMARY KEY,
  incident_id integer NOT NULL CONSTRAINT downtimes_incident_fkey REFERENCES incidents (id) ON DELETE CASCADE,
  service_id integer NOT NULL CONSTRAINT downtimes_service_fkey REFERENCES services (id) ON DELETE CASCADE,
  from_at timestamptz NOT NULL,
  until_at timestamptz
);
CREATE UNIQUE INDEX downtimes_open_key ON downtimes (incident_id) WHERE until_at IS NULL;
CREATE INDEX downtimes_service_idx ON downtimes (service_id, from_at);

-- Where announcements go: a Slack channel or person, an X account. The lease gives an outlet to one deliverer at a time,
-- which keeps the order; paused_until is the remote's word that we are too fast.
CREATE TABLE outlets (
  id serial CONSTRAINT outlets_pkey PRIMARY KEY,
  channel text NOT NULL,
  recipient text NOT NULL,
  label text NOT NULL,
  audience text NOT NULL,
  off_reason text,
  paused_until timestamptz,
  lease_until timestamptz,
  lease integer NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT outlets_recipient_key UNIQUE (channel, recipient)
);

CREATE TABLE subscriptions (
  namespace_id integer NOT NULL CONSTRAINT subscriptions_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  outlet_id integer NOT NULL CONSTRAINT subscriptions_outlet_fkey REFERENCES outlets (id) ON DELETE CASCADE,
  CONSTRAINT subscriptions_pkey PRIMARY KEY (namespace_id, outlet_id)
);

CREATE TABLE announcements (
  id serial CONSTRAINT announcements_pkey PRIMARY KEY,
  incident_id integer CONSTRAINT announcements_incident_fkey REFERENCES incidents (id) ON DELETE CASCADE,
  reason text NOT NULL,
  text text NOT NULL,
  facts jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX announcements_incident_idx ON announcements (incident_id);

-- The ledger. A delivery that carries a message (post_id = id) holds its exact payload and the remote's id of it; the
-- others were told in the message of post_id. thread_id is the delivery whose message is the thread's first.
CREATE TABLE deliveries (
  id serial CONSTRAINT deliveries_pkey PRIMARY KEY,
  announcement_id integer NOT NULL CONSTRAINT deliveries_announcement_fkey REFERENCES announcements (id) ON DELETE CASCADE,
  incident_id integer CONSTRAINT deliveries_incident_fkey REFERENCES incidents (id) ON DELETE CASCADE,
  outlet_id integer NOT NULL CONSTRAINT deliveries_outlet_fkey REFERENCES outlets (id) ON DELETE CASCADE,
  reason text NOT NULL,
  state text NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  attempts integer NOT NULL,
  attempted_at timestamptz,
  failure text,
  post_id integer CONSTRAINT deliveries_post_fkey REFERENCES deliveries (id) ON DELETE SET NULL,
  thread_id integer CONSTRAINT deliveries_thread_fkey REFERENCES deliveries (id) ON DELETE SET NULL,
  topic text,
  payload jsonb,
  remote_id text,
  sent_at timestamptz,
  edit_due_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX deliveries_waiting_idx ON deliveries (outlet_id, next_attempt_at) WHERE state IN ('planned', 'sending', 'retry', 'ambiguous');
CREATE INDEX deliveries_edit_idx ON deliveries (outlet_id, edit_due_at) WHERE edit_due_at IS NOT NULL;
CREATE INDEX deliveries_incident_idx ON deliveries (incident_id, outlet_id);
CREATE INDEX deliveries_post_idx ON deliveries (post_id);
CREATE INDEX deliveries_sent_idx ON deliveries (outlet_id, sent_at) WHERE remote_id IS NOT NULL;

CREATE TABLE secrets (
  id serial CONSTRAINT secrets_pkey PRIMARY KEY,
  owner text NOT NULL,
  name text NOT NULL,
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT secrets_name_key UNIQUE (owner, name)
);

CREATE TABLE audits (
  id serial CONSTRAINT audits_pkey PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  verb text NOT NULL,
  target text NOT NULL,
  details jsonb NOT NULL
);
CREATE INDEX audits_at_idx ON audits (at);

CREATE TABLE periodic_runs (
  name text NOT NULL CONSTRAINT periodic_runs_pkey PRIMARY KEY,
  due_at timestamptz NOT NULL,
  lease_until timestamptz,
  finished_at timestamptz,
  failure text
);
