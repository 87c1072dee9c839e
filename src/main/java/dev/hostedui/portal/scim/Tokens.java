package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.DirectoryToken;
import dev.hostedui.identity.directory.DirectoryTokens;
import dev.hostedui.web.Ago;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says how things stand with the tokens of a directory. */
final class Tokens {

  /** So long before its end a token is worth a warning. */
  private static final Duration SOON = Duration.ofDays(30);

  private Tokens() {}

  /** Those worth showing: the good ones, or else the last one that was. */
  static TokenPanel panel(
      Guide guide, List<DirectoryToken> all, @Nullable String issued, Instant now) {
    var good = all.stream().filter(it -> it.state(now).good()).toList();
    var shown = good.isEmpty() ? DirectoryTokens.newest(all, now).stream().toList() : good;
    return new TokenPanel(
        guide.tokenTitle(), shown.stream().map(it -> line(it, now)).toList(), issued);
  }

  static TokenPanel.Line line(DirectoryToken token, Instant now) {
    var state = token.state(now);
    var left = Duration.between(now, token.goodUntil());
    var soon = left.compareTo(SOON) < 0;
    var used = token.lastUsedAt();
    return new TokenPanel.Line(
        token.id().value(),
        token.hint(),
        state.good(),
        switch (state) {
          case ACTIVE -> soon ? "waiting" : "good";
          case ENDING -> "waiting";
          case ENDED -> "off";
          case EXPIRED -> "bad";
        },
        switch (state) {
          case ACTIVE -> soon ? "Expires in " + Ago.left(left) : "Active";
          case ENDING -> "Replaced, ends in " + Ago.left(left);
          case ENDED -> "Ended";
          case EXPIRED -> "Expired";
        },
        Ago.of(token.createdAt(), now),
        token.createdBy() == null ? "" : "by " + token.createdBy(),
        (state.good() ? "until " : "ended on ") + Ago.exact(token.goodUntil()),
        used == null ? null : Ago.of(used, now));
  }
}
