package dev.hostedui.portal;

import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import java.util.Arrays;
import java.util.List;
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

  static Menu of(
      Visitor visitor, String organizationWord, @Nullable Section current, boolean swapped) {
    var visible =
        Arrays.stream(Section.values())
            .filter(section -> section.access().allows(visitor))
            .toList();
    var active = visitor.active();
    var groups =
        List.of(
            new Group(
                organizationWord,
                active == null ? null : active.displayName(),
                visible.stream().filter(Section::ofOrganization).toList()),
            new Group(
                "Profile",
                null,
                visible.stream().filter(section -> !section.ofOrganization()).toList()));
    return new Menu(
        groups.stream().filter(group -> !group.sections().isEmpty()).toList(), current, swapped);
  }
}
