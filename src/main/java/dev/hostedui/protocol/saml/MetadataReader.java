package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.saml.MetadataRefused.Candidate;
import dev.hostedui.protocol.saml.MetadataRefused.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Reads the metadata of an identity provider: a file that somebody dropped or pasted, or what its
 * address answered.
 *
 * @param now for validity and dates of certificates
 * @param ours whether an entity id is one of our own: admins like to give us back our own file
 * @param chosen the entity id of the one to take when there are several, or null
 * @param plainHttpAllowed whether addresses may be {@code http}, for development only
 */
public record MetadataReader(
    Instant now, Predicate<String> ours, @Nullable String chosen, boolean plainHttpAllowed) {

  /** The largest document that is read, in bytes. */
  public static final int LIMIT = 1024 * 1024;

  private static final Pattern TITLE =
      Pattern.compile("<title[^>]{0,200}>([^<]{0,200})", Pattern.CASE_INSENSITIVE);

  public MetadataReader(Instant now, Predicate<String> ours) {
    this(now, ours, null, false);
  }

  /** Takes this one of several. */
  public MetadataReader choosing(String entityId) {
    return new MetadataReader(now, ours, entityId, plainHttpAllowed);
  }

  public MetadataReader allowingPlainHttp() {
    return new MetadataReader(now, ours, chosen, true);
  }

  /** Reads a document in the bytes it came in, byte order mark and all. */
  public IdentityProviderMetadata read(byte[] document) throws MetadataRefused {
    if (document.length > LIMIT)
      throw new MetadataRefused(Reason.TOO_LARGE, Integer.toString(LIMIT));
    var root = root(document);
    if (!Elements.is(root, Elements.METADATA, "EntityDescriptor")
        && !Elements.is(root, Elements.METADATA, "EntitiesDescriptor"))
      throw new MetadataRefused(Reason.NOT_METADATA, Shown.text(root.getNodeName()));
    var entities = Elements.all(root, Elements.METADATA, "EntityDescriptor");
    return new MetadataRole(this, provider(entities)).read();
  }

  // ------------------------------------------------------------------ is it XML, and which

  private static Element root(byte[] document) throws MetadataRefused {
    try {
      var text = Xml.decode(document);
      var start = Xml.endOfProlog(text);
      if (start == text.length()) throw new MetadataRefused(Reason.EMPTY);
      if (isHtml(text, start)) {
        var title = TITLE.matcher(text);
        throw new MetadataRefused(Reason.HTML_PAGE, title.find() ? Shown.text(title.group(1)) : "");
      }
      return Xml.parse(text).getDocumentElement();
    } catch (XmlRefused e) {
      throw switch (e.reason()) {
        case DOCTYPE -> new MetadataRefused(Reason.DOCTYPE);
        case TOO_COMPLEX -> new MetadataRefused(Reason.TOO_COMPLEX);
        case NOT_XML ->
            new MetadataRefused(Reason.NOT_XML, e.line() == 0 ? "" : Integer.toString(e.line()));
      };
    }
  }

  private static boolean isHtml(String text, int start) {
    var begin = text.substring(start, Math.min(text.length(), start + 40)).toLowerCase(Locale.ROOT);
    return begin.startsWith("<html") || begin.matches("(?s)<!doctype\\s+html.*");
  }

  // ------------------------------------------------------------------ which of its entities

  /** The one identity provider in it, or the one of several that was chosen. */
  private Element provider(List<Element> entities) throws MetadataRefused {
    var providers = new LinkedHashMap<String, Element>();
    var twice = new LinkedHashSet<String>();
    for (var entity : entities) {
      if (MetadataRole.of(entity).isEmpty()) continue;
      var id = Elements.attribute(entity, "entityID");
      if (providers.putIfAbsent(id, entity) != null) twice.add(id);
    }
    if (providers.isEmpty()) throw notAProvider(entities);
    if (chosen != null) {
      if (twice.contains(chosen)) throw new MetadataRefused(Reason.DUPLICATE_ENTITY_ID, chosen);
      var found = providers.get(chosen);
      if (found == null) throw new MetadataRefused(Reason.UNKNOWN_PROVIDER, Shown.text(chosen));
      return found;
    }
    if (providers.size() == 1) {
      if (!twice.isEmpty())
        throw new MetadataRefused(Reason.DUPLICATE_ENTITY_ID, Shown.text(twice.iterator().next()));
      return providers.values().iterator().next();
    }
    var candidates = new ArrayList<Candidate>();
    providers.forEach(
        (id, entity) -> candidates.add(new Candidate(id, MetadataRole.displayName(entity))));
    candidates.removeIf(it -> twice.contains(it.entityId()));
    throw new MetadataRefused(Reason.SEVERAL_PROVIDERS, List.of(), candidates);
  }

  private MetadataRefused notAProvider(List<Element> entities) {
    var roles = new LinkedHashSet<String>();
    Set<String> names = new HashSet<>();
    var first = "";
    for (var entity : entities) {
      var id = Elements.attribute(entity, "entityID");
      names.add(id);
      if (first.isEmpty()) first = id;
      for (var child : Elements.children(entity))
        if (String.valueOf(child.getLocalName()).endsWith("Descriptor"))
          roles.add(child.getLocalName());
    }
    if (names.stream().anyMatch(ours)) return new MetadataRefused(Reason.OWN_FILE, first);
    if (roles.contains("IDPSSODescriptor"))
      return new MetadataRefused(Reason.NOT_SAML_2, Shown.text(first));
    if (roles.contains("SPSSODescriptor"))
      return new MetadataRefused(Reason.SERVICE_PROVIDER, Shown.text(first));
    return new MetadataRefused(
        Reason.NO_IDENTITY_PROVIDER, roles.stream().limit(10).map(Shown::text).toList(), List.of());
  }
}
