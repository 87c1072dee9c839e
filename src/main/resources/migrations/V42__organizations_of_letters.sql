-- Which organization a sign-in or a notice of a passkey is about, where that is known: its pages and
-- letters stand under that organization's logo.
ALTER TABLE login_attempts ADD COLUMN organization_id TEXT;
ALTER TABLE passkey_notices ADD COLUMN organization_id TEXT;
