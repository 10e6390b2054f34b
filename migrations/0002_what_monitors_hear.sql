-- What a check wants to know again at the monitor's next look: a host key that was seen.
ALTER TABLE monitors ADD COLUMN remembered jsonb NOT NULL DEFAULT '{}';

-- What jobs and other systems told a monitor. `kind` start or end; a job that only says that it ran is an end.
CREATE TABLE beats (
  id serial CONSTRAINT beats_pkey PRIMARY KEY,
  monitor_id integer NOT NULL CONSTRAINT beats_monitor_fkey REFERENCES monitors (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  outcome text NOT NULL,
  exit_code integer,
  run_ms double precision,
  text text
);
CREATE INDEX beats_monitor_idx ON beats (monitor_id, kind, at);

-- One row for all instances: whether anybody could have heard a beat. Where no instance listened for a while, that stretch
-- stands in deaf_from and deaf_until.
CREATE TABLE listening (
  name text NOT NULL CONSTRAINT listening_pkey PRIMARY KEY,
  seen_at timestamptz NOT NULL,
  deaf_from timestamptz,
  deaf_until timestamptz
);
