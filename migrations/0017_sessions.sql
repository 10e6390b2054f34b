-- People who signed in on the web. Only a hash of what their browser holds is kept: 256 random bits need no slow one.
CREATE TABLE web_sessions (
  id serial CONSTRAINT web_sessions_pkey PRIMARY KEY,
  person_id text NOT NULL,
  hash text NOT NULL CONSTRAINT web_sessions_hash_key UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL
);
CREATE INDEX web_sessions_person_idx ON web_sessions (person_id, id);
