package dev.hostedui.web;

import dev.hostedui.identity.session.SessionEnds;

/** Why a session is over, in words for the person who comes back to it. */
public final class EndWords {

  private EndWords() {}

  /** What is said of an end. */
  public static String of(SessionEnds.End end, Brand brand) {
    var word = brand.look().organization();
    return switch (end) {
      case IDLE -> "You were signed out because you had not done anything for a while.";
      case ABSOLUTE -> "You were signed out because it was long ago that you signed in.";
      case REVOKED -> "Your session was ended, by you on another device or by an admin.";
      case REMOVED ->
          "You do not belong to the "
              + word
              + " any more that you were signed in to. If that is a mistake, ask one of its admins"
              + " to invite you again"
              + brand.orWriteToSupport()
              + ".";
      case ORGANIZATION_DELETED -> "The " + word + " that you were signed in to was deleted.";
      case FORGOTTEN ->
          "Your session is over: your account was removed, or it is long ago that you signed in. If"
              + " you were removed by mistake, ask an admin of your "
              + word
              + " to invite you again"
              + brand.orWriteToSupport()
              + ".";
    };
  }
}
