-- SMS that came to our number, as Twilio told us of them: replies of gateways that are watched.
CREATE TABLE sms_received (
  sid text NOT NULL CONSTRAINT sms_received_pkey PRIMARY KEY,
  sender text NOT NULL,
  recipient text NOT NULL,
  text text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX sms_received_idx ON sms_received (recipient, at);
