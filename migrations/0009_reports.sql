-- Reports that are sent by themselves: of a namespace or (null) of everything, to a channel or a person, at a time of the
-- day on the namespace's clocks. Each row falls due at next_at.
CREATE TABLE report_subscriptions (
  id serial CONSTRAINT report_subscriptions_pkey PRIMARY KEY,
  outlet_id integer NOT NULL CONSTRAINT report_subscriptions_outlet_fkey REFERENCES outlets (id) ON DELETE CASCADE,
  namespace_id integer CONSTRAINT report_subscriptions_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  kind text NOT NULL,
  at_minute integer NOT NULL,
  next_at timestamptz NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT report_subscriptions_target_key UNIQUE NULLS NOT DISTINCT (outlet_id, namespace_id, kind)
);
CREATE INDEX report_subscriptions_due_idx ON report_subscriptions (next_at);
