/**
 * The SCIM Provisioning page: an organization's directory is chosen and connected step by step, its
 * people and groups are shown, and groups are given roles.
 *
 * <p>What a directory's console calls things and what is to be done there stands in {@link
 * dev.hostedui.guide guides}, as files and not as code. What a page shows of people and groups is
 * read here; everything is changed by the verbs of {@link dev.hostedui.identity.directory}.
 *
 * <p>A Google Workspace is set up in other steps, because we ask it and it does not call us: its
 * administrator is sent to Google and comes back, groups are chosen, and the page follows what
 * reading it does ({@link dev.hostedui.identity.directory.poll}).
 */
@NullMarked
package dev.hostedui.portal.scim;

import org.jspecify.annotations.NullMarked;
