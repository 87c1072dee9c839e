-- Directories that provision the members of organizations (RFC 7643, RFC 7644), and what they have said.

CREATE TABLE directories (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  -- the name of a guide, like OKTA
  provider                    TEXT NOT NULL,
  -- SCIM: it calls us; POLL: we ask it
  type                        TEXT NOT NULL,
  -- since when it is listened to; null while it is not
  enabled_at                  BIGINT,
  first_enabled_at            BIGINT,
  first_contact_at            BIGINT,
  last_contact_at             BIGINT,
  users_changed_at            BIGINT,
  groups_changed_at           BIGINT,
  user_count                  BIGINT NOT NULL DEFAULT 0,
  group_count                 BIGINT NOT NULL DEFAULT 0,
  -- the position of the newest user or group; nobody gets one again
  user_sequence               BIGINT NOT NULL DEFAULT 0,
  group_sequence              BIGINT NOT NULL DEFAULT 0,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);
CREATE INDEX directories_organization ON directories (organization_id, id);

-- what a directory shows to be let in; the text itself is shown once and never stored
CREATE TABLE directory_tokens (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  token_hash                  TEXT NOT NULL UNIQUE,
  -- its last four characters
  hint                        TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  -- when it ends before that, because another one took its place or it was revoked
  ends_at                     BIGINT,
  last_used_at                BIGINT,
  created_by                  TEXT
);
CREATE INDEX directory_tokens_directory ON directory_tokens (directory_id, id);
CREATE INDEX directory_tokens_expiry ON directory_tokens (expires_at);

-- warnings that were mailed before a token expired, each once
CREATE TABLE directory_token_warnings (
  token_id                    TEXT NOT NULL REFERENCES directory_tokens (id) ON DELETE CASCADE,
  days                        BIGINT NOT NULL,
  sent_at                     BIGINT NOT NULL,
  PRIMARY KEY (token_id, days)
) ${clustered};

-- the people of a directory, in the words of the directory
CREATE TABLE directory_users (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  -- whose account it is; null when that was removed here
  user_id                     TEXT REFERENCES users (id) ON DELETE SET NULL,
  -- its place in the list: the order in which they came
  position                    BIGINT NOT NULL,
  user_name                   TEXT NOT NULL,
  -- folded: RFC 7643 §4.1.1 does not tell capitals from small letters
  user_name_key               TEXT NOT NULL,
  external_id                 TEXT,
  email                       TEXT NOT NULL,
  given_name                  TEXT NOT NULL,
  family_name                 TEXT NOT NULL,
  display_name                TEXT NOT NULL,
  -- null while active
  deactivated_at              BIGINT,
  -- JSON of the whole resource as understood, without id, meta, groups and password
  attributes                  TEXT NOT NULL,
  version                     BIGINT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);
CREATE UNIQUE INDEX directory_users_list ON directory_users (directory_id, position);
CREATE UNIQUE INDEX directory_users_name ON directory_users (directory_id, user_name_key);
CREATE UNIQUE INDEX directory_users_email ON directory_users (directory_id, email);
CREATE INDEX directory_users_external ON directory_users (directory_id, external_id);
CREATE INDEX directory_users_updated ON directory_users (directory_id, updated_at);
CREATE INDEX directory_users_user ON directory_users (user_id, organization_id);

CREATE TABLE directory_groups (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  position                    BIGINT NOT NULL,
  display_name                TEXT NOT NULL,
  display_name_key            TEXT NOT NULL,
  external_id                 TEXT,
  -- what its members may do; null when the group gives no role
  role_id                     TEXT REFERENCES roles (id) ON DELETE SET NULL,
  -- JSON of the whole resource as understood, without id, meta and members
  attributes                  TEXT NOT NULL,
  member_count                BIGINT NOT NULL DEFAULT 0,
  version                     BIGINT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);
CREATE UNIQUE INDEX directory_groups_list ON directory_groups (directory_id, position);
CREATE INDEX directory_groups_name ON directory_groups (directory_id, display_name_key);
CREATE INDEX directory_groups_external ON directory_groups (directory_id, external_id);
CREATE INDEX directory_groups_updated ON directory_groups (directory_id, updated_at);
CREATE INDEX directory_groups_role ON directory_groups (role_id, directory_id);

CREATE TABLE directory_group_members (
  group_id                    TEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
  directory_user_id           TEXT NOT NULL REFERENCES directory_users (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, directory_user_id)
) ${clustered};
CREATE INDEX directory_group_members_user ON directory_group_members (directory_user_id, group_id);

-- members a group names that have not come yet
CREATE TABLE directory_pending_members (
  group_id                    TEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
  -- the text by which the group names them
  value                       TEXT NOT NULL,
  directory_id                TEXT NOT NULL,
  PRIMARY KEY (group_id, value)
) ${clustered};
CREATE INDEX directory_pending_members_value ON directory_pending_members (directory_id, value);

-- what ended when a directory deactivated or removed somebody, and how soon; kept 90 days
CREATE TABLE directory_receipts (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  directory_user_id           TEXT NOT NULL,
  user_id                     TEXT,
  email                       TEXT NOT NULL,
  -- DEACTIVATED or REMOVED
  effect                      TEXT NOT NULL,
  -- JSON: the sessions, the grants of applications and the membership that ended
  ended                       TEXT NOT NULL,
  request_id                  TEXT NOT NULL,
  received_at                 BIGINT NOT NULL,
  ended_at                    BIGINT NOT NULL
);
CREATE INDEX directory_receipts_list ON directory_receipts (directory_id, id);
CREATE INDEX directory_receipts_user ON directory_receipts (directory_user_id, id);
CREATE INDEX directory_receipts_age ON directory_receipts (ended_at);
