package dev.hostedui.web;

import io.javalin.http.Context;
import io.javalin.http.UnauthorizedResponse;
import java.util.Optional;
import java.util.function.BiFunction;

/** A token in the {@code Authorization} header (RFC 6750 §2.1), and nowhere else. */
public final class BearerCredential implements Credential {

  private static final String SCHEME = "Bearer ";

  private final BiFunction<String, Context, Optional<? extends Caller>> find;

  /** Takes what finds the caller that a token was given to, of a request. */
  public BearerCredential(BiFunction<String, Context, Optional<? extends Caller>> find) {
    this.find = find;
  }

  @Override
  public Optional<? extends Caller> caller(Context ctx) {
    return token(ctx).flatMap(token -> find.apply(token, ctx));
  }

  /** RFC 6750 §3.1: who sends no token is told no error. */
  @Override
  public void refuse(Context ctx) {
    ctx.header(
        "WWW-Authenticate", token(ctx).isEmpty() ? "Bearer" : "Bearer error=\"invalid_token\"");
    throw new UnauthorizedResponse();
  }

  /** What refuses a request whose token has ended since it came. */
  public static UnauthorizedResponse ended(Context ctx) {
    ctx.header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return new UnauthorizedResponse();
  }

  private static Optional<String> token(Context ctx) {
    var header = ctx.header("Authorization");
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(header.substring(SCHEME.length()).strip()).filter(it -> !it.isEmpty())
        : Optional.empty();
  }
}
