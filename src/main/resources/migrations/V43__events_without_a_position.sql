-- Events that wait for their position are found in the order of their ids, however many they are,
-- without reading or sorting the others. And an event without one has no place yet in the lists that
-- are read by it.
DROP INDEX events_position;
CREATE UNIQUE INDEX events_position ON events (position) WHERE position IS NOT NULL;
CREATE INDEX events_waiting ON events (id) WHERE position IS NULL;

DROP INDEX events_feed;
CREATE INDEX events_feed ON events (organization_id, position) WHERE position IS NOT NULL;
