-- how the hosted pages look, beyond the name, the logo and the button's colours
ALTER TABLE environment ADD COLUMN background_style TEXT;
ALTER TABLE environment ADD COLUMN portal_accent_color TEXT;
ALTER TABLE environment ADD COLUMN logo_position TEXT NOT NULL DEFAULT 'OUTSIDE';
ALTER TABLE environment ADD COLUMN logo_alignment TEXT NOT NULL DEFAULT 'CENTER';
ALTER TABLE environment ADD COLUMN header_alignment TEXT NOT NULL DEFAULT 'CENTER';
ALTER TABLE environment ADD COLUMN social_placement TEXT NOT NULL DEFAULT 'TOP';
ALTER TABLE environment ADD COLUMN footer_badge TEXT NOT NULL DEFAULT 'on';
-- whether organizations may stand under their own logo, and whether their admins choose it
ALTER TABLE environment ADD COLUMN organization_branding TEXT NOT NULL DEFAULT 'off';
ALTER TABLE environment ADD COLUMN organization_logo_by_admins TEXT NOT NULL DEFAULT 'off';

-- pictures that were taken in, by a name made of what they are: an address never shows another one.
-- One that nothing shows any more stays a while, because mails link to it
CREATE TABLE pictures (
  id                          TEXT PRIMARY KEY,
  media_type                  TEXT NOT NULL,
  width                       BIGINT NOT NULL,
  height                      BIGINT NOT NULL,
  content                     TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  released_at                 BIGINT
);
CREATE INDEX pictures_released ON pictures (released_at) WHERE released_at IS NOT NULL;

-- the picture, and the address that it was fetched from; none when it was sent to us
ALTER TABLE environment ADD COLUMN logo_picture TEXT REFERENCES pictures (id);
ALTER TABLE environment ADD COLUMN logo_source TEXT;
ALTER TABLE environment ADD COLUMN favicon_picture TEXT REFERENCES pictures (id);
ALTER TABLE environment ADD COLUMN favicon_source TEXT;
ALTER TABLE organizations ADD COLUMN logo_picture TEXT REFERENCES pictures (id);
-- when logo_url is fetched next, and why it could not be fetched last
ALTER TABLE organizations ADD COLUMN logo_due_at BIGINT;
ALTER TABLE organizations ADD COLUMN logo_fault TEXT;
CREATE INDEX organizations_logo_due ON organizations (logo_due_at) WHERE logo_due_at IS NOT NULL;
CREATE INDEX organizations_logo_picture ON organizations (logo_picture) WHERE logo_picture IS NOT NULL;
UPDATE organizations SET logo_due_at = updated_at WHERE logo_url IS NOT NULL;

-- an operator's own words for a mail; where there are none, ours
CREATE TABLE mail_templates (
  kind                        TEXT PRIMARY KEY,
  subject                     TEXT NOT NULL,
  html                        TEXT NOT NULL,
  plain_text                  TEXT NOT NULL,
  variables                   TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);
