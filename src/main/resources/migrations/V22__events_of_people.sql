-- What was done for or to a person, for who looks for all that concerns them.
CREATE INDEX events_behalf ON events (organization_id, on_behalf_of, id);
