package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.upstream.Check;
import java.util.ArrayList;
import java.util.List;

/** Collects what came of each check, in the order people should read them. */
final class Checks {

  private final List<Check> made = new ArrayList<>();

  List<Check> made() {
    return made;
  }

  boolean failed() {
    return made.stream().anyMatch(Check::failed);
  }

  void passed(String name, String expected, String received) {
    made.add(Check.passed(name, expected, Shown.text(received)));
  }

  void doubtful(String name, String expected, String received, Cause cause) {
    made.add(Check.doubtful(name, expected, Shown.text(received), cause.code(), cause.text()));
  }

  void failed(String name, String expected, String received, Cause cause) {
    made.add(Check.failed(name, expected, Shown.text(received), cause.code(), cause.text()));
  }

  /** One that must be equal, letter by letter. */
  void same(String name, String expected, String received, Cause missing, Cause differs) {
    if (received.equals(expected)) passed(name, expected, received);
    else failed(name, expected, received, received.isEmpty() ? missing : differs);
  }
}
