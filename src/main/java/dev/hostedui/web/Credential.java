package dev.hostedui.web;

import io.javalin.http.Context;
import java.util.Optional;

/**
 * One way for a request to prove who it comes from. The room that hands out the tokens or links of
 * a kind of caller owns the class that reads them, and hands it to the {@link Gate}.
 */
public interface Credential {

  /** Who the request comes from; empty when it proves nothing, or no longer what it once did. */
  Optional<? extends Caller> caller(Context ctx);

  /** Answers a request that proves nothing, and says how to get in. */
  void refuse(Context ctx);
}
