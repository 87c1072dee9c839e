package dev.hostedui.identity.social;

import dev.hostedui.db.WireNamed;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A provider that people have accounts of their own at, in the order of its buttons. */
public enum SocialProvider implements WireNamed {
  GOOGLE("Google", Realm.NONE),
  MICROSOFT("Microsoft", Realm.TENANT),
  GITHUB("GitHub", Realm.NONE),
  GITLAB("GitLab", Realm.ADDRESS),
  LINKEDIN("LinkedIn", Realm.NONE),
  SALESFORCE("Salesforce", Realm.ADDRESS);

  /** What says which one is meant, where there are several of a provider. */
  public enum Realm {
    /** There is only one. */
    NONE,
    /** A tenant of Microsoft Entra, or the name of all of a kind. */
    TENANT,
    /** The address at which one of them runs. */
    ADDRESS
  }

  private final String label;
  private final Realm realm;

  SocialProvider(String label, Realm realm) {
    this.label = label;
    this.realm = realm;
  }

  /** Its name, as it writes it itself. */
  public String label() {
    return label;
  }

  public Realm realm() {
    return realm;
  }

  /** Which one is meant when nothing is said. */
  public String usualRealm() {
    return switch (this) {
      case MICROSOFT -> "common";
      case GITLAB -> "https://gitlab.com";
      case SALESFORCE -> "https://login.salesforce.com";
      default -> "";
    };
  }

  /** Its name in {@code provider} of an authorization request. */
  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that a {@code provider} names, in small or large letters. */
  public static Optional<SocialProvider> named(String text) {
    return Arrays.stream(values()).filter(it -> it.name().equalsIgnoreCase(text)).findFirst();
  }
}
