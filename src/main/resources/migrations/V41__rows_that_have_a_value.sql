-- Few events are on behalf of somebody, and few people have an id of the app's. What has none needs
-- no place in these lists: directories bring both by the hundred thousand.
DROP INDEX events_behalf;
CREATE INDEX events_behalf ON events (organization_id, on_behalf_of, id) WHERE on_behalf_of IS NOT NULL;

DROP INDEX users_external_id;
CREATE UNIQUE INDEX users_external_id ON users (external_id) WHERE external_id IS NOT NULL;
