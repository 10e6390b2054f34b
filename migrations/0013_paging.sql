-- Whom an outage wakes up: nobody, or the person on call and then the next one, until somebody has it.
ALTER TABLE services ADD COLUMN pages text NOT NULL DEFAULT 'no';
ALTER TABLE namespaces ADD COLUMN escalate_ms integer NOT NULL DEFAULT 300000;

-- One incident that people are called for. A round ends when somebody has it, and begins anew when that is no longer so.
CREATE TABLE pagings (
  incident_id integer NOT NULL CONSTRAINT pagings_pkey PRIMARY KEY CONSTRAINT pagings_incident_fkey REFERENCES incidents (id) ON DELETE CASCADE,
  round integer NOT NULL,
  next_at timestamptz,
  ended_because text
);
CREATE INDEX pagings_next_idx ON pagings (next_at) WHERE next_at IS NOT NULL;

-- Who was called for it (a test is for none), and what became of that; look_at is when that is looked at next.
CREATE TABLE pager_calls (
  id serial CONSTRAINT pager_calls_pkey PRIMARY KEY,
  incident_id integer CONSTRAINT pager_calls_incident_fkey REFERENCES incidents (id) ON DELETE CASCADE,
  round integer NOT NULL,
  person_id text NOT NULL,
  person_name text NOT NULL,
  way text NOT NULL,
  outlet_id integer NOT NULL CONSTRAINT pager_calls_outlet_fkey REFERENCES outlets (id) ON DELETE CASCADE,
  delivery_id integer CONSTRAINT pager_calls_delivery_fkey REFERENCES deliveries (id) ON DELETE SET NULL,
  at timestamptz NOT NULL,
  state text NOT NULL,
  failure text,
  look_at timestamptz,
  CONSTRAINT pager_calls_person_key UNIQUE (incident_id, round, person_id, way)
);
CREATE INDEX pager_calls_person_idx ON pager_calls (person_id, at);
CREATE INDEX pager_calls_look_idx ON pager_calls (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX pager_calls_delivery_idx ON pager_calls (delivery_id) WHERE delivery_id IS NOT NULL;

-- How a person wants to be called, and what they were told already.
CREATE TABLE pager_people (
  person_id text NOT NULL CONSTRAINT pager_people_pkey PRIMARY KEY,
  quiet_from text,
  quiet_until text,
  timezone text,
  most_per_day integer NOT NULL,
  quota_told_at timestamptz,
  helped_at timestamptz
);

-- How far Twilio has come with an SMS. What it tells comes in any order: a later stage stays.
CREATE TABLE sms_statuses (
  sid text NOT NULL CONSTRAINT sms_statuses_pkey PRIMARY KEY,
  status text NOT NULL,
  stage integer NOT NULL,
  error_code integer,
  at timestamptz NOT NULL
);
CREATE INDEX sms_statuses_at_idx ON sms_statuses (at);

-- Whether somebody has acted on an SMS that came in; what came before there was anything to act on is left alone.
ALTER TABLE sms_received ADD COLUMN handled_at timestamptz;
UPDATE sms_received SET handled_at = at;
CREATE INDEX sms_received_new_idx ON sms_received (at) WHERE handled_at IS NULL;
