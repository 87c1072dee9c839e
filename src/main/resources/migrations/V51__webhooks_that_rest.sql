-- until when an address has asked to be left alone, whatever there is to tell
ALTER TABLE webhooks ADD COLUMN resting_until BIGINT;
