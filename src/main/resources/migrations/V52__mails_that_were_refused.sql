-- by what a letter is known to whoever waits for it: the hash of the link in it, an id, or nothing
ALTER TABLE letters ADD COLUMN about TEXT;
CREATE INDEX letters_about ON letters (about);
-- what the mail server said when it refused the newest mail of an invitation
ALTER TABLE memberships ADD COLUMN mail_fault TEXT;
