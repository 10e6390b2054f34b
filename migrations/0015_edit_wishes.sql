-- How often it was wished that a message be brought up to date: what changes while it is being edited is not lost,
-- whatever the clocks say.
ALTER TABLE deliveries ADD COLUMN edit_wishes integer NOT NULL DEFAULT 0;
