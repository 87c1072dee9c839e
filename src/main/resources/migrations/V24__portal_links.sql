-- Links by which people without an account set up parts of an organization (behaviour §6).

CREATE TABLE portal_links (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  -- shareable: 7 days, as often as one likes; embed: a minute, once
  kind                        TEXT NOT NULL,
  -- of the random UUID in its address, which is shown once and never stored
  uuid_hash                   TEXT NOT NULL UNIQUE,
  -- what it opens: names, space separated
  modules                     TEXT NOT NULL,
  -- the one step it is narrowed to, and the id of what that is about; null for whole modules
  step_kind                   TEXT,
  step_object                 TEXT,
  -- who opens it must prove this address; null when whoever has it may
  bound_to                    TEXT,
  -- who made it, as events name them
  created_by_type             TEXT NOT NULL,
  created_by                  TEXT NOT NULL,
  created_by_email            TEXT,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  -- when it was opened first; an embed link is used up by that
  opened_at                   BIGINT,
  revoked_at                  BIGINT,
  -- when its step was done, and the proven address of who did it, if there is one
  done_at                     BIGINT,
  done_by                     TEXT
);
CREATE INDEX portal_links_organization ON portal_links (organization_id, id);
CREATE INDEX portal_links_step ON portal_links (organization_id, step_object);
CREATE INDEX portal_links_expiry ON portal_links (expires_at);

CREATE TABLE portal_sessions (
  id                          TEXT PRIMARY KEY,
  link_id                     TEXT NOT NULL REFERENCES portal_links (id) ON DELETE CASCADE,
  token_hash                  TEXT NOT NULL UNIQUE,
  -- the address that was proven to open it, or null
  email                       TEXT,
  opened_at                   BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  -- when whoever used it left
  ended_at                    BIGINT
);
CREATE INDEX portal_sessions_link ON portal_sessions (link_id, id);
CREATE INDEX portal_sessions_expiry ON portal_sessions (expires_at);

-- the newest code that was mailed for a link bound to an address
CREATE TABLE portal_codes (
  link_id                     TEXT PRIMARY KEY REFERENCES portal_links (id) ON DELETE CASCADE,
  code_hash                   TEXT NOT NULL,
  wrong_codes                 BIGINT NOT NULL DEFAULT 0,
  expires_at                  BIGINT NOT NULL
);

-- what became of each link: for the admins of its organization
CREATE TABLE portal_link_uses (
  id                          TEXT PRIMARY KEY,
  link_id                     TEXT NOT NULL REFERENCES portal_links (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  -- OPENED, REFUSED, CODE_SENT, STEP_DONE, LEFT
  kind                        TEXT NOT NULL,
  -- why it was refused: the code of the problem; else null
  reason                      TEXT,
  -- the address that was proven, or null
  email                       TEXT,
  ip                          TEXT NOT NULL,
  user_agent                  TEXT NOT NULL,
  at                          BIGINT NOT NULL
);
CREATE INDEX portal_link_uses_list ON portal_link_uses (link_id, id);
