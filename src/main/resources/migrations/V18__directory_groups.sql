-- whether a directory gives roles at all is asked with each change of a user
CREATE INDEX directory_groups_giving ON directory_groups (directory_id, role_id) WHERE role_id IS NOT NULL;

-- people who are owed events, because their groups or roles changed in a change of many
CREATE TABLE directory_user_news (
  directory_user_id           TEXT PRIMARY KEY REFERENCES directory_users (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  -- ids with spaces between; null where the roles have not changed
  roles_before                TEXT,
  -- JSON: who changed them
  actor                       TEXT NOT NULL,
  noted_at                    BIGINT NOT NULL
);
CREATE INDEX directory_user_news_order ON directory_user_news (noted_at, directory_user_id);
-- a group may name somebody by their user name, which is the same in capitals and small letters
ALTER TABLE directory_pending_members ADD COLUMN value_key TEXT NOT NULL DEFAULT '';
CREATE INDEX directory_pending_members_key ON directory_pending_members (directory_id, value_key);
DROP INDEX directory_pending_members_value;
