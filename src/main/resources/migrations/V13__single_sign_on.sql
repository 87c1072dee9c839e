-- What was asked of identity providers, and what they answered: a row lasts ten minutes and is
-- good for one answer. It belongs to the browser of the sign-in, or to the session of a test run.
CREATE TABLE sso_requests (
  id                          TEXT PRIMARY KEY,
  state_hash                  TEXT NOT NULL UNIQUE,
  connection_id               TEXT NOT NULL,
  connection_version          BIGINT NOT NULL,
  attempt_id                  TEXT,
  test_id                     TEXT,
  browser_hash                TEXT NOT NULL,
  max_age_seconds             BIGINT,
  secrets                     TEXT NOT NULL,
  started_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  answered_at                 BIGINT,
  arrival_hash                TEXT UNIQUE,
  answer                      TEXT,
  used_at                     BIGINT
);
CREATE INDEX sso_requests_expiry ON sso_requests (expires_at);

-- Which identity providers have said whose a session is, and what they call it: for organizations
-- that ask for their own provider, and for logout.
CREATE TABLE session_vouchers (
  session_id                  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  connection_id               TEXT NOT NULL,
  organization_id             TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  session_index               TEXT,
  logout_hint                 TEXT,
  vouched_at                  BIGINT NOT NULL,
  PRIMARY KEY (session_id, connection_id)
);
CREATE INDEX session_vouchers_subject ON session_vouchers (connection_id, subject);
CREATE INDEX session_vouchers_index ON session_vouchers (connection_id, session_index);

-- Which connection must vouch for a sign-in, when that is not left to its address; how fresh the
-- proof has to be; and the answer that is kept while the mailbox is proven as well.
ALTER TABLE login_attempts ADD COLUMN connection_id TEXT;
ALTER TABLE login_attempts ADD COLUMN max_age_seconds BIGINT;
ALTER TABLE login_attempts ADD COLUMN sso_request_id TEXT;

-- The only organization that what has proven a session counts in, when an identity provider has
-- vouched for an address that is not of its organization's domains.
ALTER TABLE sessions ADD COLUMN counts_only_in TEXT;

-- Sign-outs that go on at identity providers, and where each leads afterwards.
CREATE TABLE sso_logouts (
  state_hash                  TEXT PRIMARY KEY,
  connection_id               TEXT NOT NULL,
  request_id                  TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  session_index               TEXT,
  logout_hint                 TEXT,
  return_to                   TEXT NOT NULL,
  expires_at                  BIGINT NOT NULL
);
CREATE INDEX sso_logouts_expiry ON sso_logouts (expires_at);
