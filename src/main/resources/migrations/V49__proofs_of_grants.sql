-- When and by what the person had proven themselves when a code was issued: refreshed tokens go on to
-- say that, whatever is proven later in the same session (OpenID Connect Core, 12.2). Of what there is
-- already, it is what the session says today.
ALTER TABLE grants ADD COLUMN authenticated_at BIGINT;
ALTER TABLE grants ADD COLUMN authenticated_with TEXT;
UPDATE grants SET
       authenticated_at = (
         SELECT COALESCE(MAX(v.vouched_at), s.authenticated_at)
           FROM sessions s LEFT JOIN session_vouchers v
                ON v.session_id = s.id AND v.organization_id = grants.organization_id AND v.vouched_at > s.authenticated_at
          WHERE s.id = grants.session_id
          GROUP BY s.authenticated_at),
       authenticated_with = (
         SELECT COALESCE(v.connection_id, s.authenticated_with)
           FROM sessions s LEFT JOIN session_vouchers v
                ON v.session_id = s.id AND v.organization_id = grants.organization_id AND v.vouched_at > s.authenticated_at
          WHERE s.id = grants.session_id
          ORDER BY v.vouched_at DESC LIMIT 1)
 WHERE revoked_at IS NULL;
