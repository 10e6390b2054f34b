-- What to do when it is down, for whoever mends it: an address.
ALTER TABLE services ADD COLUMN runbook text;

-- Places in URLs that a service had before: links that people keep go on leading to it.
CREATE TABLE former_slugs (
  slug text NOT NULL CONSTRAINT former_slugs_pkey PRIMARY KEY,
  service_id integer NOT NULL CONSTRAINT former_slugs_service_fkey REFERENCES services (id) ON DELETE CASCADE
);

-- Names are searched while somebody types them: what begins with the letters is found by these, in any collation.
CREATE INDEX services_search_idx ON services (name_key text_pattern_ops) WHERE removed_at IS NULL;
CREATE INDEX monitors_search_idx ON monitors (name_key text_pattern_ops) WHERE removed_at IS NULL;
