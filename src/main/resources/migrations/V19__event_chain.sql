-- Each event is bound to the one before it of the same chain: an organization's, or that of the
-- installation. A head says where a chain begins and ends, sealed with a key that is not in here.
ALTER TABLE events ADD COLUMN previous_hash TEXT;
ALTER TABLE events ADD COLUMN hash TEXT;

CREATE TABLE event_chains (
  chain                       TEXT PRIMARY KEY,
  base_hash                   TEXT NOT NULL,
  position                    BIGINT NOT NULL,
  hash                        TEXT NOT NULL,
  seal                        TEXT NOT NULL
) ${clustered};

-- what has a position already was given it before there were chains, and is given one again
UPDATE events SET position = NULL;
UPDATE event_feed SET last_position = 0;
ALTER TABLE event_feed ADD COLUMN first_position BIGINT NOT NULL DEFAULT 1;
ALTER TABLE event_feed ADD COLUMN seal TEXT NOT NULL DEFAULT '';

-- an organization's events for those who follow them, and one person's or one kind for those who look
CREATE INDEX events_feed ON events (organization_id, position);
CREATE INDEX events_actor ON events (organization_id, actor_id, id);
CREATE INDEX events_type ON events (organization_id, type, id);
