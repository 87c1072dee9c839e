package dev.hostedui.web;

/**
 * What a template shows: a record, named like its template and in the same folder, whose parts are
 * everything the template needs. {@code portal.users.UsersPage} is drawn by {@code
 * portal/users/usersPage.jte}.
 */
public interface View {

  /** Where the template of this kind of view is. */
  default String template() {
    return Templates.pathOf(getClass());
  }
}
