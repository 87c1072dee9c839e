package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.upstream.Examination;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * An answer to a sign-in as it came (SAML Core §3.3.3, SAML Profiles §4.1.4). Reading one never
 * fails: what cannot be read is an answer whose examination says so.
 */
public final class ReceivedResponse {

  /** The longest field that is read, in characters of base64. */
  public static final int LIMIT = Message.LONGEST_FIELD;

  private final @Nullable Element root;
  private final @Nullable SamlRefused unreadable;

  private ReceivedResponse(@Nullable Element root, @Nullable SamlRefused unreadable) {
    this.root = root;
    this.unreadable = unreadable;
  }

  /** Reads the form field {@code SAMLResponse}. */
  public static ReceivedResponse read(String field) {
    try {
      return new ReceivedResponse(Message.fromField(field), null);
    } catch (SamlRefused e) {
      return new ReceivedResponse(null, e);
    }
  }

  /**
   * The request it claims to answer; empty when it claims none. Good for looking up what was asked,
   * and for nothing else before {@link #examine}.
   */
  public String inResponseTo() {
    return root == null ? "" : Elements.attribute(root, "InResponseTo");
  }

  /** Whether it can be read and is an answer to a sign-in, and not to something else. */
  public boolean isResponse() {
    return root != null && Elements.is(root, Elements.PROTOCOL, "Response");
  }

  /** Makes every check and keeps what came of each. */
  public ExaminedResponse examine(Expectation expected) {
    if (root != null) return new ResponseExamination(root, expected).examine();
    var checks = new Checks();
    if (unreadable != null)
      checks.failed(
          "response",
          "a SAML 2.0 response",
          String.valueOf(unreadable.getMessage()),
          unreadable.reason());
    return new ExaminedResponse(new Examination(List.copyOf(checks.made()), null, ""), null);
  }
}
