-- A namespace that was removed keeps the history of what was in it; its short name is free again.
ALTER TABLE namespaces ADD COLUMN removed_at timestamptz;
ALTER TABLE namespaces DROP CONSTRAINT namespaces_slug_key;
CREATE UNIQUE INDEX namespaces_slug_key ON namespaces (slug) WHERE removed_at IS NULL;
