import { networks } from "../../domain/posts/networks.ts";

// What a delivery says, for people who read the ledger. In a statement that has deliveries d, outlets o and announcements a.

const NETWORKS = networks.map((network) => `'${network}'`).join(", ");

/** What was fixed to be said: whoever looks for it among the posts of an account or in an inbox finds these words. */
const FIXED = `CASE
  WHEN o.channel IN (${NETWORKS}) THEN (SELECT m.payload ->> 'text' FROM deliveries m WHERE m.id = COALESCE(d.post_id, d.id))
  WHEN o.channel = 'sms' THEN (SELECT m.payload ->> 'body' FROM deliveries m WHERE m.id = COALESCE(d.post_id, d.id))
  WHEN o.channel IN ('mail', 'readers') THEN (SELECT m.payload -> 'letter' ->> 'subject' FROM deliveries m WHERE m.id = COALESCE(d.post_id, d.id))
  WHEN o.channel = 'webhook' THEN (SELECT m.payload -> 'news' ->> 'text' FROM deliveries m WHERE m.id = COALESCE(d.post_id, d.id)) END`;

/** A post that waits for somebody is worded already. */
const DRAFTED = `CASE WHEN o.channel IN (${NETWORKS}) AND d.state = 'planned' THEN (
  SELECT f.payload ->> 'text' FROM drafts f WHERE f.outlet_id = d.outlet_id AND f.state IN ('waiting', 'approved', 'held') AND d.id = ANY (f.delivery_ids)
  ORDER BY f.id DESC LIMIT 1) END`;

/** Customers will read neither what was seen nor what the team calls its maintenance. */
const UNWORDED = `CASE WHEN o.audience = 'customers' AND d.reason <> 'update'
  THEN COALESCE(replace(a.text, ': ' || (a.facts ->> 'detail'), ''), replace(a.text, ' (' || (a.facts ->> 'title') || ')', '')) END`;

export const SAID = `COALESCE(${FIXED}, ${DRAFTED}, ${UNWORDED}, a.text)`;
