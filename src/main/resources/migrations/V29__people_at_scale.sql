-- The letters by which a new member is found are written a little later, those of many at once:
-- since when they are due, or null when they are written.
ALTER TABLE memberships ADD COLUMN letters_due BIGINT;
CREATE INDEX memberships_letters_due ON memberships (organization_id, position) WHERE letters_due IS NOT NULL;

-- The addresses that a directory says of somebody beside the one by which they are known here.
CREATE TABLE directory_user_emails (
  directory_user_id           TEXT NOT NULL REFERENCES directory_users (id) ON DELETE CASCADE,
  -- folded; empty where they were not looked for yet
  address_key                 TEXT NOT NULL,
  directory_id                TEXT NOT NULL,
  PRIMARY KEY (directory_user_id, address_key)
) ${clustered};
CREATE INDEX directory_user_emails_address ON directory_user_emails (directory_id, address_key);
INSERT INTO directory_user_emails (directory_user_id, address_key, directory_id)
SELECT id, '', directory_id FROM directory_users;
