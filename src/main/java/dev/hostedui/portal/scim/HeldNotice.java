package dev.hostedui.portal.scim;

import dev.hostedui.portal.Spot;

/**
 * Says above every page of a directory that a sync waits until somebody confirms it; it is there,
 * and empty, where none does, for a page that is open to show it.
 *
 * @param people how many would lose access, or 0 where nothing waits
 * @param canManage whether who looks may confirm it
 */
public record HeldNotice(Spot spot, long people, boolean canManage) {}
