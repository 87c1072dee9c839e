-- Directories that are read every hour instead of pushing: who allowed that, which groups are followed, and what
-- came of it.

-- an administrator's permission to read. It outlives its directory until it is revoked where it was given
CREATE TABLE directory_authorizations (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL,
  organization_id             TEXT NOT NULL,
  -- the other system's id of the account, which outlives its address
  subject                     TEXT NOT NULL,
  email                       TEXT NOT NULL,
  -- the customer's domain there, for people, and the system's id of the customer
  domain                      TEXT NOT NULL,
  customer                    TEXT NOT NULL,
  -- emptied when it is over
  sealed_refresh_token        TEXT NOT NULL,
  authorized_by               TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  -- why it is of no use any more, a code, or null
  fault                       TEXT,
  fault_at                    BIGINT,
  -- when it was given up; from then on it waits to be revoked
  ended_at                    BIGINT,
  due_at                      BIGINT,
  leased_until                BIGINT,
  tries                       BIGINT NOT NULL DEFAULT 0,
  revoked_at                  BIGINT,
  gave_up_at                  BIGINT,
  last_fault                  TEXT
);
CREATE UNIQUE INDEX directory_authorizations_live ON directory_authorizations (directory_id) WHERE ended_at IS NULL;
CREATE INDEX directory_authorizations_due ON directory_authorizations (due_at);
CREATE INDEX directory_authorizations_subject ON directory_authorizations (subject);

-- people who were sent to allow it
CREATE TABLE directory_consents (
  id                          TEXT PRIMARY KEY,
  state_hash                  TEXT NOT NULL UNIQUE,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  session_id                  TEXT NOT NULL,
  browser_hash                TEXT NOT NULL,
  -- nonce and code verifier
  secrets                     TEXT NOT NULL,
  started_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  answered_at                 BIGINT,
  -- why it was refused, a code, with what belongs to its words; null when it was not
  refusal                     TEXT,
  refusal_words               TEXT
);
CREATE INDEX directory_consents_directory ON directory_consents (directory_id, id);
CREATE INDEX directory_consents_started ON directory_consents (started_at);

-- when a directory is read next, and how far this has come
CREATE TABLE directory_polls (
  directory_id                TEXT PRIMARY KEY REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  -- ALL or SELECTED; null until somebody has chosen
  groups_tracked              TEXT,
  -- whose people were taken over, once some were
  customer                    TEXT,
  due_at                      BIGINT NOT NULL,
  -- whether somebody asked for the next one
  asked                       BIGINT NOT NULL DEFAULT 0,
  leased_until                BIGINT,
  -- which run holds the lease
  run                         TEXT,
  started_at                  BIGINT,
  phase                       TEXT,
  done                        BIGINT NOT NULL DEFAULT 0,
  total                       BIGINT NOT NULL DEFAULT 0,
  -- failures since the last success, for the delay
  failures                    BIGINT NOT NULL DEFAULT 0,
  succeeded_at                BIGINT,
  -- how many people would lose access, while somebody has to say whether that is right
  held                        BIGINT,
  held_at                     BIGINT,
  -- how many somebody has allowed, for the next poll
  allowed                     BIGINT,
  allowed_by                  TEXT
);
CREATE INDEX directory_polls_due ON directory_polls (due_at);
CREATE INDEX directory_polls_organization ON directory_polls (organization_id);

-- the groups there are at the other system, as read last
CREATE TABLE directory_poll_groups (
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  source_id                   TEXT NOT NULL,
  name                        TEXT NOT NULL,
  name_key                    TEXT NOT NULL,
  email                       TEXT NOT NULL,
  members                     BIGINT NOT NULL,
  -- since when its people are followed; null while they are not
  tracked_at                  BIGINT,
  seen_at                     BIGINT NOT NULL,
  PRIMARY KEY (directory_id, source_id)
) ${clustered};
CREATE INDEX directory_poll_groups_list ON directory_poll_groups (directory_id, name_key, source_id);
CREATE INDEX directory_poll_groups_tracked ON directory_poll_groups (directory_id, tracked_at);

-- what came of each poll; kept 30 days
CREATE TABLE directory_poll_history (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  started_at                  BIGINT NOT NULL,
  finished_at                 BIGINT NOT NULL,
  -- SUCCESS, FAILURE or HELD
  outcome                     TEXT NOT NULL,
  -- a code and the other system's own words, when it failed
  fault                       TEXT,
  fault_words                 TEXT,
  -- JSON: how many people and groups, what became of them, and who was refused
  result                      TEXT NOT NULL
);
CREATE INDEX directory_poll_history_list ON directory_poll_history (directory_id, id);
CREATE INDEX directory_poll_history_age ON directory_poll_history (finished_at);
