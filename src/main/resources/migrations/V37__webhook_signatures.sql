-- The webhook-signature that a try was sent with, so that who cannot check one can see which was sent. The
-- secrets it was made with may be others by now. Null for tries of before.
ALTER TABLE webhook_attempts ADD COLUMN signature TEXT;
