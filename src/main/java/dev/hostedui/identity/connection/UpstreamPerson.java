package dev.hostedui.identity.connection;

import dev.hostedui.identity.Names;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Somebody an identity provider has named, in our words: what a connection's mapping makes of what
 * came.
 *
 * @param subject what the provider calls them at this connection
 * @param lasting whether the subject is theirs next time, too
 * @param email their address, or null when none came
 * @param emailDenied whether the provider says itself that the address is not proven ({@code
 *     email_verified}, OpenID Connect Core §5.1)
 * @param givenName may be empty
 * @param familyName may be empty
 * @param groups may be empty
 * @param received the names of all attributes that came
 */
public record UpstreamPerson(
    String subject,
    boolean lasting,
    @Nullable EmailAddress email,
    boolean emailDenied,
    String givenName,
    String familyName,
    List<String> groups,
    Set<String> received) {

  /** A guest of a Microsoft Entra tenant: the part before it is an address of somebody else's. */
  private static final String GUEST = "#ext#@";

  private static final int MOST_GROUPS = 50;
  private static final int LONGEST_GROUP = 250;

  public UpstreamPerson {
    groups = List.copyOf(groups);
    received = Set.copyOf(received);
  }

  /**
   * Reads what came.
   *
   * @param addressInSubject the subject as an address, where its form says that it is one
   *     (behaviour §14, 53), or null; it counts when no address came by itself
   */
  public static UpstreamPerson of(
      AttributeMapping mapping, UpstreamIdentity identity, @Nullable String addressInSubject) {
    // only where somebody has said so: an attribute could be called like that by chance
    var mapped =
        Optional.ofNullable(mapping.attributes().get(AttributeMapping.USER_ID))
            .flatMap(identity::first);
    var typed = identity.first(mapping.of(AttributeMapping.EMAIL)).orElse(addressInSubject);
    return new UpstreamPerson(
        mapped.orElse(identity.subject()),
        mapped.isPresent() || identity.lasting(),
        address(typed),
        identity.first("email_verified").orElse("").equalsIgnoreCase("false"),
        name(identity, mapping.of(AttributeMapping.GIVEN_NAME)),
        name(identity, mapping.of(AttributeMapping.FAMILY_NAME)),
        identity.attributes().getOrDefault(mapping.of(AttributeMapping.GROUPS), List.of()).stream()
            .map(Names::line)
            .filter(it -> !it.isEmpty() && Names.length(it) <= LONGEST_GROUP)
            .distinct()
            .limit(MOST_GROUPS)
            .toList(),
        new TreeSet<>(identity.attributes().keySet()));
  }

  /** Reads an address as a program writes it: nothing is forgiven but space around it. */
  private static @Nullable EmailAddress address(@Nullable String sent) {
    if (sent == null) return null;
    var text = sent.strip().toLowerCase(Locale.ROOT);
    if (text.contains(GUEST)) return null;
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
