package dev.hostedui.portal.scim;

import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page that is open is told of a directory that we read, also beside what asks for it: the
 * page must not say two things at once.
 *
 * @param turned whether the page shows another state than the directory is in
 * @param held that the sync waits, or null while the page says as much
 * @param counts what the tabs have to say now
 * @param page what step 1 has to say now, or null while that is what the page says
 */
public record SyncNews(
    SyncStatus status,
    boolean turned,
    @Nullable HeldNotice held,
    List<Head.TabLink> counts,
    @Nullable GooglePage page)
    implements View {}
