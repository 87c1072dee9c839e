package dev.hostedui.portal;

import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The navigation: exactly the sections this visitor may open.
 *
 * @param current the open one, or null on a page that is none of them
 * @param swapped whether it is sent along with a fragment, to replace the one on the page
 */
public record Menu(List<Group> groups, @Nullable Section current, boolean swapped) implements View {

  /**
   * A labelled part of it; never empty.
   *
   * @param name which organization it is about, or null where it is about the person
   */
  public record Group(String label, @Nullable String name, List<Section> sections) {}

  /** Which organization it is about, or null where none is open. */
  public @Nullable String organizationName() {
    return groups.stream().map(Group::name).filter(Objects::nonNull).findFirst().orElse(null);
  }

  static Menu of(
      Visitor visitor, String organizationWord, @Nullable Section current, boolean swapped) {
    var ofOrganization = new ArrayList<Section>();
    var ofPerson = new ArrayList<Section>();
    for (var section : Section.values()) {
      if (section.access().allows(visitor))
        (section.ofOrganization() ? ofOrganization : ofPerson).add(section);
    }
    var active = visitor.active();
    var groups = new ArrayList<Group>();
    if (!ofOrganization.isEmpty())
      groups.add(
          new Group(
              organizationWord, active == null ? null : active.displayName(), ofOrganization));
    if (!ofPerson.isEmpty()) groups.add(new Group("Profile", null, ofPerson));
    return new Menu(groups, current, swapped);
  }
}
