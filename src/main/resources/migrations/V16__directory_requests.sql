-- what directories asked and what they were answered, for the customer; written in batches
CREATE TABLE directory_requests (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  request_id                  TEXT NOT NULL,
  method                      TEXT NOT NULL,
  -- what follows the address of the directory, without secrets
  path                        TEXT NOT NULL,
  ip                          TEXT NOT NULL,
  user_agent                  TEXT NOT NULL,
  -- without secrets
  body                        TEXT,
  -- WHOLE, CUT or UNREADABLE; null where there was none
  body_form                   TEXT,
  status                      BIGINT NOT NULL,
  -- SUCCESS or FAILURE
  outcome                     TEXT NOT NULL,
  -- of a failure, a code to count by
  cause                       TEXT,
  milliseconds                BIGINT NOT NULL,
  scim_type                   TEXT,
  detail                      TEXT,
  -- whom or what it was about, as far as that is known, also when they are gone or never came
  user_id                     TEXT,
  person                      TEXT,
  group_id                    TEXT,
  group_name                  TEXT,
  effect                      TEXT,
  -- JSON: codes with their arguments
  remarks                     TEXT,
  at                          BIGINT NOT NULL
);
CREATE INDEX directory_requests_list ON directory_requests (directory_id, at, id);
CREATE INDEX directory_requests_method ON directory_requests (directory_id, method, at, id);
CREATE INDEX directory_requests_failure ON directory_requests (directory_id, at, id) WHERE outcome = 'FAILURE';
CREATE INDEX directory_requests_user ON directory_requests (user_id, at, id) WHERE user_id IS NOT NULL;
CREATE INDEX directory_requests_person ON directory_requests (directory_id, person, at, id) WHERE person IS NOT NULL;
CREATE INDEX directory_requests_group ON directory_requests (group_id, at, id) WHERE group_id IS NOT NULL;
CREATE INDEX directory_requests_age ON directory_requests (at);

-- how many calls of a directory there were in each hour, those without a good token not counted
CREATE TABLE directory_hours (
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  begins_at                   BIGINT NOT NULL,
  calls                       BIGINT NOT NULL,
  failures                    BIGINT NOT NULL,
  PRIMARY KEY (directory_id, begins_at)
) ${clustered};
CREATE INDEX directory_hours_age ON directory_hours (begins_at);
