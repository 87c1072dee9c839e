package dev.hostedui.identity.connection;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.hostedui.identity.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which attribute of a provider is which of a person's.
 *
 * <p>The keys are ours: {@link #USER_ID}, {@link #EMAIL}, {@link #GIVEN_NAME}, {@link #FAMILY_NAME}
 * and {@link #GROUPS}, one of {@code UserDetails.TEXTS}, or a name that the app chose: that is a
 * custom attribute, if it has 3 to 25 characters. The values are the provider's. A user id that is
 * not mapped, or mapped to {@link #SUBJECT}, is the subject itself.
 */
public record AttributeMapping(Map<String, String> attributes) {

  public static final String USER_ID = "sub";
  public static final String EMAIL = "email";
  public static final String GIVEN_NAME = "given_name";
  public static final String FAMILY_NAME = "family_name";
  public static final String GROUPS = "groups";

  /** Stands for what the provider calls the person, which is no attribute. */
  public static final String SUBJECT = "NameID";

  public static final int MOST = 30;
  private static final int LONGEST_KEY = 100;
  private static final int LONGEST_VALUE = 256;

  private static final Set<String> KNOWN = Set.of(USER_ID, EMAIL, GIVEN_NAME, FAMILY_NAME, GROUPS);

  /** Claims that only we say. */
  private static final Set<String> RESERVED =
      Set.of("roles", "permissions", "email_verified", "name", "oid", "sid");

  public static final AttributeMapping BLANK = new AttributeMapping(Map.of());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public AttributeMapping {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  @JsonValue
  @Override
  public Map<String, String> attributes() {
    return attributes;
  }

  /**
   * The provider's name of one of ours, or a name that most providers use when it is not mapped.
   */
  public String of(String ours) {
    return attributes.getOrDefault(ours, ours);
  }

  /** The attribute that is the user id; empty where that is the subject itself. */
  public String userId() {
    var name = attributes.getOrDefault(USER_ID, SUBJECT);
    // forms and guides show the name by which OpenID Connect calls the subject
    return name.equals(SUBJECT) || name.equals(USER_ID) ? "" : name;
  }

  /**
   * What is mapped beside the keys that we know: parts of a person's profile, or custom attributes.
   */
  Map<String, String> others() {
    var others = new LinkedHashMap<>(attributes);
    others.keySet().removeAll(KNOWN);
    return others;
  }

  /**
   * Checks it.
   *
   * @throws Problem INVALID at {@code attribute_mapping}
   */
  void check() {
    // those that every connection has are none of somebody's own
    if (others().size() > MOST)
      throw Problem.invalid("too_many_attributes").at("attribute_mapping").with(MOST);
    attributes.forEach(
        (ours, theirs) -> {
          if (RESERVED.contains(ours))
            throw Problem.invalid("attribute_reserved").at("attribute_mapping").with(ours);
          if (ours.isBlank() || ours.length() > LONGEST_KEY)
            throw Problem.invalid("attribute_key_malformed")
                .at("attribute_mapping")
                .with(LONGEST_KEY);
          if (theirs.isBlank() || theirs.length() > LONGEST_VALUE)
            throw Problem.invalid("attribute_name_malformed")
                .at("attribute_mapping")
                .with(ours, LONGEST_VALUE);
        });
  }
}
