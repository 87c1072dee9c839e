package dev.hostedui.customer.directory.scim;

import java.util.List;

/**
 * Who is in a group, and what is new about that since the app was told last.
 *
 * @param all everybody in it from now on
 */
public record Membership(List<Member> all, List<Member> leaving, List<Member> joining) {

  public Membership {
    all = List.copyOf(all);
    leaving = List.copyOf(leaving);
    joining = List.copyOf(joining);
  }

  public boolean changes() {
    return !leaving.isEmpty() || !joining.isEmpty();
  }
}
