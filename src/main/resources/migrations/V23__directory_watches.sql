-- when a directory was last looked after, and the trouble that was mailed, until it is over
CREATE TABLE directory_watches (
  directory_id                TEXT PRIMARY KEY REFERENCES directories (id) ON DELETE CASCADE,
  looked_at                   BIGINT NOT NULL,
  silent_since                BIGINT,
  failing_since               BIGINT
);
CREATE INDEX directory_requests_unauthorized ON directory_requests (directory_id, at, id) WHERE status = 401;
-- people who were sent and refused, by their names
CREATE INDEX directory_requests_refused ON directory_requests (directory_id, person, at, id)
 WHERE outcome = 'FAILURE' AND person IS NOT NULL;
