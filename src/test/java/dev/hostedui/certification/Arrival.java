package dev.hostedui.certification;

import dev.hostedui.testing.Answer;
import java.util.Map;

/**
 * Where a journey of the browser ended.
 *
 * @param parameters what it brought to the relying party; of a page of ours, nothing
 * @param page the last answer of ours
 */
record Arrival(Place place, String address, Map<String, String> parameters, Answer page) {

  enum Place {
    /** At the relying party, by a redirect. */
    REDIRECTED,
    /** At the relying party, by a form that posts itself. */
    POSTED,
    /** At a page of ours. */
    SHOWN
  }

  /** What a person reads there. */
  String text() {
    return page.text("main");
  }
}
