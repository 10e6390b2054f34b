-- Readers of the public page are told as one: what they hear is decided and folded once for all who hear of a namespace or a
-- service (an outlet of the channel "readers"), and each gets a copy when it is told. A storm of ten thousand incidents is
-- not written down for each of a thousand readers.

ALTER TABLE deliveries
  ADD COLUMN copy_of integer CONSTRAINT deliveries_copy_fkey REFERENCES deliveries (id) ON DELETE CASCADE;
CREATE INDEX deliveries_copy_idx ON deliveries (copy_of, outlet_id) WHERE copy_of IS NOT NULL;

INSERT INTO outlets (channel, recipient, label, audience, lease, created_at)
SELECT DISTINCT 'readers', CASE WHEN s.service_id IS NULL THEN 'namespace:' || s.namespace_id ELSE 'service:' || s.service_id END,
  'readers of ' || COALESCE(v.name, n.name), 'customers', 0, now()
FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id LEFT JOIN services v ON v.id = s.service_id LEFT JOIN namespaces n ON n.id = s.namespace_id
WHERE o.channel = 'mail' AND o.recipient LIKE 'reader:%' AND s.pattern IS NULL;

INSERT INTO subscriptions (outlet_id, namespace_id, service_id)
SELECT id, CASE WHEN recipient LIKE 'namespace:%' THEN split_part(recipient, ':', 2)::integer END,
  CASE WHEN recipient LIKE 'service:%' THEN split_part(recipient, ':', 2)::integer END
FROM outlets WHERE channel = 'readers';
