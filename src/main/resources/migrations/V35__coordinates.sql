-- Where the network address of a session or passkey is on the map, in degrees north and east, as far as the
-- database of places knows it. Null for what began before, and where it is not known.
ALTER TABLE sessions ADD COLUMN latitude DOUBLE PRECISION;
ALTER TABLE sessions ADD COLUMN longitude DOUBLE PRECISION;
ALTER TABLE passkeys ADD COLUMN latitude DOUBLE PRECISION;
ALTER TABLE passkeys ADD COLUMN longitude DOUBLE PRECISION;
