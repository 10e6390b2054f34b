-- What an outlet hears of: a namespace, one service, or whatever a pattern matches at the moment of an announcement.
ALTER TABLE subscriptions DROP CONSTRAINT subscriptions_pkey;
ALTER TABLE subscriptions
  ADD COLUMN id serial CONSTRAINT subscriptions_pkey PRIMARY KEY,
  ALTER COLUMN namespace_id DROP NOT NULL,
  ADD COLUMN service_id integer CONSTRAINT subscriptions_service_fkey REFERENCES services (id) ON DELETE CASCADE,
  ADD COLUMN pattern text,
  ADD COLUMN created_by text,
  ADD CONSTRAINT subscriptions_target_check CHECK (num_nonnulls(namespace_id, service_id, pattern) = 1),
  ADD CONSTRAINT subscriptions_target_key UNIQUE NULLS NOT DISTINCT (outlet_id, namespace_id, service_id, pattern);
CREATE INDEX subscriptions_namespace_idx ON subscriptions (namespace_id) WHERE namespace_id IS NOT NULL;
CREATE INDEX subscriptions_service_idx ON subscriptions (service_id) WHERE service_id IS NOT NULL;
CREATE INDEX subscriptions_pattern_idx ON subscriptions (outlet_id) WHERE pattern IS NOT NULL;

-- Who may what: a person or a user group, in a namespace or (null) everywhere. The subject "guests" stands for everybody
-- who is one; its role says whether they may look.
CREATE TABLE role_grants (
  id serial CONSTRAINT role_grants_pkey PRIMARY KEY,
  kind text NOT NULL,
  subject text NOT NULL,
  label text NOT NULL,
  namespace_id integer CONSTRAINT role_grants_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  role text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT role_grants_subject_key UNIQUE NULLS NOT DISTINCT (kind, subject, namespace_id)
);

-- Who is on call for a namespace: people in order, handed over every so many days at a local time.
CREATE TABLE rotas (
  namespace_id integer NOT NULL CONSTRAINT rotas_pkey PRIMARY KEY CONSTRAINT rotas_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  people jsonb NOT NULL,
  every_days integer NOT NULL,
  starts_on text NOT NULL,
  at text NOT NULL,
  timezone text NOT NULL
);

-- "I take tonight": stands before the rota.
CREATE TABLE rota_overrides (
  id serial CONSTRAINT rota_overrides_pkey PRIMARY KEY,
  namespace_id integer NOT NULL CONSTRAINT rota_overrides_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  person_id text NOT NULL,
  person_name text NOT NULL,
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL
);
CREATE INDEX rota_overrides_idx ON rota_overrides (until_at);

-- How the actor was called then: the list of who did what names people without asking Slack.
ALTER TABLE audits ADD COLUMN actor_name text;
CREATE INDEX audits_actor_idx ON audits (actor, id);
CREATE INDEX audits_target_idx ON audits (target text_pattern_ops, id);
