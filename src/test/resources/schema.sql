CREATE TABLE api_tokens (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  user_id                     TEXT,
  token_hash                  TEXT NOT NULL UNIQUE,
  hint                        TEXT NOT NULL,
  description                 TEXT NOT NULL,
  claims                      TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT,
  invalidated_at              BIGINT,
  FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
)

CREATE INDEX api_tokens_expired ON api_tokens (expires_at)

CREATE INDEX api_tokens_invalidated ON api_tokens (invalidated_at)

CREATE INDEX api_tokens_member ON api_tokens (organization_id, user_id, id)

CREATE INDEX api_tokens_organization ON api_tokens (organization_id, id)

CREATE TABLE applications (
  id                          TEXT PRIMARY KEY,
  client_id                   TEXT NOT NULL UNIQUE,
  name                        TEXT NOT NULL,
  type                        TEXT NOT NULL,
  management_api              TEXT NOT NULL,
  pkce                        TEXT NOT NULL,
  access_token_minutes        BIGINT,
  initiate_login_uri          TEXT,
  redirect_uris               TEXT NOT NULL,
  post_logout_redirect_uris   TEXT NOT NULL,
  back_channel_logout_uris    TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
, issuer TEXT)

CREATE TABLE authorization_requests (
  token_hash                  TEXT PRIMARY KEY,
  browser_hash                TEXT NOT NULL,
  redirect_uri                TEXT NOT NULL,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  parameters                  TEXT NOT NULL,
  started_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL
)

CREATE INDEX authorization_requests_application ON authorization_requests (application_id)

CREATE INDEX authorization_requests_expiry ON authorization_requests (expires_at)

CREATE TABLE certificate_warnings (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  ends_at                     BIGINT NOT NULL,
  days                        BIGINT NOT NULL,
  sent_at                     BIGINT NOT NULL,
  PRIMARY KEY (connection_id, ends_at, days)
) WITHOUT ROWID

CREATE TABLE client_assertions (
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  jti_hash                    TEXT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  PRIMARY KEY (application_id, jti_hash)
)

CREATE INDEX client_assertions_expiry ON client_assertions (expires_at)

CREATE TABLE client_keys (
  id                          TEXT PRIMARY KEY,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  key_id                      TEXT NOT NULL,
  jwk                         TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  revoked_at                  BIGINT
)

CREATE INDEX client_keys_application ON client_keys (application_id, revoked_at)

CREATE TABLE client_secrets (
  id                          TEXT PRIMARY KEY,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  secret_hash                 TEXT NOT NULL,
  hint                        TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  revoked_at                  BIGINT
)

CREATE INDEX client_secrets_application ON client_secrets (application_id, revoked_at)

CREATE TABLE connection_domains (
  domain_id                   TEXT PRIMARY KEY REFERENCES email_domains (id) ON DELETE CASCADE,
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE
)

CREATE INDEX connection_domains_connection ON connection_domains (connection_id)

CREATE TABLE connection_tests (
  id                          TEXT PRIMARY KEY,
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  version                     BIGINT NOT NULL,
  status                      TEXT NOT NULL,
  tester_type                 TEXT NOT NULL,
  tester_id                   TEXT NOT NULL,
  tester_email                TEXT,
  examination                 TEXT,
  code                        TEXT,
  cause                       TEXT,
  description                 TEXT,
  started_at                  BIGINT NOT NULL,
  finished_at                 BIGINT
, tester_portal_session TEXT)

CREATE INDEX connection_tests_connection ON connection_tests (connection_id, id)

CREATE INDEX connection_tests_started ON connection_tests (started_at)

CREATE INDEX connection_tests_version ON connection_tests (connection_id, version, tester_id, finished_at)

CREATE TABLE connection_versions (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  number                      BIGINT NOT NULL,
  state                       TEXT NOT NULL,
  settings                    TEXT NOT NULL,
  sealed_client_secret        TEXT,
  client_secret_hint          TEXT,
  saved_by                    TEXT,
  saved_at                    BIGINT NOT NULL,
  live_from                   BIGINT,
  live_until                  BIGINT, certificates_end_at BIGINT,
  PRIMARY KEY (connection_id, number)
)

CREATE INDEX connection_versions_certificates ON connection_versions (state, certificates_end_at)

CREATE UNIQUE INDEX connection_versions_draft ON connection_versions (connection_id) WHERE state = 'draft'

CREATE INDEX connection_versions_former ON connection_versions (connection_id, state, live_until)

CREATE UNIQUE INDEX connection_versions_live ON connection_versions (connection_id) WHERE state = 'live'

CREATE TABLE connections (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  provider                    TEXT NOT NULL,
  protocol                    TEXT NOT NULL,
  status                      TEXT NOT NULL,
  enabled_at                  BIGINT,
  first_enabled_at            BIGINT,
  switches                    TEXT NOT NULL,
  version_sequence            BIGINT NOT NULL DEFAULT 0,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
, base_url TEXT)

CREATE INDEX connections_organization ON connections (organization_id, id)

CREATE TABLE directories (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  provider                    TEXT NOT NULL,
  type                        TEXT NOT NULL,
  enabled_at                  BIGINT,
  first_enabled_at            BIGINT,
  first_contact_at            BIGINT,
  last_contact_at             BIGINT,
  users_changed_at            BIGINT,
  groups_changed_at           BIGINT,
  user_count                  BIGINT NOT NULL DEFAULT 0,
  group_count                 BIGINT NOT NULL DEFAULT 0,
  user_sequence               BIGINT NOT NULL DEFAULT 0,
  group_sequence              BIGINT NOT NULL DEFAULT 0,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
, attribute_map TEXT NOT NULL DEFAULT '[]')

CREATE INDEX directories_organization ON directories (organization_id, id)

CREATE TABLE directory_authorizations (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL,
  organization_id             TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  email                       TEXT NOT NULL,
  domain                      TEXT NOT NULL,
  customer                    TEXT NOT NULL,
  sealed_refresh_token        TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  fault                       TEXT,
  fault_at                    BIGINT,
  ended_at                    BIGINT,
  due_at                      BIGINT,
  leased_until                BIGINT,
  tries                       BIGINT NOT NULL DEFAULT 0,
  revoked_at                  BIGINT,
  gave_up_at                  BIGINT,
  last_fault                  TEXT
)

CREATE INDEX directory_authorizations_due ON directory_authorizations (due_at)

CREATE UNIQUE INDEX directory_authorizations_live ON directory_authorizations (directory_id) WHERE ended_at IS NULL

CREATE INDEX directory_authorizations_subject ON directory_authorizations (subject)

CREATE TABLE directory_consents (
  id                          TEXT PRIMARY KEY,
  state_hash                  TEXT NOT NULL UNIQUE,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  session_id                  TEXT NOT NULL,
  browser_hash                TEXT NOT NULL,
  secrets                     TEXT NOT NULL,
  started_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  answered_at                 BIGINT,
  refusal                     TEXT,
  refusal_words               TEXT
)

CREATE INDEX directory_consents_directory ON directory_consents (directory_id, id)

CREATE INDEX directory_consents_started ON directory_consents (started_at)

CREATE TABLE directory_group_members (
  group_id                    TEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
  directory_user_id           TEXT NOT NULL REFERENCES directory_users (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, directory_user_id)
) WITHOUT ROWID

CREATE INDEX directory_group_members_user ON directory_group_members (directory_user_id, group_id)

CREATE TABLE directory_groups (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  position                    BIGINT NOT NULL,
  display_name                TEXT NOT NULL,
  display_name_key            TEXT NOT NULL,
  external_id                 TEXT,
  role_id                     TEXT REFERENCES roles (id) ON DELETE SET NULL,
  attributes                  TEXT NOT NULL,
  member_count                BIGINT NOT NULL DEFAULT 0,
  version                     BIGINT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
)

CREATE INDEX directory_groups_external ON directory_groups (directory_id, external_id)

CREATE INDEX directory_groups_giving ON directory_groups (directory_id, role_id) WHERE role_id IS NOT NULL

CREATE UNIQUE INDEX directory_groups_list ON directory_groups (directory_id, position)

CREATE INDEX directory_groups_name ON directory_groups (directory_id, display_name_key)

CREATE INDEX directory_groups_role ON directory_groups (role_id, directory_id)

CREATE INDEX directory_groups_updated ON directory_groups (directory_id, updated_at)

CREATE TABLE directory_hours (
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  begins_at                   BIGINT NOT NULL,
  calls                       BIGINT NOT NULL,
  failures                    BIGINT NOT NULL,
  PRIMARY KEY (directory_id, begins_at)
) WITHOUT ROWID

CREATE INDEX directory_hours_age ON directory_hours (begins_at)

CREATE TABLE directory_pending_members (
  group_id                    TEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
  value                       TEXT NOT NULL,
  directory_id                TEXT NOT NULL, value_key TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (group_id, value)
) WITHOUT ROWID

CREATE INDEX directory_pending_members_key ON directory_pending_members (directory_id, value_key)

CREATE TABLE directory_poll_groups (
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  source_id                   TEXT NOT NULL,
  name                        TEXT NOT NULL,
  name_key                    TEXT NOT NULL,
  email                       TEXT NOT NULL,
  members                     BIGINT NOT NULL,
  tracked_at                  BIGINT,
  seen_at                     BIGINT NOT NULL,
  PRIMARY KEY (directory_id, source_id)
) WITHOUT ROWID

CREATE INDEX directory_poll_groups_list ON directory_poll_groups (directory_id, name_key, source_id)

CREATE INDEX directory_poll_groups_tracked ON directory_poll_groups (directory_id, tracked_at)

CREATE TABLE directory_poll_history (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  started_at                  BIGINT NOT NULL,
  finished_at                 BIGINT NOT NULL,
  outcome                     TEXT NOT NULL,
  fault                       TEXT,
  fault_words                 TEXT,
  result                      TEXT NOT NULL
)

CREATE INDEX directory_poll_history_age ON directory_poll_history (finished_at)

CREATE INDEX directory_poll_history_list ON directory_poll_history (directory_id, id)

CREATE TABLE directory_polls (
  directory_id                TEXT PRIMARY KEY REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  groups_tracked              TEXT,
  customer                    TEXT,
  due_at                      BIGINT NOT NULL,
  asked                       BIGINT NOT NULL DEFAULT 0,
  leased_until                BIGINT,
  run                         TEXT,
  started_at                  BIGINT,
  phase                       TEXT,
  done                        BIGINT NOT NULL DEFAULT 0,
  total                       BIGINT NOT NULL DEFAULT 0,
  failures                    BIGINT NOT NULL DEFAULT 0,
  succeeded_at                BIGINT,
  held                        BIGINT,
  held_at                     BIGINT,
  allowed                     BIGINT,
  allowed_by                  TEXT
)

CREATE INDEX directory_polls_due ON directory_polls (due_at)

CREATE TABLE directory_receipts (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  directory_user_id           TEXT NOT NULL,
  user_id                     TEXT,
  email                       TEXT NOT NULL,
  effect                      TEXT NOT NULL,
  ended                       TEXT NOT NULL,
  request_id                  TEXT NOT NULL,
  received_at                 BIGINT NOT NULL,
  ended_at                    BIGINT NOT NULL
)

CREATE INDEX directory_receipts_age ON directory_receipts (ended_at)

CREATE INDEX directory_receipts_list ON directory_receipts (directory_id, id)

CREATE INDEX directory_receipts_user ON directory_receipts (directory_user_id, id)

CREATE TABLE directory_requests (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  request_id                  TEXT NOT NULL,
  method                      TEXT NOT NULL,
  path                        TEXT NOT NULL,
  ip                          TEXT NOT NULL,
  user_agent                  TEXT NOT NULL,
  body                        TEXT,
  body_form                   TEXT,
  status                      BIGINT NOT NULL,
  outcome                     TEXT NOT NULL,
  cause                       TEXT,
  milliseconds                BIGINT NOT NULL,
  scim_type                   TEXT,
  detail                      TEXT,
  user_id                     TEXT,
  person                      TEXT,
  group_id                    TEXT,
  group_name                  TEXT,
  effect                      TEXT,
  remarks                     TEXT,
  at                          BIGINT NOT NULL
)

CREATE INDEX directory_requests_age ON directory_requests (at)

CREATE INDEX directory_requests_failure ON directory_requests (directory_id, at, id) WHERE outcome = 'FAILURE'

CREATE INDEX directory_requests_group ON directory_requests (group_id, at, id) WHERE group_id IS NOT NULL

CREATE INDEX directory_requests_list ON directory_requests (directory_id, at, id)

CREATE INDEX directory_requests_method ON directory_requests (directory_id, method, at, id)

CREATE INDEX directory_requests_person ON directory_requests (directory_id, person, at, id) WHERE person IS NOT NULL

CREATE INDEX directory_requests_refused ON directory_requests (directory_id, person, at, id)
 WHERE outcome = 'FAILURE' AND person IS NOT NULL

CREATE INDEX directory_requests_unauthorized ON directory_requests (directory_id, at, id) WHERE status = 401

CREATE INDEX directory_requests_user ON directory_requests (user_id, at, id) WHERE user_id IS NOT NULL

CREATE TABLE directory_token_warnings (
  token_id                    TEXT NOT NULL REFERENCES directory_tokens (id) ON DELETE CASCADE,
  days                        BIGINT NOT NULL,
  sent_at                     BIGINT NOT NULL,
  PRIMARY KEY (token_id, days)
) WITHOUT ROWID

CREATE TABLE directory_tokens (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  token_hash                  TEXT NOT NULL UNIQUE,
  hint                        TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  ends_at                     BIGINT,
  last_used_at                BIGINT,
  created_by                  TEXT
)

CREATE INDEX directory_tokens_directory ON directory_tokens (directory_id, id)

CREATE INDEX directory_tokens_expiry ON directory_tokens (expires_at)

CREATE TABLE directory_user_emails (
  directory_user_id           TEXT NOT NULL REFERENCES directory_users (id) ON DELETE CASCADE,
  address_key                 TEXT NOT NULL,
  directory_id                TEXT NOT NULL,
  PRIMARY KEY (directory_user_id, address_key)
) WITHOUT ROWID

CREATE INDEX directory_user_emails_address ON directory_user_emails (directory_id, address_key)

CREATE TABLE directory_user_news (
  directory_user_id           TEXT PRIMARY KEY REFERENCES directory_users (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  roles_before                TEXT,
  actor                       TEXT NOT NULL,
  noted_at                    BIGINT NOT NULL
, attributes_before TEXT)

CREATE INDEX directory_user_news_order ON directory_user_news (noted_at, directory_user_id)

CREATE INDEX directory_user_news_organization ON directory_user_news (organization_id)

CREATE TABLE directory_users (
  id                          TEXT PRIMARY KEY,
  directory_id                TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT REFERENCES users (id) ON DELETE SET NULL,
  position                    BIGINT NOT NULL,
  user_name                   TEXT NOT NULL,
  user_name_key               TEXT NOT NULL,
  external_id                 TEXT,
  email                       TEXT NOT NULL,
  given_name                  TEXT NOT NULL,
  family_name                 TEXT NOT NULL,
  display_name                TEXT NOT NULL,
  deactivated_at              BIGINT,
  attributes                  TEXT NOT NULL,
  version                     BIGINT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
, activated_at BIGINT)

CREATE UNIQUE INDEX directory_users_email ON directory_users (directory_id, email)

CREATE INDEX directory_users_external ON directory_users (directory_id, external_id)

CREATE UNIQUE INDEX directory_users_list ON directory_users (directory_id, position)

CREATE UNIQUE INDEX directory_users_name ON directory_users (directory_id, user_name_key)

CREATE INDEX directory_users_updated ON directory_users (directory_id, updated_at)

CREATE INDEX directory_users_user ON directory_users (user_id, organization_id)

CREATE TABLE directory_watches (
  directory_id                TEXT PRIMARY KEY REFERENCES directories (id) ON DELETE CASCADE,
  looked_at                   BIGINT NOT NULL,
  silent_since                BIGINT,
  failing_since               BIGINT
)

CREATE TABLE domain_checks (
  domain_id                   TEXT PRIMARY KEY REFERENCES email_domains (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  due_at                      BIGINT,
  leased_until                BIGINT,
  look                        TEXT
)

CREATE INDEX domain_checks_due ON domain_checks (due_at)

CREATE TABLE email_domains (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  domain                      TEXT NOT NULL,
  domain_type                 TEXT NOT NULL,
  verification_method         TEXT NOT NULL,
  verification_status         TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
, txt_record_key TEXT, txt_record_secret TEXT, closes_at BIGINT, verified_at BIGINT, stale_since BIGINT, contested_until BIGINT, failure TEXT)

CREATE INDEX email_domains_domain ON email_domains (domain, domain_type)

CREATE UNIQUE INDEX email_domains_once ON email_domains (organization_id, domain_type, domain)

CREATE UNIQUE INDEX email_domains_verified_once ON email_domains (domain)
  WHERE domain_type = 'ORGANIZATION_DOMAIN' AND verification_status = 'VERIFIED'

CREATE TABLE environment (
  id                          TEXT PRIMARY KEY,
  app_name                    TEXT NOT NULL,
  support_email               TEXT,
  terms_url                   TEXT,
  privacy_url                 TEXT,
  organization_word           TEXT NOT NULL,
  logo_media_type             TEXT,
  logo_content                TEXT,
  primary_color               TEXT NOT NULL,
  primary_text_color          TEXT,
  page_color                  TEXT,
  corner_radius               TEXT NOT NULL,
  sign_up                     TEXT NOT NULL,
  public_email_domains        TEXT NOT NULL,
  disposable_email_domains    TEXT NOT NULL,
  organizations_per_user      BIGINT NOT NULL,
  invitation_minutes          BIGINT NOT NULL,
  code_seconds                BIGINT NOT NULL,
  session_absolute_minutes    BIGINT NOT NULL,
  session_idle_minutes        BIGINT,
  default_creator_role_id     TEXT NOT NULL,
  default_member_role_id      TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
, access_token_minutes BIGINT NOT NULL DEFAULT 5, background_style TEXT, portal_accent_color TEXT, logo_position TEXT NOT NULL DEFAULT 'OUTSIDE', logo_alignment TEXT NOT NULL DEFAULT 'CENTER', header_alignment TEXT NOT NULL DEFAULT 'CENTER', social_placement TEXT NOT NULL DEFAULT 'TOP', footer_badge TEXT NOT NULL DEFAULT 'on', organization_branding TEXT NOT NULL DEFAULT 'off', organization_logo_by_admins TEXT NOT NULL DEFAULT 'off', logo_picture TEXT REFERENCES pictures (id), logo_source TEXT, favicon_picture TEXT REFERENCES pictures (id), favicon_source TEXT, multiple_memberships TEXT NOT NULL DEFAULT 'allowed', max_allowed_users BIGINT NOT NULL DEFAULT 0)

CREATE TABLE event_chains (
  chain                       TEXT PRIMARY KEY,
  base_hash                   TEXT NOT NULL,
  position                    BIGINT NOT NULL,
  hash                        TEXT NOT NULL,
  seal                        TEXT NOT NULL
) WITHOUT ROWID

CREATE TABLE event_feed (
  last_position               BIGINT NOT NULL
, first_position BIGINT NOT NULL DEFAULT 1, seal TEXT NOT NULL DEFAULT '')

CREATE TABLE events (
  id                          TEXT PRIMARY KEY,
  type                        TEXT NOT NULL,
  organization_id             TEXT,
  object_id                   TEXT NOT NULL,
  actor_type                  TEXT NOT NULL,
  actor_id                    TEXT NOT NULL,
  actor_email                 TEXT,
  on_behalf_of                TEXT,
  before_state                TEXT,
  after_state                 TEXT,
  occurred_at                 BIGINT NOT NULL,
  ip                          TEXT,
  user_agent                  TEXT,
  request_id                  TEXT
, position BIGINT, previous_hash TEXT, hash TEXT)

CREATE INDEX events_actor ON events (organization_id, actor_id, id)

CREATE INDEX events_behalf ON events (organization_id, on_behalf_of, id) WHERE on_behalf_of IS NOT NULL

CREATE INDEX events_feed ON events (organization_id, position) WHERE position IS NOT NULL

CREATE INDEX events_object ON events (object_id, id)

CREATE INDEX events_organization ON events (organization_id, id)

CREATE UNIQUE INDEX events_position ON events (position) WHERE position IS NOT NULL

CREATE INDEX events_type ON events (organization_id, type, id)

CREATE INDEX events_waiting ON events (id) WHERE position IS NULL

CREATE TABLE grants (
  id                          TEXT PRIMARY KEY,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  session_id                  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  scope                       TEXT NOT NULL,
  nonce                       TEXT,
  redirect_uri                TEXT NOT NULL,
  code_challenge              TEXT,
  code_hash                   TEXT NOT NULL UNIQUE,
  code_expires_at             BIGINT NOT NULL,
  redeemed_at                 BIGINT,
  refresh_family_hash         TEXT,
  refresh_hash                TEXT,
  refreshed_at                BIGINT,
  revoked_at                  BIGINT,
  created_at                  BIGINT NOT NULL
, replaced_hash TEXT, sealed_successor TEXT, issuer TEXT, authenticated_at BIGINT, authenticated_with TEXT)

CREATE INDEX grants_application ON grants (application_id)

CREATE INDEX grants_code_expiry ON grants (code_expires_at)

CREATE INDEX grants_organization ON grants (organization_id)

CREATE INDEX grants_session ON grants (session_id, application_id, organization_id)

CREATE TABLE idempotency_keys (
  client_id                   TEXT NOT NULL,
  key_hash                    TEXT NOT NULL,
  request_hash                TEXT NOT NULL,
  status                      BIGINT,
  sealed_answer               TEXT,
  created_at                  BIGINT NOT NULL,
  PRIMARY KEY (client_id, key_hash)
)

CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at)

CREATE TABLE invitation_links (
  token_hash                  TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  used_at                     BIGINT
, kind TEXT NOT NULL DEFAULT 'mailed')

CREATE INDEX invitation_links_expiry ON invitation_links (expires_at)

CREATE INDEX invitation_links_member ON invitation_links (organization_id, user_id)

CREATE TABLE letters (
  id                          TEXT PRIMARY KEY,
  recipient                   TEXT NOT NULL,
  sealed                      TEXT NOT NULL,
  due_at                      BIGINT,
  leased_until                BIGINT,
  tries                       BIGINT NOT NULL DEFAULT 0,
  expires_at                  BIGINT NOT NULL,
  sent_at                     BIGINT,
  gave_up_at                  BIGINT,
  last_fault                  TEXT,
  created_at                  BIGINT NOT NULL
, about TEXT)

CREATE INDEX letters_about ON letters (about)

CREATE INDEX letters_created ON letters (created_at)

CREATE INDEX letters_due ON letters (due_at)

CREATE TABLE "login_attempts" (
  id                          TEXT PRIMARY KEY,
  browser_hash                TEXT NOT NULL,
  means                       TEXT NOT NULL,
  email                       TEXT,
  return_to                   TEXT NOT NULL,
  proof                       TEXT,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  used_at                     BIGINT
, connection_id TEXT, max_age_seconds BIGINT, sso_request_id TEXT, organization_id TEXT)

CREATE INDEX login_attempts_browser ON login_attempts (browser_hash)

CREATE INDEX login_attempts_expiry ON login_attempts (expires_at)

CREATE TABLE login_marks (
  email                       TEXT NOT NULL,
  kind                        TEXT NOT NULL,
  at                          BIGINT NOT NULL,
  id                          TEXT NOT NULL,
  PRIMARY KEY (email, kind, at, id)
) WITHOUT ROWID

CREATE INDEX login_marks_at ON login_marks (at)

CREATE TABLE logout_calls (
  id                          TEXT PRIMARY KEY,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  uri                         TEXT NOT NULL,
  session_id                  TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  due_at                      BIGINT,
  leased_until                BIGINT,
  tries                       BIGINT NOT NULL DEFAULT 0,
  delivered_at                BIGINT,
  gave_up_at                  BIGINT,
  last_fault                  TEXT,
  created_at                  BIGINT NOT NULL
, issuer TEXT)

CREATE INDEX logout_calls_application ON logout_calls (application_id)

CREATE INDEX logout_calls_created ON logout_calls (created_at)

CREATE INDEX logout_calls_due ON logout_calls (due_at)

CREATE INDEX logout_calls_session ON logout_calls (session_id)

CREATE TABLE mail_templates (
  kind                        TEXT PRIMARY KEY,
  subject                     TEXT NOT NULL,
  html                        TEXT NOT NULL,
  plain_text                  TEXT NOT NULL,
  variables                   TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
)

CREATE TABLE mailed_codes (
  attempt_id                  TEXT PRIMARY KEY,
  email                       TEXT NOT NULL,
  code_hash                   TEXT NOT NULL,
  link_hash                   TEXT NOT NULL UNIQUE,
  wrong_codes                 BIGINT NOT NULL DEFAULT 0,
  expires_at                  BIGINT NOT NULL
)

CREATE INDEX mailed_codes_expiry ON mailed_codes (expires_at)

CREATE TABLE member_grams (
  organization_number         BIGINT NOT NULL,
  gram                        TEXT NOT NULL,
  position                    BIGINT NOT NULL,
  PRIMARY KEY (organization_number, gram, position)
) WITHOUT ROWID

CREATE TABLE membership_roles (
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  role_id                     TEXT NOT NULL REFERENCES roles (id), position BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, user_id, role_id),
  FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
) WITHOUT ROWID

CREATE INDEX membership_roles_list ON membership_roles (organization_id, role_id, position)

CREATE INDEX membership_roles_role ON membership_roles (role_id, organization_id, user_id)

CREATE TABLE memberships (
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  user_id                     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  position                    BIGINT NOT NULL,
  status                      TEXT NOT NULL,
  provisioning_method         TEXT NOT NULL,
  search_text                 TEXT NOT NULL,
  inviter_email               TEXT,
  expires_at                  BIGINT,
  resent_at                   BIGINT,
  resent_count                BIGINT NOT NULL DEFAULT 0,
  accepted_at                 BIGINT,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL, metadata TEXT NOT NULL DEFAULT '{}', letters_due BIGINT, signed_in_at BIGINT, mail_fault TEXT,
  PRIMARY KEY (organization_id, user_id)
)

CREATE INDEX memberships_letters_due ON memberships (organization_id, position) WHERE letters_due IS NOT NULL

CREATE UNIQUE INDEX memberships_list ON memberships (organization_id, position)

CREATE INDEX memberships_status_list ON memberships (organization_id, status, position)

CREATE INDEX memberships_user ON memberships (user_id)

CREATE TABLE nodes (
  number                      BIGINT PRIMARY KEY,
  holder                      TEXT NOT NULL,
  leased_until                BIGINT NOT NULL
)

CREATE TABLE organization_client_secrets (
  id                          TEXT PRIMARY KEY,
  client_id                   TEXT NOT NULL REFERENCES organization_clients (id) ON DELETE CASCADE,
  secret_hash                 TEXT NOT NULL,
  hint                        TEXT NOT NULL,
  created_at                  BIGINT NOT NULL
)

CREATE INDEX organization_client_secrets_client ON organization_client_secrets (client_id, id)

CREATE TABLE organization_clients (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  name                        TEXT NOT NULL,
  description                 TEXT NOT NULL,
  scopes                      TEXT NOT NULL,
  audience                    TEXT NOT NULL,
  claims                      TEXT NOT NULL,
  token_seconds               BIGINT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
)

CREATE INDEX organization_clients_organization ON organization_clients (organization_id, id)

CREATE TABLE organizations (
  id                          TEXT PRIMARY KEY,
  number                      BIGINT NOT NULL UNIQUE,
  display_name                TEXT NOT NULL,
  slug                        TEXT UNIQUE,
  external_id                 TEXT UNIQUE,
  logo_url                    TEXT,
  features                    TEXT NOT NULL DEFAULT '',
  default_member_role_id      TEXT,
  max_allowed_users           BIGINT,
  member_count                BIGINT NOT NULL DEFAULT 0,
  member_sequence             BIGINT NOT NULL DEFAULT 0,
  created_by                  TEXT,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
, session_policy_source TEXT NOT NULL DEFAULT 'APPLICATION', session_absolute_minutes BIGINT, session_idle_minutes BIGINT, metadata TEXT NOT NULL DEFAULT '{}', logo_picture TEXT REFERENCES pictures (id), logo_due_at BIGINT, logo_fault TEXT)

CREATE INDEX organizations_created_by ON organizations (created_by)

CREATE INDEX organizations_default_member ON organizations (default_member_role_id) WHERE default_member_role_id IS NOT NULL

CREATE INDEX organizations_logo_due ON organizations (logo_due_at) WHERE logo_due_at IS NOT NULL

CREATE INDEX organizations_logo_picture ON organizations (logo_picture) WHERE logo_picture IS NOT NULL

CREATE TABLE passkey_challenges (
  challenge_hash              TEXT PRIMARY KEY,
  purpose                     TEXT NOT NULL,
  bound_to                    TEXT NOT NULL,
  expires_at                  BIGINT NOT NULL
)

CREATE INDEX passkey_challenges_expiry ON passkey_challenges (expires_at)

CREATE TABLE passkey_notices (
  token_hash                  TEXT PRIMARY KEY,
  user_id                     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  added_passkey_id            TEXT,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  used_at                     BIGINT
, organization_id TEXT)

CREATE INDEX passkey_notices_expiry ON passkey_notices (expires_at)

CREATE INDEX passkey_notices_user ON passkey_notices (user_id)

CREATE TABLE passkeys (
  id                          TEXT PRIMARY KEY,
  user_id                     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  credential_id               TEXT NOT NULL UNIQUE,
  name                        TEXT NOT NULL,
  public_key                  TEXT NOT NULL,
  sign_count                  BIGINT NOT NULL,
  aaguid                      TEXT NOT NULL,
  attachment                  TEXT NOT NULL,
  transports                  TEXT NOT NULL,
  backup                      TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL,
  last_used_at                BIGINT,
  user_agent                  TEXT NOT NULL,
  device_type                 TEXT NOT NULL,
  os                          TEXT NOT NULL,
  os_version                  TEXT NOT NULL,
  browser                     TEXT NOT NULL,
  browser_version             TEXT NOT NULL,
  ip                          TEXT NOT NULL,
  city                        TEXT,
  region                      TEXT,
  country                     TEXT
, latitude DOUBLE PRECISION, longitude DOUBLE PRECISION)

CREATE INDEX passkeys_user ON passkeys (user_id, created_at)

CREATE TABLE passwordless_requests (
  id                          TEXT PRIMARY KEY,
  client_id                   TEXT NOT NULL,
  email                       TEXT NOT NULL,
  template                    TEXT NOT NULL,
  link_address                TEXT,
  state                       TEXT,
  lifetime_seconds            BIGINT NOT NULL,
  code_hash                   TEXT,
  link_hash                   TEXT,
  guesses                     BIGINT NOT NULL DEFAULT 0,
  guesses_since               BIGINT NOT NULL DEFAULT 0,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  used_at                     BIGINT
, template_variables TEXT NOT NULL DEFAULT '{}')

CREATE INDEX passwordless_requests_expires ON passwordless_requests (expires_at)

CREATE UNIQUE INDEX passwordless_requests_link ON passwordless_requests (link_hash)

CREATE TABLE permissions (
  id                          TEXT PRIMARY KEY,
  name                        TEXT NOT NULL UNIQUE,
  description                 TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
)

CREATE TABLE pictures (
  id                          TEXT PRIMARY KEY,
  media_type                  TEXT NOT NULL,
  width                       BIGINT NOT NULL,
  height                      BIGINT NOT NULL,
  content                     TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  released_at                 BIGINT
)

CREATE INDEX pictures_released ON pictures (released_at) WHERE released_at IS NOT NULL

CREATE TABLE portal_codes (
  link_id                     TEXT PRIMARY KEY REFERENCES portal_links (id) ON DELETE CASCADE,
  code_hash                   TEXT NOT NULL,
  wrong_codes                 BIGINT NOT NULL DEFAULT 0,
  expires_at                  BIGINT NOT NULL
)

CREATE TABLE portal_link_uses (
  id                          TEXT PRIMARY KEY,
  link_id                     TEXT NOT NULL REFERENCES portal_links (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  kind                        TEXT NOT NULL,
  reason                      TEXT,
  email                       TEXT,
  ip                          TEXT NOT NULL,
  user_agent                  TEXT NOT NULL,
  at                          BIGINT NOT NULL
)

CREATE INDEX portal_link_uses_list ON portal_link_uses (link_id, id)

CREATE TABLE portal_links (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  kind                        TEXT NOT NULL,
  uuid_hash                   TEXT NOT NULL UNIQUE,
  modules                     TEXT NOT NULL,
  step_kind                   TEXT,
  step_object                 TEXT,
  bound_to                    TEXT,
  created_by_type             TEXT NOT NULL,
  created_by                  TEXT NOT NULL,
  created_by_email            TEXT,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  opened_at                   BIGINT,
  revoked_at                  BIGINT,
  done_at                     BIGINT,
  done_by                     TEXT
, mappable TEXT, held TEXT NOT NULL DEFAULT '')

CREATE INDEX portal_links_expiry ON portal_links (expires_at)

CREATE INDEX portal_links_organization ON portal_links (organization_id, id)

CREATE INDEX portal_links_step ON portal_links (organization_id, step_object)

CREATE TABLE portal_sessions (
  id                          TEXT PRIMARY KEY,
  link_id                     TEXT NOT NULL REFERENCES portal_links (id) ON DELETE CASCADE,
  token_hash                  TEXT NOT NULL UNIQUE,
  email                       TEXT,
  opened_at                   BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  ended_at                    BIGINT
)

CREATE INDEX portal_sessions_expiry ON portal_sessions (expires_at)

CREATE INDEX portal_sessions_link ON portal_sessions (link_id, id)

CREATE TABLE published_metadata (
  connection_id               TEXT PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
  due_at                      BIGINT NOT NULL,
  leased_until                BIGINT,
  read_at                     BIGINT,
  difference                  TEXT,
  fault                       TEXT,
  failing_since               BIGINT
)

CREATE INDEX published_metadata_due ON published_metadata (due_at)

CREATE TABLE quota_uses (
  kind                        TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  at                          BIGINT NOT NULL,
  id                          TEXT NOT NULL,
  PRIMARY KEY (kind, subject, at, id)
) WITHOUT ROWID

CREATE INDEX quota_uses_at ON quota_uses (at)

CREATE TABLE quotas (
  kind                        TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  touched_at                  BIGINT NOT NULL,
  PRIMARY KEY (kind, subject)
) WITHOUT ROWID

CREATE INDEX quotas_touched ON quotas (touched_at)

CREATE TABLE role_permissions (
  role_id                     TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  permission                  TEXT NOT NULL,
  PRIMARY KEY (role_id, permission)
) WITHOUT ROWID

CREATE INDEX role_permissions_permission ON role_permissions (permission)

CREATE TABLE roles (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT REFERENCES organizations (id) ON DELETE CASCADE,
  name                        TEXT NOT NULL,
  display_name                TEXT NOT NULL,
  description                 TEXT NOT NULL DEFAULT '',
  extends_role_id             TEXT REFERENCES roles (id),
  effective_permissions       TEXT NOT NULL DEFAULT '',
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
)

CREATE INDEX roles_extends ON roles (extends_role_id) WHERE extends_role_id IS NOT NULL

CREATE INDEX roles_organization ON roles (organization_id) WHERE organization_id IS NOT NULL

CREATE UNIQUE INDEX roles_scope_name ON roles (COALESCE(organization_id, ''), name)

CREATE TABLE service_provider_keys (
  id                          TEXT PRIMARY KEY,
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  certificate                 TEXT NOT NULL,
  sealed_private_key          TEXT NOT NULL,
  current_from                BIGINT NOT NULL,
  ends_at                     BIGINT NOT NULL,
  created_at                  BIGINT NOT NULL
)

CREATE INDEX service_provider_keys_connection ON service_provider_keys (connection_id, current_from)

CREATE INDEX service_provider_keys_turn ON service_provider_keys (current_from)

CREATE TABLE session_vouchers (
  session_id                  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  connection_id               TEXT NOT NULL,
  organization_id             TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  session_index               TEXT,
  logout_hint                 TEXT,
  vouched_at                  BIGINT NOT NULL, issuer TEXT NOT NULL DEFAULT '', auth_time BIGINT, ends_at BIGINT,
  PRIMARY KEY (session_id, connection_id)
)

CREATE INDEX session_vouchers_ends ON session_vouchers (ends_at) WHERE ends_at IS NOT NULL

CREATE INDEX session_vouchers_index ON session_vouchers (connection_id, session_index)

CREATE INDEX session_vouchers_subject ON session_vouchers (connection_id, subject)

CREATE TABLE sessions (
  id                          TEXT PRIMARY KEY,
  token_hash                  TEXT NOT NULL UNIQUE,
  user_id                     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id             TEXT REFERENCES organizations (id) ON DELETE SET NULL,
  status                      TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  last_active_at              BIGINT NOT NULL,
  absolute_expires_at         BIGINT NOT NULL,
  idle_minutes                BIGINT,
  idle_expires_at             BIGINT,
  ended_at                    BIGINT,
  user_agent                  TEXT NOT NULL,
  device_type                 TEXT NOT NULL,
  os                          TEXT NOT NULL,
  os_version                  TEXT NOT NULL,
  browser                     TEXT NOT NULL,
  browser_version             TEXT NOT NULL,
  ip                          TEXT NOT NULL,
  city                        TEXT,
  region                      TEXT,
  country                     TEXT
, authenticated_at BIGINT NOT NULL DEFAULT 0, authenticated_with TEXT NOT NULL DEFAULT 'otp', organization_chosen_at BIGINT NOT NULL DEFAULT 0, counts_only_in TEXT, latitude DOUBLE PRECISION, longitude DOUBLE PRECISION, auth_time BIGINT)

CREATE INDEX sessions_absolute_expiry ON sessions (status, absolute_expires_at)

CREATE INDEX sessions_idle_expiry ON sessions (status, idle_expires_at)

CREATE INDEX sessions_organization ON sessions (organization_id, status)

CREATE INDEX sessions_user ON sessions (user_id, status, last_active_at)

CREATE TABLE sign_in_history (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  outcome                     TEXT NOT NULL,
  person                      TEXT,
  user_id                     TEXT,
  code                        TEXT,
  cause                       TEXT,
  document                    TEXT,
  ip                          TEXT NOT NULL,
  user_agent                  TEXT NOT NULL,
  at                          BIGINT NOT NULL
)

CREATE INDEX sign_in_history_at ON sign_in_history (at)

CREATE INDEX sign_in_history_connection ON sign_in_history (connection_id)

CREATE INDEX sign_in_history_list ON sign_in_history (organization_id, at, id)

CREATE INDEX sign_in_history_outcome ON sign_in_history (organization_id, outcome, at, id)

CREATE INDEX sign_in_history_person ON sign_in_history (organization_id, person, at, id)

CREATE TABLE signing_keys (
  id                          TEXT PRIMARY KEY,
  public_key                  TEXT NOT NULL,
  sealed_private_key          TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  signs_from                  BIGINT NOT NULL
)

CREATE TABLE social_accounts (
  connection_id               TEXT NOT NULL REFERENCES social_connections (id) ON DELETE CASCADE,
  subject                     TEXT NOT NULL,
  user_id                     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  label                       TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  last_login_at               BIGINT NOT NULL,
  PRIMARY KEY (connection_id, subject)
)

CREATE UNIQUE INDEX social_accounts_user ON social_accounts (user_id, connection_id)

CREATE TABLE social_connections (
  id                          TEXT PRIMARY KEY,
  provider                    TEXT NOT NULL UNIQUE,
  realm                       TEXT NOT NULL,
  client_id                   TEXT NOT NULL,
  sealed_client_secret        TEXT NOT NULL,
  client_secret_hint          TEXT NOT NULL,
  base_url                    TEXT NOT NULL,
  enabled_at                  BIGINT,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
)

CREATE TABLE sso_logouts (
  state_hash                  TEXT PRIMARY KEY,
  connection_id               TEXT NOT NULL,
  request_id                  TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  session_index               TEXT,
  logout_hint                 TEXT,
  return_to                   TEXT NOT NULL,
  expires_at                  BIGINT NOT NULL
)

CREATE INDEX sso_logouts_expiry ON sso_logouts (expires_at)

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
)

CREATE INDEX sso_requests_expiry ON sso_requests (expires_at)

CREATE TABLE token_claims (
  id                          TEXT PRIMARY KEY,
  name                        TEXT NOT NULL UNIQUE,
  expression                  TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
)

CREATE TABLE "upstream_accounts" (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  issuer                      TEXT NOT NULL,
  named_by                    TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  last_login_at               BIGINT NOT NULL,
  PRIMARY KEY (connection_id, issuer, named_by, subject),
  FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
)

CREATE INDEX upstream_accounts_member ON upstream_accounts (organization_id, user_id, connection_id)

CREATE TABLE upstream_mailboxes (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  proven_at                   BIGINT NOT NULL, issuer TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (connection_id, user_id),
  FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
)

CREATE INDEX upstream_mailboxes_member ON upstream_mailboxes (organization_id, user_id)

CREATE TABLE used_answers (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  answer_hash                 TEXT NOT NULL,
  ends_at                     BIGINT NOT NULL,
  PRIMARY KEY (connection_id, answer_hash)
) WITHOUT ROWID

CREATE INDEX used_answers_end ON used_answers (ends_at)

CREATE TABLE users (
  id                          TEXT PRIMARY KEY,
  email                       TEXT NOT NULL UNIQUE,
  email_verified_at           BIGINT,
  given_name                  TEXT NOT NULL DEFAULT '',
  family_name                 TEXT NOT NULL DEFAULT '',
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL,
  last_login_at               BIGINT
, metadata TEXT NOT NULL DEFAULT '{}', external_id TEXT, profile TEXT NOT NULL DEFAULT '{}', signed_up_at BIGINT)

CREATE UNIQUE INDEX users_external_id ON users (external_id) WHERE external_id IS NOT NULL

CREATE TABLE webhook_attempts (
  delivery_id                 TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  number                      BIGINT NOT NULL,
  at                          BIGINT NOT NULL,
  status                      BIGINT,
  answer                      TEXT NOT NULL,
  fault                       TEXT,
  milliseconds                BIGINT NOT NULL, signature TEXT,
  PRIMARY KEY (delivery_id, number)
) WITHOUT ROWID

CREATE TABLE webhook_deliveries (
  id                          TEXT PRIMARY KEY,
  webhook_id                  TEXT NOT NULL,
  event_id                    TEXT NOT NULL,
  event_type                  TEXT NOT NULL,
  due_at                      BIGINT,
  leased_until                BIGINT,
  tries                       BIGINT NOT NULL DEFAULT 0,
  delivered_at                BIGINT,
  gave_up_at                  BIGINT,
  last_fault                  TEXT,
  created_at                  BIGINT NOT NULL
)

CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at)

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at)

CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id, webhook_id)

CREATE INDEX webhook_deliveries_list ON webhook_deliveries (webhook_id, id)

CREATE TABLE webhooks (
  id                          TEXT PRIMARY KEY,
  url                         TEXT NOT NULL,
  description                 TEXT NOT NULL,
  types                       TEXT NOT NULL,
  sealed_secret               TEXT NOT NULL,
  sealed_old_secret           TEXT,
  old_secret_until            BIGINT,
  disabled_at                 BIGINT,
  failing_since               BIGINT,
  deleted_at                  BIGINT,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
, resting_until BIGINT)

