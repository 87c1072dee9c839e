-- Connections of organizations to their identity providers (SAML 2.0, OpenID Connect).

CREATE TABLE connections (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  -- the name of a guide, like OKTA
  provider                    TEXT NOT NULL,
  protocol                    TEXT NOT NULL,
  -- DRAFT, IN_PROGRESS, COMPLETED: of the live settings, or of the draft while there are none
  status                      TEXT NOT NULL,
  -- since when people are sent there; null while they are not
  enabled_at                  BIGINT,
  first_enabled_at            BIGINT,
  -- the switches that are on, names with spaces between
  switches                    TEXT NOT NULL,
  -- the number of the newest version; each save makes another one
  version_sequence            BIGINT NOT NULL DEFAULT 0,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);
CREATE INDEX connections_organization ON connections (organization_id, id);
CREATE INDEX connections_enabled ON connections (organization_id, enabled_at);

-- what a connection was set to; the settings of one number never change
CREATE TABLE connection_versions (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  number                      BIGINT NOT NULL,
  -- draft, live or former
  state                       TEXT NOT NULL,
  -- JSON, without the secret
  settings                    TEXT NOT NULL,
  sealed_client_secret        TEXT,
  client_secret_hint          TEXT,
  saved_by                    TEXT,
  saved_at                    BIGINT NOT NULL,
  live_from                   BIGINT,
  live_until                  BIGINT,
  PRIMARY KEY (connection_id, number)
);
CREATE UNIQUE INDEX connection_versions_draft ON connection_versions (connection_id) WHERE state = 'draft';
CREATE UNIQUE INDEX connection_versions_live ON connection_versions (connection_id) WHERE state = 'live';
CREATE INDEX connection_versions_former ON connection_versions (connection_id, state, live_until);

-- one try of a version by somebody who sets it up; it signs nobody in
CREATE TABLE connection_tests (
  id                          TEXT PRIMARY KEY,
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  version                     BIGINT NOT NULL,
  -- PENDING, SUCCESS, FAILURE
  status                      TEXT NOT NULL,
  -- who runs it: a type and an id, as events name an actor
  tester_type                 TEXT NOT NULL,
  tester_id                   TEXT NOT NULL,
  tester_email                TEXT,
  -- JSON: the checks, and whom the answer named
  examination                 TEXT,
  code                        TEXT,
  cause                       TEXT,
  description                 TEXT,
  started_at                  BIGINT NOT NULL,
  finished_at                 BIGINT
);
CREATE INDEX connection_tests_connection ON connection_tests (connection_id, id);
CREATE INDEX connection_tests_version ON connection_tests (connection_id, version, tester_id, finished_at);
CREATE INDEX connection_tests_started ON connection_tests (started_at);

-- whom a member is known as at a connection; it ends with the membership
CREATE TABLE upstream_accounts (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  -- NameID or sub, exactly as it came
  subject                     TEXT NOT NULL,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  last_login_at               BIGINT NOT NULL,
  PRIMARY KEY (connection_id, subject),
  FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
);
CREATE INDEX upstream_accounts_member ON upstream_accounts (organization_id, user_id, connection_id);

-- mailboxes that their owner has shown to read when a connection named them: since then it may
CREATE TABLE upstream_mailboxes (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  proven_at                   BIGINT NOT NULL,
  PRIMARY KEY (connection_id, user_id),
  FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
);
CREATE INDEX upstream_mailboxes_member ON upstream_mailboxes (organization_id, user_id);

-- answers that were taken, until they could not be sent again: each is good once
CREATE TABLE used_answers (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  answer_hash                 TEXT NOT NULL,
  ends_at                     BIGINT NOT NULL,
  PRIMARY KEY (connection_id, answer_hash)
) ${clustered};
CREATE INDEX used_answers_end ON used_answers (ends_at);

-- tries to sign in through a connection, for the customer; written in batches
CREATE TABLE sign_in_history (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  -- SUCCESS or FAILURE
  outcome                     TEXT NOT NULL,
  -- whom it named, as far as that could be read: for people, and to filter by
  person                      TEXT,
  user_id                     TEXT,
  code                        TEXT,
  cause                       TEXT,
  -- the decoded answer without secrets
  document                    TEXT,
  ip                          TEXT NOT NULL,
  user_agent                  TEXT NOT NULL,
  at                          BIGINT NOT NULL
);
CREATE INDEX sign_in_history_list ON sign_in_history (organization_id, at, id);
CREATE INDEX sign_in_history_outcome ON sign_in_history (organization_id, outcome, at, id);
CREATE INDEX sign_in_history_person ON sign_in_history (organization_id, person, at, id);
CREATE INDEX sign_in_history_connection ON sign_in_history (connection_id);
CREATE INDEX sign_in_history_at ON sign_in_history (at);

-- our own keys, per connection: what signs our requests, and what answers are encrypted for
CREATE TABLE service_provider_keys (
  id                          TEXT PRIMARY KEY,
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  -- SIGNING or ENCRYPTION
  purpose                     TEXT NOT NULL,
  certificate                 TEXT NOT NULL,
  sealed_private_key          TEXT NOT NULL,
  -- when its turn begins, which ends that of the one before
  current_from                BIGINT NOT NULL,
  ends_at                     BIGINT NOT NULL,
  created_at                  BIGINT NOT NULL
);
CREATE INDEX service_provider_keys_connection ON service_provider_keys (connection_id, purpose, current_from);
CREATE INDEX service_provider_keys_turn ON service_provider_keys (current_from);

-- what the documents that providers publish say now
CREATE TABLE published_metadata (
  connection_id               TEXT PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
  due_at                      BIGINT NOT NULL,
  leased_until                BIGINT,
  read_at                     BIGINT,
  -- JSON of what is said otherwise than in the live settings; null when nothing is
  difference                  TEXT,
  fault                       TEXT,
  failing_since               BIGINT
);
CREATE INDEX published_metadata_due ON published_metadata (due_at);

-- warnings that were mailed before the last certificate of a connection ended, each once
CREATE TABLE certificate_warnings (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  ends_at                     BIGINT NOT NULL,
  days                        BIGINT NOT NULL,
  sent_at                     BIGINT NOT NULL,
  PRIMARY KEY (connection_id, ends_at, days)
) ${clustered};
