package dev.hostedui.provisioning;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryToken;
import dev.hostedui.identity.directory.DirectoryTokens;
import dev.hostedui.web.BearerCredential;
import dev.hostedui.web.Caller;
import dev.hostedui.web.Credential;
import dev.hostedui.web.Limits;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import io.javalin.http.UnauthorizedResponse;
import java.time.Clock;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token of a directory in the {@code Authorization} header (RFC 6750 §2.1), and nowhere else.
 * It opens the directory that the address names, if it is that one's.
 *
 * <p>The scheme counts in any letter case, and blanks around the token do not. What else is wrong
 * with it is told to the customer in the directory's log, and not to whoever called. A good token
 * always passes; wrong ones are limited for the address they come from, because providers call for
 * many customers from the same one.
 */
final class DirectoryCredential implements Credential {

  /** So many wrong tokens of one network address are answered in a minute. */
  static final int WRONG_A_MINUTE = 60;

  private static final String PURPOSE = "directory token";
  private static final String PRESENTED = "directory-token";
  private static final String SENT = "directory-token-sent";
  private static final String FAULT = "directory-token-fault";
  private static final String SCHEME = "bearer";

  private final DirectoryTokens tokens;
  private final Limits limits;
  private final Requests requests;
  private final Clock clock;

  DirectoryCredential(DirectoryTokens tokens, Limits limits, Requests requests, Clock clock) {
    this.clock = clock;
    this.tokens = tokens;
    this.limits = limits;
    this.requests = requests;
  }

  /** What is wrong with what was presented; the customer's log has words for each. */
  enum Fault {
    NO_TOKEN,
    OTHER_SCHEME,
    BEARER_TWICE,
    QUOTED,
    UNKNOWN,
    OTHER_DIRECTORY,
    ENDED,
    EXPIRED;

    /** As remarks are written. */
    String code() {
      return "token_" + Ascii.toLowerCase(name());
    }
  }

  @Override
  public Optional<? extends Caller> caller(Context ctx) {
    var lines = Collections.list(ctx.req().getHeaders("Authorization"));
    var token = lines.size() == 1 ? token(ctx, lines.get(0)) : null;
    if (lines.isEmpty()) ctx.attribute(FAULT, Fault.NO_TOKEN);
    var presented = token == null ? null : presented(ctx, token);
    if (presented == null) return Optional.empty();
    tokens.noteUse(presented);
    ctx.attribute(PRESENTED, presented);
    return Optional.of(new Caller.Directory(actor(ctx, presented.directory())));
  }

  private Actor.Directory actor(Context ctx, Directory directory) {
    return new Actor.Directory(
        directory.id().value(), directory.organization(), requests.origin(ctx), clock.instant());
  }

  private static @Nullable String token(Context ctx, String header) {
    var sent = header.strip();
    var blank = sent.indexOf(' ');
    if (blank < 0 || !sent.substring(0, blank).equalsIgnoreCase(SCHEME)) {
      var none = sent.isEmpty() || sent.equalsIgnoreCase(SCHEME);
      ctx.attribute(FAULT, none ? Fault.NO_TOKEN : Fault.OTHER_SCHEME);
      return null;
    }
    var token = sent.substring(blank).strip();
    if (token.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && token.length() > SCHEME.length()
        && Character.isWhitespace(token.charAt(SCHEME.length()))) {
      ctx.attribute(FAULT, Fault.BEARER_TWICE);
      return null;
    }
    if (token.startsWith("\"") || token.startsWith("'")) {
      ctx.attribute(FAULT, Fault.QUOTED);
      return null;
    }
    return token;
  }

  private DirectoryToken.@Nullable Presented presented(Context ctx, String token) {
    var presented = tokens.find(token).orElse(null);
    if (presented != null) ctx.attribute(SENT, token);
    var fault = fault(ctx, presented);
    if (fault == null) return presented;
    ctx.attribute(FAULT, fault);
    return null;
  }

  private static @Nullable Fault fault(Context ctx, DirectoryToken.@Nullable Presented presented) {
    if (presented == null) return Fault.UNKNOWN;
    if (!presented.directory().id().value().equals(directory(ctx))) return Fault.OTHER_DIRECTORY;
    if (presented.state().good()) return null;
    return presented.state() == DirectoryToken.State.EXPIRED ? Fault.EXPIRED : Fault.ENDED;
  }

  /** RFC 6750 §3.1: who sends no token is told no error. */
  @Override
  public void refuse(Context ctx) {
    var ip = requests.ip(ctx);
    limits.refuseGuesser(PURPOSE, WRONG_A_MINUTE, ip);
    limits.guessedWrong(PURPOSE, WRONG_A_MINUTE, ip);
    ctx.header(
        "WWW-Authenticate",
        faultOf(ctx) == Fault.NO_TOKEN ? "Bearer" : "Bearer error=\"invalid_token\"");
    throw new UnauthorizedResponse();
  }

  /** Refuses a request whose token has ended since it came. */
  static void refuseEnded(Context ctx) {
    ctx.attribute(FAULT, Fault.ENDED);
    throw BearerCredential.ended(ctx);
  }

  /** What was wrong with what a request presented. */
  static Fault faultOf(Context ctx) {
    Fault fault = ctx.attribute(FAULT);
    return fault == null ? Fault.OTHER_SCHEME : fault;
  }

  /** What let a request in; empty when nothing did. */
  static Optional<DirectoryToken.Presented> presented(Context ctx) {
    return Optional.ofNullable(ctx.attribute(PRESENTED));
  }

  /** The text of the token that came, if it is one of any directory's, or was; empty for others. */
  static Optional<String> sent(Context ctx) {
    return Optional.ofNullable(ctx.attribute(SENT));
  }

  /** The directory that an address names; empty when it names none. */
  static Optional<DirectoryId> named(Context ctx) {
    return DirectoryId.parse(directory(ctx));
  }

  /** The second part of the path. */
  private static String directory(Context ctx) {
    var parts = Splitter.on('/').omitEmptyStrings().limit(3).splitToList(ctx.path());
    return parts.size() < 2 ? "" : parts.get(1);
  }
}
