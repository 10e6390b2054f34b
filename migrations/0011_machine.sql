-- Personal tokens of the API. Only a hash is kept: 256 random bits need no slow one.
CREATE TABLE api_tokens (
  id serial CONSTRAINT api_tokens_pkey PRIMARY KEY,
  person_id text NOT NULL,
  person_name text NOT NULL,
  name text NOT NULL,
  name_key text NOT NULL,
  scope text NOT NULL,
  hash text NOT NULL CONSTRAINT api_tokens_hash_key UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  CONSTRAINT api_tokens_name_key UNIQUE (person_id, name_key)
);

-- What a POST with an Idempotency-Key was answered, for whoever says it again.
CREATE TABLE api_answers (
  token_id integer NOT NULL CONSTRAINT api_answers_token_fkey REFERENCES api_tokens (id) ON DELETE CASCADE,
  key text NOT NULL,
  request text NOT NULL,
  status integer NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT api_answers_pkey PRIMARY KEY (token_id, key)
);
CREATE INDEX api_answers_at_idx ON api_answers (at);

-- What scripts show on the page: a picture, or numbers. A panel of a monitor shows what a printer says of itself.
CREATE TABLE panels (
  id serial CONSTRAINT panels_pkey PRIMARY KEY,
  namespace_id integer NOT NULL CONSTRAINT panels_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  name text NOT NULL,
  name_key text NOT NULL,
  slug text NOT NULL CONSTRAINT panels_slug_key UNIQUE,
  monitor_id integer CONSTRAINT panels_monitor_fkey REFERENCES monitors (id) ON DELETE CASCADE,
  token_hash text CONSTRAINT panels_token_key UNIQUE,
  expected_every_ms integer,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  pushed_at timestamptz,
  CONSTRAINT panels_name_key UNIQUE (namespace_id, name_key),
  CONSTRAINT panels_monitor_key UNIQUE (monitor_id),
  CONSTRAINT panels_source_check CHECK (num_nonnulls(monitor_id, token_hash) = 1)
);

CREATE TABLE panel_images (
  panel_id integer NOT NULL CONSTRAINT panel_images_pkey PRIMARY KEY CONSTRAINT panel_images_panel_fkey REFERENCES panels (id) ON DELETE CASCADE,
  type text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  digest text NOT NULL,
  content bytea NOT NULL
);

CREATE TABLE panel_values (
  panel_id integer NOT NULL CONSTRAINT panel_values_panel_fkey REFERENCES panels (id) ON DELETE CASCADE,
  name text NOT NULL,
  at timestamptz NOT NULL,
  value double precision NOT NULL,
  unit text NOT NULL,
  CONSTRAINT panel_values_pkey PRIMARY KEY (panel_id, name, at)
);
