-- "ACK ALL" after a storm is acted on in several transactions: up to which service that has come, and for how many.
ALTER TABLE sms_received ADD COLUMN acted_to integer;
ALTER TABLE sms_received ADD COLUMN acted_count integer NOT NULL DEFAULT 0;
