package dev.hostedui.identity.connection;

import com.google.common.base.Ascii;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.identity.user.Users;
import dev.hostedui.protocol.upstream.AttributeNames;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Somebody an identity provider has named, in our words: what a connection's mapping makes of what
 * came.
 *
 * @param subject what the provider calls them at this connection; empty where the attribute did not
 *     come that is mapped to the user id
 * @param lasting whether the subject is theirs next time, too
 * @param email their address, or null when none came
 * @param emailDenied whether the provider does not vouch for the address itself ({@link
 *     AttributeNames#emailDenied})
 * @param givenName may be empty
 * @param familyName may be empty
 * @param profile what a mapping names beside these, by the names that apps know; custom attributes
 *     are a map in it. Groups that are mapped are in it also when there is none: whoever has left
 *     the last one must not keep what it gave. They are not where the provider says that it could
 *     not send them
 * @param received the names of all attributes that came
 */
public record UpstreamPerson(
    String subject,
    boolean lasting,
    @Nullable EmailAddress email,
    boolean emailDenied,
    String givenName,
    String familyName,
    Map<String, Object> profile,
    Set<String> received) {

  private static final int MOST_GROUPS = 50;
  private static final int LONGEST_GROUP = 250;

  public UpstreamPerson {
    profile = Map.copyOf(profile);
    received = Set.copyOf(received);
  }

  /**
   * Reads what came.
   *
   * @param addressInSubject the subject as an address, where its form says that it is one, or null;
   *     it counts when no address came by itself
   */
  public static UpstreamPerson of(
      AttributeMapping mapping, UpstreamIdentity identity, @Nullable String addressInSubject) {
    // what stands elsewhere is another kind of name, and may be somebody else's
    var mapped = mapping.userId();
    var typed = identity.first(mapping.of(AttributeMapping.EMAIL)).orElse(addressInSubject);
    return new UpstreamPerson(
        mapped.isEmpty() ? identity.subject() : identity.first(mapped).orElse(""),
        !mapped.isEmpty() || identity.lasting(),
        address(typed),
        AttributeNames.emailDenied(identity.attributes()),
        name(identity, mapping.of(AttributeMapping.GIVEN_NAME)),
        name(identity, mapping.of(AttributeMapping.FAMILY_NAME)),
        profile(mapping, identity),
        new TreeSet<>(identity.attributes().keySet()));
  }

  /**
   * Whether the attribute came that is mapped to the user id; empty where none is. What stands
   * elsewhere cannot take its place: nobody knows whose it is among the names of the attribute.
   */
  public static Optional<Check> userId(AttributeMapping mapping, UpstreamIdentity identity) {
    var name = mapping.userId();
    if (name.isEmpty()) return Optional.empty();
    var came = identity.first(name).orElse("");
    if (came.isEmpty())
      return Optional.of(Check.failed("user_id", name, "", "subject_malformed", "user_id_missing"));
    return Optional.of(
        came.length() > UpstreamAccounts.LONGEST_SUBJECT
            ? Check.failed("user_id", name, came, "subject_malformed", "subject_malformed")
            : Check.passed("user_id", name, came));
  }

  /**
   * A check as it is where an address passed: refused when it is none that a sign-in takes, so that
   * a test says of it what a sign-in would.
   */
  public static Check email(Check found) {
    return found.name().equals("email") && !found.failed() && address(found.received()) == null
        ? Check.failed(
            "email",
            found.expected(),
            found.received(),
            "mandatory_attribute_missing",
            "email_malformed")
        : found;
  }

  /** What somebody has mapped; what came in another form than it has here is left out. */
  private static Map<String, Object> profile(AttributeMapping mapping, UpstreamIdentity identity) {
    var profile = new LinkedHashMap<String, Object>();
    var custom = new LinkedHashMap<String, String>();
    mapping
        .others()
        .forEach(
            (ours, theirs) -> {
              var value = text(identity, theirs);
              if (UserDetails.TEXTS.containsKey(ours)) {
                if (UserDetails.fits(ours, value)) profile.put(ours, value);
              } else if (Metadata.fits(ours, value)) custom.put(ours, value);
            });
    var groups = mapping.attributes().get(AttributeMapping.GROUPS);
    // only where somebody has said so, as with the user id
    if (groups != null) {
      var came = groups(identity, groups);
      if (!came.isEmpty() || !identity.withholds(groups))
        profile.put(AttributeMapping.GROUPS, came);
    }
    if (!custom.isEmpty()) profile.put(UserDetails.CUSTOM, Map.copyOf(custom));
    return profile;
  }

  private static List<String> groups(UpstreamIdentity identity, String attribute) {
    return identity.attributes().getOrDefault(attribute, List.of()).stream()
        .map(Names::line)
        .filter(it -> !it.isEmpty() && Names.length(it) <= LONGEST_GROUP)
        .distinct()
        .limit(MOST_GROUPS)
        .toList();
  }

  private static String text(UpstreamIdentity identity, String attribute) {
    return attribute.equals(AttributeMapping.SUBJECT)
        ? Names.line(identity.subject())
        : identity.attributes().getOrDefault(attribute, List.of()).stream()
            .map(Names::line)
            .filter(it -> !it.isEmpty())
            .collect(Collectors.joining(", "));
  }

  /**
   * What is known of the person with what the provider says of them.
   *
   * @param named whether it says their names
   * @param overwrites whether it takes the place of what was known; else it is added
   */
  UserDetails into(UserDetails was, boolean named, boolean overwrites) {
    return (named ? was.called(givenName, familyName) : was).told(profile, Map.of(), overwrites);
  }

  /** Reads an address as a program writes it: nothing is forgiven but space around it. */
  private static @Nullable EmailAddress address(@Nullable String sent) {
    if (sent == null) return null;
    // only these: small letters are made of others, too, and what is none must be found to be none
    var text = Ascii.toLowerCase(sent.strip());
    // a name around it, or several of them, is not what was asked for
    return EmailAddress.parse(text)
        .filter(it -> text.startsWith(it.value().substring(0, it.value().lastIndexOf('@') + 1)))
        .filter(it -> text.indexOf('@') == text.lastIndexOf('@'))
        .filter(it -> text.chars().noneMatch(Character::isWhitespace))
        .orElse(null);
  }

  private static String name(UpstreamIdentity identity, String attribute) {
    var line = Names.line(identity.first(attribute).orElse(""));
    return Names.length(line) <= Users.LONGEST_NAME
        ? line
        : line.substring(0, line.offsetByCodePoints(0, Users.LONGEST_NAME));
  }
}
