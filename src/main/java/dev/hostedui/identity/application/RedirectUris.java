package dev.hostedui.identity.application;

import com.google.common.base.Ascii;
import com.google.common.net.InternetDomainName;
import dev.hostedui.identity.Loopback;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.WebAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses a browser may be sent to: which may be registered, and whether one that was asked
 * for is among them.
 *
 * <p>Compared as text, character by character (RFC 9700 §2.1), with three exceptions, all of the
 * registered side: one {@code *} in the outermost label of the host; {@code {{org_slug}}}, {@code
 * {{external_id}}} or the name of metadata in such braces, as a whole label, the whole host or a
 * segment of the path, filled in from the organization in scope; and the port of a native
 * application's loopback address (RFC 8252 §7.3).
 *
 * <p>What is filled in decides where codes go, so it has to be a name of DNS or a plain segment,
 * and only the operator can set it: no admin of an organization, by any widget.
 */
public final class RedirectUris {

  private static final int LONGEST = 256;
  private static final Set<String> TEMPLATES = Set.of("org_slug", "external_id");

  /** One of ours, or a name that metadata can have. */
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{([A-Za-z][A-Za-z0-9_-]{2,24})}}");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._~-]*");
  private static final Pattern PART_OF_LABEL = Pattern.compile("[a-z0-9-]{1,63}");
  private static final Pattern LAST_NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
  private static final Pattern OWN_SCHEME = Pattern.compile("[a-z][a-z0-9+-]*\\.[a-z0-9.+-]*");
  private static final Pattern LOOPBACK =
      Pattern.compile("http://(?:127\\.0\\.0\\.1|\\[::1]|localhost)(?::([0-9]{1,5}))?(?:[/?].*)?");

  /** The parameters of answers (RFC 6749 §4.1.2, RFC 9207 §2, OpenID Connect Core §4). */
  private static final Set<String> ADDED =
      Set.of("code", "state", "iss", "error", "error_description", "error_uri", "login_hint");

  private static final Set<String> DANGEROUS =
      Set.of(
          "javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source");

  /** What a template is filled in from; a part may be missing. */
  public record Scope(@Nullable String slug, @Nullable String externalId, Metadata metadata) {
    /** No organization: addresses with templates match nothing. */
    public static final Scope NONE = new Scope(null, null, Metadata.NONE);

    @Nullable String value(String template) {
      return switch (template) {
        case "org_slug" -> slug;
        case "external_id" -> externalId;
        default -> metadata.values().get(template);
      };
    }
  }

  private RedirectUris() {}

  /**
   * Checks an address that is to be registered and returns it.
   *
   * @param field what the problem names
   * @param development whether plain http, this machine and wildcards may be used
   * @throws Problem INVALID, by a code for each thing that can be wrong with it
   */
  public static String register(
      String field, String typed, ApplicationType type, boolean development) {
    var text = typed.strip();
    if (text.length() > LONGEST) throw Problem.invalid("uri_too_long").at(field).with(LONGEST);
    if (text.isEmpty() || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\'))
      throw Problem.invalid("uri_not_plain").at(field).with(text);
    if (text.contains("#")) throw Problem.invalid("uri_with_fragment").at(field).with(text);
    checkQuery(field, text);
    var templates = TEMPLATE.matcher(text);
    while (templates.find()) {
      // one of ours in other letters is a slip and no metadata
      if (TEMPLATES.contains(Ascii.toLowerCase(templates.group(1)))
          && !TEMPLATES.contains(templates.group(1)))
        throw Problem.invalid("uri_unknown_template").at(field).with(text);
    }
    var plain = templates.replaceAll("template");
    if (plain.contains("{") || plain.contains("}"))
      throw Problem.invalid("uri_template_malformed").at(field).with(text);
    var uri = parse(field, plain.replace('*', 'x'), text);
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals(uri.getScheme()))
      throw Problem.invalid("uri_scheme_in_capitals").at(field).with(text);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      // RFC 8252 §7.1: a scheme of one's own is a domain name in reverse
      if (DANGEROUS.contains(scheme) || !OWN_SCHEME.matcher(scheme).matches())
        throw Problem.invalid("uri_scheme_not_own").at(field).with(text);
      if (type != ApplicationType.NATIVE)
        throw Problem.invalid("uri_scheme_not_web").at(field).with(text);
      if (text.contains("*") || text.contains("{"))
        throw Problem.invalid("uri_variable_without_https").at(field).with(text);
      return text;
    }
    checkWeb(field, text, uri, type, development);
    return text;
  }

  /**
   * A query is compared as the rest of the address is, and stays in front of what is added to it:
   * so it has no parameter that we add.
   */
  private static void checkQuery(String field, String text) {
    var at = text.indexOf('?');
    if (at < 0) return;
    var query = text.substring(at + 1);
    if (query.contains("{") || query.contains("}") || query.contains("*"))
      throw Problem.invalid("uri_variable_in_query").at(field).with(text);
    for (var pair : query.split("&", -1)) {
      // a name that is escaped would be read as the one it stands for
      var name = pair.split("=", 2)[0];
      if (name.contains("%") || ADDED.contains(name))
        throw Problem.invalid("uri_with_reserved_parameter").at(field).with(text, name);
    }
  }

  private static URI parse(String field, String plain, String text) {
    try {
      var uri = new URI(plain);
      if (uri.getRawUserInfo() != null) throw Problem.invalid("uri_with_user").at(field).with(text);
      return uri;
    } catch (URISyntaxException e) {
      throw Problem.invalid("uri_malformed").at(field).with(text);
    }
  }

  private static void checkWeb(
      String field, String text, URI uri, ApplicationType type, boolean development) {
    var host = uri.getHost();
    if (host == null || !WebAddress.isPlain(host))
      throw Problem.invalid("uri_malformed").at(field).with(text);
    if (!host.equals(host.toLowerCase(Locale.ROOT)))
      throw Problem.invalid("uri_host_in_capitals").at(field).with(text);
    var loopback = type == ApplicationType.NATIVE && LOOPBACK.matcher(text).matches();
    var local = Loopback.is(host);
    if (!development && !loopback && (uri.getScheme().equals("http") || local))
      throw Problem.invalid("uri_not_public").at(field).with(text);
    var port = uri.getPort();
    if (uri.getRawAuthority().endsWith(":") || port == 0 || port > 65_535)
      throw Problem.invalid("uri_port_out_of_range").at(field).with(text);
    for (var segment : withoutQuery(text).substring(text.indexOf("//") + 2).split("/", -1)) {
      // browsers read %2e as a dot here (WHATWG URL, "double-dot URL path segment")
      var read = segment.replaceAll("(?i)%2e", ".");
      if (read.equals(".") || read.equals(".."))
        throw Problem.invalid("uri_with_dots").at(field).with(text);
    }
    checkTemplates(field, withoutQuery(text));
    if (text.contains("*")) checkWildcard(field, withoutQuery(text), development);
  }

  private static String withoutQuery(String text) {
    var at = text.indexOf('?');
    return at < 0 ? text : text.substring(0, at);
  }

  private static void checkTemplates(String field, String text) {
    var at = text.indexOf("//") + 2;
    var end = text.indexOf('/', at);
    var authority = end < 0 ? text.substring(at) : text.substring(at, end);
    var host = authority.replaceFirst(":[0-9]+$", "");
    for (var label : host.split("\\.", -1)) {
      if (label.contains("{") && !TEMPLATE.matcher(label).matches())
        throw Problem.invalid("uri_template_in_part_of_host").at(field).with(text);
    }
    for (var segment : (end < 0 ? "" : text.substring(end)).split("/", -1)) {
      if (segment.contains("{") && !TEMPLATE.matcher(segment).matches())
        throw Problem.invalid("uri_template_in_part_of_path").at(field).with(text);
    }
    var labels = host.split("\\.", -1);
    for (var i = 1; i < labels.length; i++) {
      // {{org_slug}}.example.com is the organization's; example.{{org_slug}} could be anybody's
      if (labels[i].contains("{"))
        throw Problem.invalid("uri_template_not_first").at(field).with(text);
    }
    if (labels.length > 1 && labels[0].contains("{")) checkSuffix(field, text, host);
  }

  private static void checkWildcard(String field, String text, boolean development) {
    if (!development) throw Problem.invalid("uri_wildcard_in_production").at(field).with(text);
    var at = text.indexOf("//") + 2;
    var rest = text.substring(at);
    var host = rest.replaceFirst("[:/].*$", "");
    var dot = host.indexOf('.');
    if (text.indexOf('*') != text.lastIndexOf('*')
        || dot < 0
        || !host.substring(0, dot).contains("*"))
      throw Problem.invalid("uri_wildcard_not_first").at(field).with(text);
    checkSuffix(field, text, host);
  }

  /** What follows the variable part must be somebody's, not a public suffix anybody gets. */
  private static void checkSuffix(String field, String text, String host) {
    var parent = host.substring(host.indexOf('.') + 1);
    var open =
        !InternetDomainName.isValid(parent)
            || InternetDomainName.from(parent).isPublicSuffix()
            || (!parent.contains(".") && !parent.equals("localhost"));
    if (open) throw Problem.invalid("uri_domain_of_anybody").at(field).with(text);
  }

  /** Whether an address that was asked for is one of the registered. */
  public static boolean matches(
      Iterable<String> registered, String asked, ApplicationType type, Scope scope) {
    if (asked.length() > LONGEST) return false;
    for (var one : registered) {
      if (matches(one, asked, type, scope)) return true;
    }
    return false;
  }

  /** Whether an address is another one for each organization. */
  public static boolean isTemplate(String registered) {
    return TEMPLATE.matcher(registered).find();
  }

  private static boolean matches(
      String registered, String asked, ApplicationType type, Scope scope) {
    var expected = expand(registered, scope);
    if (expected == null) return false;
    var star = expected.indexOf('*');
    if (star < 0)
      return expected.equals(asked)
          || (type == ApplicationType.NATIVE
              && LOOPBACK.matcher(expected).matches()
              && isOnThisMachine(asked)
              && withoutPort(expected).equals(withoutPort(asked)));
    var before = expected.substring(0, star);
    var after = expected.substring(star + 1);
    return asked.length() > before.length() + after.length()
        && asked.startsWith(before)
        && asked.endsWith(after)
        && PART_OF_LABEL
            .matcher(asked.substring(before.length(), asked.length() - after.length()))
            .matches()
        && LABEL.matcher(asked.substring(asked.indexOf("//") + 2, asked.indexOf('.'))).matches();
  }

  private static boolean isOnThisMachine(String asked) {
    var loopback = LOOPBACK.matcher(asked);
    if (!loopback.matches()) return false;
    var port = loopback.group(1);
    return port == null || (Integer.parseInt(port) > 0 && Integer.parseInt(port) <= 65_535);
  }

  private static String withoutPort(String loopback) {
    return loopback.replaceFirst(
        "^(http://(?:127\\.0\\.0\\.1|\\[::1]|localhost)):[0-9]{1,5}", "$1");
  }

  /** Whether a value may stand where the template does: a host, one label of it, or a segment. */
  private static boolean fitFor(String registered, int start, int end, String value) {
    var begin = registered.indexOf("//") + 2;
    var slash = registered.indexOf('/', begin);
    if (slash >= 0 && start > slash) return SEGMENT.matcher(value).matches();
    // a slug is a name inside an address of ours; only the operator's own words can be an address
    var whole =
        start == begin
            && !registered.startsWith("{{org_slug}}", start)
            && (end == registered.length() || ":/?".indexOf(registered.charAt(end)) >= 0);
    if (!whole) return LABEL.matcher(value).matches();
    return value.length() <= 253
        // browsers take a name whose last label is a number for an address of IPv4
        && !LAST_NUMBER.matcher(value.substring(value.lastIndexOf('.') + 1)).matches()
        && Arrays.stream(value.split("\\.", -1)).allMatch(it -> LABEL.matcher(it).matches());
  }

  /**
   * The address with its templates filled in, or null when there is nothing fit to fill them with.
   */
  public static @Nullable String expand(String registered, Scope scope) {
    var templates = TEMPLATE.matcher(registered);
    var whole = new StringBuilder();
    while (templates.find()) {
      var value = scope.value(templates.group(1));
      if (value == null || !fitFor(registered, templates.start(), templates.end(), value))
        return null;
      templates.appendReplacement(whole, value);
    }
    return templates.appendTail(whole).toString();
  }
}
