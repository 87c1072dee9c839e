-- members of one status, or with one role, are walked in the order of the list
CREATE INDEX memberships_status_list ON memberships (organization_id, status, position);
DROP INDEX memberships_status;

ALTER TABLE membership_roles ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
UPDATE membership_roles
   SET position = (SELECT m.position FROM memberships m
                    WHERE m.organization_id = membership_roles.organization_id AND m.user_id = membership_roles.user_id);
CREATE INDEX membership_roles_list ON membership_roles (organization_id, role_id, position);
