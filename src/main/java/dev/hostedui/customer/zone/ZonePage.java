package dev.hostedui.customer.zone;

import java.util.List;

/**
 * What was published for a domain, and the form to publish more.
 *
 * @param typed what the form holds, with what is wrong with it
 */
public record ZonePage(String notice, Zone zone, List<String> absences, int port, Typed typed) {

  /** The form as somebody filled it in. */
  public record Typed(String name, String value, Mistake mistake, String problem) {

    static final Typed EMPTY = new Typed("@", "", Mistake.NONE, "");
  }

  public List<String> domains() {
    return Zones.DOMAINS;
  }

  public Mistake[] mistakes() {
    return Mistake.values();
  }

  /** A question to try at a shell. */
  public String dig() {
    return "dig @127.0.0.1 -p " + port + " TXT " + zone.domain();
  }
}
