-- An organization's own session policy. What was set stays when the application's is chosen again.
ALTER TABLE organizations ADD COLUMN session_policy_source TEXT NOT NULL DEFAULT 'APPLICATION';
ALTER TABLE organizations ADD COLUMN session_absolute_minutes BIGINT;
-- null: people may be away for as long as the session lasts
ALTER TABLE organizations ADD COLUMN session_idle_minutes BIGINT;
