package dev.hostedui.portal.scim;

import dev.hostedui.guide.GuideFolder;
import dev.hostedui.guide.GuideText;
import dev.hostedui.guide.Guided;
import dev.hostedui.guide.Guides;
import dev.hostedui.guide.Tile;
import dev.hostedui.identity.directory.DirectoryType;
import java.util.List;
import java.util.Map;

/**
 * How one directory is connected: what its console calls things, and the instructions for each
 * step. Its folder holds one text file, {@code guide.txt}.
 *
 * @param type whether it calls us or is asked by us
 * @param place where something is done, in the middle of a sentence
 * @param endpointSuffix what its address of us ends in, beyond what all others are given; or empty
 * @param endpointLabel what its console calls our address; empty for one that we ask
 * @param tokenLabel what its console calls the token; empty for one that we ask
 * @param groupLabel what stands above its groups where they are given roles
 */
public record Guide(
    Tile tile,
    DirectoryType type,
    String place,
    String endpointSuffix,
    String endpointLabel,
    String tokenLabel,
    String groupLabel,
    GuideText text)
    implements Guided {

  /** Where our address and the token go; only for a directory that calls us. */
  static final String DETAILS = "details";

  /** How its people and groups are chosen there; only for a directory that calls us. */
  static final String ASSIGN = "assign";

  /** How one authorizes us; only for a directory that we ask. */
  static final String CONNECT = "connect";

  /** How groups are chosen here; only for a directory that we ask. */
  static final String GROUPS = "groups";

  /** How long it takes until something comes. */
  static final String WAIT = "wait";

  /** What makes a group come. */
  static final String ROLES = "roles";

  private static final Map<DirectoryType, List<String>> SECTIONS =
      Map.of(
          DirectoryType.SCIM, List.of(DETAILS, ASSIGN, WAIT, ROLES),
          DirectoryType.POLL, List.of(CONNECT, GROUPS, WAIT, ROLES));

  /** Those that come with the program; read once for all that show them. */
  static Guides<Guide> ofProgram() {
    return OfProgram.GUIDES;
  }

  private static final class OfProgram {
    static final Guides<Guide> GUIDES = Guides.ofProgram(Guide.class, Guide::of);
  }

  /**
   * Makes a guide of what stands in its folder.
   *
   * @throws IllegalArgumentException when something is missing or cannot be read
   */
  static Guide of(GuideFolder folder) {
    folder.demand(List.of("type", "place", "label.group"));
    var type = DirectoryType.valueOf(folder.word("type"));
    if (type == DirectoryType.SCIM) folder.demand(List.of("label.endpoint", "label.token"));
    return new Guide(
        folder.tile(),
        type,
        folder.word("place"),
        folder.word("endpoint.suffix"),
        folder.word("label.endpoint"),
        folder.word("label.token"),
        folder.word("label.group"),
        folder.text("guide.txt", sections(type), DirectoryValues.NAMES));
  }

  /** What people copy the endpoint as, with what the console calls it where that differs. */
  public String endpointTitle() {
    return title("Endpoint URL", endpointLabel);
  }

  /** What people copy the token as, likewise. */
  public String tokenTitle() {
    return title("Bearer token", tokenLabel);
  }

  private String title(String ours, String theirs) {
    return ours.equals(theirs) ? ours : ours + " (" + theirs + " in " + place + ")";
  }

  /** The sections of a guide, in this order. */
  static List<String> sections(DirectoryType type) {
    return SECTIONS.getOrDefault(type, List.of());
  }
}
