package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.reading.Shown;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Callback}. */
final class CallbackReader {

  private static final List<String> READ =
      List.of("state", "code", "iss", "error", "error_description");

  private CallbackReader() {}

  static Callback read(Map<String, List<String>> parameters) {
    var states = parameters.getOrDefault("state", List.of());
    var state =
        states.size() == 1 && states.get(0).length() <= Callback.LONGEST ? states.get(0) : "";
    for (var name : READ) {
      var values = parameters.getOrDefault(name, List.of());
      // RFC 6749 §3.1: two readers could take one each
      if (values.size() > 1) return new Callback.Unreadable(state, Cause.PARAMETER_REPEATED);
      if (!values.isEmpty() && values.get(0).length() > Callback.LONGEST)
        return new Callback.Unreadable(state, Cause.PARAMETER_TOO_LONG);
    }
    if (state.isEmpty()) return new Callback.Unreadable(state, Cause.STATE_MISSING);
    var error = first(parameters, "error");
    var issuer = first(parameters, "iss");
    if (error != null) {
      var description = first(parameters, "error_description");
      return new Callback.Refused(
          state, Shown.line(error), description == null ? "" : Shown.line(description), issuer);
    }
    var code = first(parameters, "code");
    return code == null
        ? new Callback.Unreadable(state, Cause.CODE_MISSING)
        : new Callback.Code(state, code, issuer);
  }

  private static @Nullable String first(Map<String, List<String>> parameters, String name) {
    var values = parameters.getOrDefault(name, List.of());
    return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
  }
}
