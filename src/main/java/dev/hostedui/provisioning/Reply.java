package dev.hostedui.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.protocol.scim.Resource;
import dev.hostedui.protocol.scim.ScimJson;
import dev.hostedui.protocol.scim.ScimProblem;
import dev.hostedui.protocol.scim.Urn;
import org.jspecify.annotations.Nullable;

/**
 * What is answered.
 *
 * @param body JSON, or null for none
 * @param location the address of the resource that the answer holds or that was changed, or null
 * @param etag its entity tag, or null
 * @param refused why the request was refused, or null
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and their bytes are many
record Reply(
    int status,
    byte @Nullable [] body,
    @Nullable String location,
    @Nullable String etag,
    @Nullable ScimProblem refused) {

  static Reply of(int status, JsonNode body) {
    return new Reply(status, ScimJson.bytes(body), null, null, null);
  }

  /** An answer about one resource; without a body when that is null. */
  static Reply of(int status, Resource about, byte @Nullable [] body) {
    return new Reply(status, body, about.location(), about.etag(), null);
  }

  /** An answer without a body. */
  static Reply empty(int status) {
    return new Reply(status, null, null, null, null);
  }

  /** A refusal in the words of RFC 7644 §3.12. */
  static Reply refused(ScimProblem problem) {
    return new Reply(problem.status(), ScimJson.bytes(error(problem)), null, null, problem);
  }

  /** As the customer's log has it. */
  LoggedRequest.Answer logged(long milliseconds) {
    var type = refused == null ? null : refused.type();
    return new LoggedRequest.Answer(
        status,
        milliseconds,
        type == null ? null : type.keyword(),
        refused == null ? null : refused.detail());
  }

  static ObjectNode error(ScimProblem problem) {
    var error = ScimJson.newObject();
    error.putArray("schemas").add(Urn.ERROR);
    error.put("status", Integer.toString(problem.status()));
    if (problem.type() != null) error.put("scimType", problem.type().keyword());
    return error.put("detail", problem.detail());
  }
}
