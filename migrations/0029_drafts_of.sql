-- Which drafts a delivery was shown in before: when the first of them would have gone out holds for the next.
CREATE INDEX drafts_deliveries_idx ON drafts USING gin (delivery_ids);
