-- When a member was last signed in to this organization: what they do elsewhere is not for its eyes.
-- Of who belongs to no other one it is the last sign-in of all; of the others what their sessions say.
ALTER TABLE memberships ADD COLUMN signed_in_at BIGINT;
UPDATE memberships SET signed_in_at =
       CASE WHEN EXISTS (SELECT 1 FROM memberships other
                          WHERE other.user_id = memberships.user_id AND other.organization_id <> memberships.organization_id)
            THEN (SELECT MAX(s.created_at) FROM sessions s
                   WHERE s.user_id = memberships.user_id AND s.organization_id = memberships.organization_id)
            ELSE (SELECT u.last_login_at FROM users u WHERE u.id = memberships.user_id) END
 WHERE status <> 'PENDING_INVITE'
   AND EXISTS (SELECT 1 FROM users u WHERE u.id = memberships.user_id AND u.last_login_at IS NOT NULL);
