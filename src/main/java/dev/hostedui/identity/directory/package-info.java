/**
 * Directories of organizations: who may provision their members, what a directory has said of
 * people and groups, and what becomes of that (RFC 7643, RFC 7644).
 *
 * <p>A directory ({@link dev.hostedui.identity.directory.Directory}) either calls us by SCIM, with
 * a token, or is asked by us every hour. Both ways lead to the same verbs: {@link
 * dev.hostedui.identity.directory.DirectoryUsers} and the groups beside it. Each verb runs in a
 * transaction that its caller has opened, so that a dry run can roll everything back ({@code
 * Database.rehearse}).
 *
 * <p>The user of a directory is what the directory says of a person; the person, and whether they
 * belong to the organization, are the matter of {@link dev.hostedui.identity.user} and {@link
 * dev.hostedui.identity.member}. The directory is the source of truth about the latter: it may
 * deactivate the last admin, and what it says overwrites what was written here.
 *
 * <p>Groups ({@link dev.hostedui.identity.directory.DirectoryGroups}) are what the directory says;
 * what a group gives is said here, by somebody who holds it ({@link
 * dev.hostedui.identity.directory.RoleAssignments}). A change of many people's roles is one change
 * of a few statements, and the events of all of them follow after it, some hundreds a second
 * ({@link dev.hostedui.identity.directory.PeopleNews} says why).
 *
 * <p>What a directory asked and was answered is noted in memory and written later ({@link
 * dev.hostedui.identity.directory.DirectoryRequests}). Its health ({@link
 * dev.hostedui.identity.directory.DirectoryWatch}) and who was refused ({@link
 * dev.hostedui.identity.directory.DirectoryDrift}) are read from there.
 *
 * <p>Locks are taken in one order: the organization, the directory, the person.
 */
@NullMarked
package dev.hostedui.identity.directory;

import org.jspecify.annotations.NullMarked;
