-- Whoever removes a role, an organization or an application is asked by every row that names it; what
-- nothing finds these rows by is read whole, while all others wait to write.
-- By a role and an organization together memberships are found in either order, so one list does for both.
DROP INDEX membership_roles_role;
CREATE INDEX membership_roles_role ON membership_roles (role_id, organization_id, user_id);
CREATE INDEX roles_organization ON roles (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX roles_extends ON roles (extends_role_id) WHERE extends_role_id IS NOT NULL;
CREATE INDEX role_permissions_permission ON role_permissions (permission);
CREATE INDEX organizations_default_member ON organizations (default_member_role_id) WHERE default_member_role_id IS NOT NULL;
CREATE INDEX authorization_requests_application ON authorization_requests (application_id);

-- What is owed to the people of one organization is counted with every change of its groups.
CREATE INDEX directory_user_news_organization ON directory_user_news (organization_id);

-- Nothing is found by these: polls by their directory, and an organization's few connections by another list.
DROP INDEX directory_polls_organization;
DROP INDEX connections_enabled;

-- Nobody reads who authorized: the event of it says so.
ALTER TABLE directory_authorizations DROP COLUMN authorized_by;
