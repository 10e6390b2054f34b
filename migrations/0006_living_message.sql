-- "Not now": until when nobody of the team is pinged (null: until it is over), who said so, and how bad it was then.
ALTER TABLE incidents
  ADD COLUMN snoozed_at timestamptz,
  ADD COLUMN snoozed_by text,
  ADD COLUMN snoozed_until timestamptz,
  ADD COLUMN snoozed_severity text;
CREATE INDEX incidents_snooze_idx ON incidents (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- What customers may read of a timeline.
ALTER TABLE incident_entries ADD COLUMN public boolean NOT NULL DEFAULT false;

-- The last time that somebody asked for another look at an incident: what was seen, null while it is being looked.
CREATE TABLE incident_looks (
  incident_id integer NOT NULL CONSTRAINT incident_looks_pkey PRIMARY KEY CONSTRAINT incident_looks_incident_fkey REFERENCES incidents (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  evidence jsonb
);

-- How a channel wants to hear.
ALTER TABLE outlets
  ADD COLUMN verbosity text NOT NULL DEFAULT 'all',
  ADD COLUMN threads boolean NOT NULL DEFAULT true,
  ADD COLUMN broadcast boolean NOT NULL DEFAULT false,
  ADD COLUMN mention_on_call boolean NOT NULL DEFAULT false;

-- When a message was last brought up to date. Messages are found by the remote's id when somebody points at one.
ALTER TABLE deliveries ADD COLUMN edited_at timestamptz;
CREATE INDEX deliveries_remote_idx ON deliveries (remote_id) WHERE remote_id IS NOT NULL;

-- Remotes limit edits over all their channels together: one row a channel kind says how far the allowance is used up.
CREATE TABLE edit_paces (
  channel text NOT NULL CONSTRAINT edit_paces_pkey PRIMARY KEY,
  used_until timestamptz NOT NULL
);
-- Deliveries that joined a message are told when it is brought up to date, and by nothing else.
UPDATE deliveries p SET edit_due_at = now()
WHERE p.remote_id IS NOT NULL AND EXISTS (SELECT 1 FROM deliveries d WHERE d.post_id = p.id AND d.id <> p.id AND d.state = 'sending');
