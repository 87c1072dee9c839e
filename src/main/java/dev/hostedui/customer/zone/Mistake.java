package dev.hostedui.customer.zone;

import java.util.List;

/** What people get wrong when they publish a record, and what goes wrong without them. */
public enum Mistake {
  NONE("None: as it should be", "The domain is verified."),
  DOUBLED_NAME(
      "The name is doubled",
      "Pending. The record is found at the doubled name: the DNS panel adds the domain by itself, so"
          + " the name is @ or empty."),
  LITERAL_AT(
      "The panel takes @ literally",
      "Pending. The record is found at the name @: leave the name empty."),
  QUOTES(
      "Quotation marks inside the value",
      "Verified, and it says that quotation marks are part of the value."),
  WHOLE_ROW(
      "The whole row pasted as the value",
      "Pending. The value is the whole row of the table: paste only the value."),
  CNAME(
      "An alias (CNAME) in the way, whose target has the value",
      "Pending, although a resolver that follows the alias finds the value: it belongs to the target."
          + " The page names the alias."),
  PART("Only the part after the equals sign", "Pending. The beginning of the value is missing."),
  OLD_TOKEN(
      "The value of an earlier attempt",
      "Pending. There is a value of an earlier attempt, which no longer counts."),
  INVISIBLE(
      "An invisible blank at the end",
      "Verified; white space at the ends does not count. It says which character is there."),
  SPLIT(
      "The value in two strings, as some panels split it",
      "Verified: the strings are one value (RFC 1035)."),
  SECONDARY(
      "The second name server stays out of date",
      "Verified by the first name server; ns2 is shown with its older serial."),
  NEGATIVE_CACHE(
      "Asked too early: the resolver remembers that nothing is there",
      "Verified: the name servers are asked directly. The page says how long the resolver still"
          + " remembers.");

  /** Whom an alias of {@link #CNAME} points to. */
  static final String VENDOR = "customers.vendor.example.";

  private final String words;
  private final String answer;

  Mistake(String words, String answer) {
    this.words = words;
    this.answer = answer;
  }

  /** What it is, for people. */
  public String words() {
    return words;
  }

  /** What the portal should answer. */
  public String answer() {
    return answer;
  }

  /** The record that comes out when somebody wants this value at this name. */
  Entry entry(String name, String value, String domain, int ttl) {
    return switch (this) {
      case DOUBLED_NAME -> text(name + domain + ".", value, ttl);
      case LITERAL_AT -> text("\\@." + name, value, ttl);
      case QUOTES -> text(name, '"' + value + '"', ttl);
      case WHOLE_ROW -> text(name, name + " " + ttl + " IN TXT \"" + value + '"', ttl);
      case CNAME -> new Entry(name, "CNAME", List.of(VENDOR), ttl);
      case PART -> text(name, value.substring(value.indexOf('=') + 1), ttl);
      case OLD_TOKEN -> text(name, earlier(value), ttl);
      case INVISIBLE -> text(name, value + "\u00a0", ttl);
      case SPLIT -> {
        var half = value.length() / 2;
        yield new Entry(name, "TXT", List.of(value.substring(0, half), value.substring(half)), ttl);
      }
      case NONE, SECONDARY, NEGATIVE_CACHE -> text(name, value, ttl);
    };
  }

  static Entry text(String name, String value, int ttl) {
    return new Entry(name, "TXT", List.of(value), ttl);
  }

  /** The same form with another id and another secret. */
  private static String earlier(String value) {
    var id = value.replaceFirst("(dom_)\\w+", "$1100000000000000001");
    var equals = id.indexOf('=');
    return (equals < 0 ? id : id.substring(0, equals)) + "=11111111-2222-4333-8444-555555555555";
  }
}
