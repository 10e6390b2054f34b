-- How a namespace speaks to its customers: one row a namespace that is not content with what is usual.
CREATE TABLE voices (
  namespace_id integer NOT NULL CONSTRAINT voices_pkey PRIMARY KEY CONSTRAINT voices_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  language text NOT NULL,
  templates jsonb NOT NULL,
  links boolean NOT NULL,
  replies boolean NOT NULL,
  pictures boolean NOT NULL,
  -- How long a post waits for somebody to allow it before it goes out by itself; null: it does not wait.
  approval_ms integer,
  -- What may be spent in a calendar month (UTC), in thousandths of a dollar; null: as much as it takes.
  budget integer,
  -- How far of the budget the operators were warned of, and in which month ("2026-11").
  warned_month text,
  warned_percent integer NOT NULL
);

-- What a network last said of an account's limits.
CREATE TABLE account_limits (
  outlet_id integer NOT NULL CONSTRAINT account_limits_pkey PRIMARY KEY CONSTRAINT account_limits_outlet_fkey REFERENCES outlets (id) ON DELETE CASCADE,
  limits jsonb NOT NULL,
  seen_at timestamptz NOT NULL
);

-- Posts that wait for somebody, or are held; the deliveries that they tell wait with them.
CREATE TABLE drafts (
  id serial CONSTRAINT drafts_pkey PRIMARY KEY,
  outlet_id integer NOT NULL CONSTRAINT drafts_outlet_fkey REFERENCES outlets (id) ON DELETE CASCADE,
  -- What shows it to the team.
  announcement_id integer CONSTRAINT drafts_announcement_fkey REFERENCES announcements (id) ON DELETE SET NULL,
  delivery_ids integer[] NOT NULL,
  topic text NOT NULL,
  thread_id integer CONSTRAINT drafts_thread_fkey REFERENCES deliveries (id) ON DELETE SET NULL,
  payload jsonb NOT NULL,
  state text NOT NULL,
  because text NOT NULL,
  posts_at timestamptz,
  decided_by text,
  created_at timestamptz NOT NULL
);
CREATE INDEX drafts_open_idx ON drafts (outlet_id) WHERE state IN ('waiting', 'approved', 'held');
CREATE INDEX drafts_announcement_idx ON drafts (announcement_id);
-- The messages that show drafts to the team.
CREATE INDEX deliveries_draft_idx ON deliveries (announcement_id) WHERE reason = 'draft';
