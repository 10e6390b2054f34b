-- What refers to announcements, outlets and deliveries, so that those are deleted without reading all that ever referred to them:
-- to forget an address, or a month of news, took longer than any statement may.
DROP INDEX deliveries_draft_idx;
CREATE INDEX deliveries_announcement_idx ON deliveries (announcement_id);
CREATE INDEX deliveries_outlet_idx ON deliveries (outlet_id);
CREATE INDEX deliveries_thread_idx ON deliveries (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX drafts_outlet_idx ON drafts (outlet_id);
CREATE INDEX drafts_thread_idx ON drafts (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX pager_calls_outlet_idx ON pager_calls (outlet_id);
CREATE INDEX mail_signups_announcement_idx ON mail_signups (announcement_id) WHERE announcement_id IS NOT NULL;
