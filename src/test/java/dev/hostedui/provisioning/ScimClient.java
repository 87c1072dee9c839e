package dev.hostedui.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.TestApp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A directory that speaks SCIM as it is told to. */
final class ScimClient {

  static final Actor OPERATOR = new Actor.Internal("test");

  /** The tables that a change by a directory may write to. */
  static final String[] CHANGED = {
    "users",
    "memberships",
    "membership_roles",
    "events",
    "directory_users",
    "directory_groups",
    "directory_group_members",
    "directory_pending_members",
    "directory_receipts",
    "sessions"
  };

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient WIRE =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** What came back. */
  record Answer(HttpResponse<byte[]> http) {

    int status() {
      return http.statusCode();
    }

    /** The body, unpacked if it was packed. */
    String text() {
      try {
        var packed = "gzip".equals(header("Content-Encoding"));
        var body = new ByteArrayInputStream(http.body());
        var plain = packed ? new GZIPInputStream(body) : body;
        return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    JsonNode json() {
      try {
        var body = text();
        return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + text(), e);
      }
    }

    String at(String pointer) {
      return json().at(pointer).asText();
    }

    String id() {
      return at("/id");
    }

    String scimType() {
      return at("/scimType");
    }

    @Nullable String header(String name) {
      return http.headers().firstValue(name).orElse(null);
    }
  }

  final Directory directory;
  final String token;
  private final String base;

  private ScimClient(Directory directory, String token, String base) {
    this.directory = directory;
    this.token = token;
    this.base = base;
  }

  /** A new directory of an organization of the sample, enabled, with a token. */
  static ScimClient of(TestApp app, String slug) {
    return of(app, app.organization(slug));
  }

  static ScimClient of(TestApp app, OrganizationId organization) {
    var core = app.app().core();
    var made = core.directories.add(OPERATOR, organization, "OKTA", DirectoryType.SCIM);
    var directory = core.directories.enable(OPERATOR, organization, made.id());
    var token = core.directoryTokens.issue(OPERATOR, organization, made.id()).text();
    return new ScimClient(
        directory,
        token,
        (core.config.issuer().endsWith(":" + app.port())
                ? core.config.issuer()
                : "http://127.0.0.1:" + app.port())
            + "/directory/"
            + made.id().value()
            + "/scim/v2");
  }

  /** Its address, without a slash at the end. */
  String base() {
    return base;
  }

  /** The same address with another token. */
  ScimClient with(String other) {
    return new ScimClient(directory, other, base);
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  Answer patch(String path, String operations) {
    return send(
        "PATCH",
        path,
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":"
            + operations
            + "}");
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  Answer filter(String of, String filter) {
    return get("/" + of + "?filter=" + Form.encoded(filter));
  }

  /** Sends with single quotation marks for JSON's double ones. */
  Answer send(String method, String path, @Nullable String body, String... headers) {
    var all = new LinkedHashMap<String, String>();
    all.put("Authorization", "Bearer " + token);
    if (body != null) all.put("Content-Type", "application/scim+json");
    for (var i = 0; i < headers.length; i += 2) all.put(headers[i], headers[i + 1]);
    return sendRaw(method, path, body == null ? null : body.replace('\'', '"'), all);
  }

  /** Sends exactly that. */
  Answer sendRaw(String method, String path, @Nullable String body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      return new Answer(WIRE.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A person of that name as a directory creates them. */
  static String user(String email) {
    return "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'"
        + email
        + "','name':{'givenName':'Ada','familyName':'Lovelace'},'emails':[{'value':'"
        + email
        + "','type':'work','primary':true}],'active':true}";
  }

  /** Creates a person and answers their id. */
  String create(String email) {
    var made = post("/Users", user(email));
    if (made.status() != 201) throw new AssertionError(made.status() + " " + made.text());
    return made.id();
  }

  /** Creates a group and answers its id. */
  String createGroup(String name, String... members) {
    var list = new StringBuilder();
    for (var it : members)
      list.append(list.isEmpty() ? "" : ",").append("{'value':'").append(it).append("'}");
    var made = post("/Groups", "{'displayName':'" + name + "','members':[" + list + "]}");
    if (made.status() != 201) throw new AssertionError(made.status() + " " + made.text());
    return made.id();
  }
}
