-- How the public page of a namespace looks. The logo is a small PNG that we drew ourselves from what was given.
CREATE TABLE appearances (
  namespace_id integer CONSTRAINT appearances_pkey PRIMARY KEY CONSTRAINT appearances_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  title text,
  accent text,
  domain text CONSTRAINT appearances_domain_key UNIQUE,
  logo bytea,
  logo_hash text,
  logo_width integer
);

-- What was written for customers after an incident.
CREATE TABLE postmortems (
  incident_id integer CONSTRAINT postmortems_pkey PRIMARY KEY CONSTRAINT postmortems_incident_fkey REFERENCES incidents (id) ON DELETE CASCADE,
  text text NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL
);
