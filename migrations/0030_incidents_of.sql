-- The incidents of one service by number, as the API lists them: of a quiet service all others were read.
CREATE INDEX incidents_number_idx ON incidents (service_id, id);
