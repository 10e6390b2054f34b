-- Which mails a server may have taken without saying so: it cannot be asked, so one that may be there twice is not sent
-- a third time. Written before the first byte of a mail, and taken back where the server refuses it.
CREATE TABLE mail_hand_overs (
  delivery_id integer NOT NULL CONSTRAINT mail_hand_overs_pkey PRIMARY KEY CONSTRAINT mail_hand_overs_delivery_fkey REFERENCES deliveries (id) ON DELETE CASCADE,
  count integer NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX mail_hand_overs_at_idx ON mail_hand_overs (at);

-- Who asked on the public page to hear of something by mail. The address itself is a secret of the outlet; nothing is
-- subscribed before its owner says yes.
CREATE TABLE mail_signups (
  id serial CONSTRAINT mail_signups_pkey PRIMARY KEY,
  outlet_id integer NOT NULL CONSTRAINT mail_signups_outlet_fkey REFERENCES outlets (id) ON DELETE CASCADE,
  namespace_id integer CONSTRAINT mail_signups_namespace_fkey REFERENCES namespaces (id) ON DELETE CASCADE,
  service_id integer CONSTRAINT mail_signups_service_fkey REFERENCES services (id) ON DELETE CASCADE,
  announcement_id integer CONSTRAINT mail_signups_announcement_fkey REFERENCES announcements (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  CONSTRAINT mail_signups_topic_check CHECK (num_nonnulls(namespace_id, service_id) = 1)
);
CREATE INDEX mail_signups_outlet_idx ON mail_signups (outlet_id);
CREATE INDEX mail_signups_created_idx ON mail_signups (created_at) WHERE confirmed_at IS NULL;
