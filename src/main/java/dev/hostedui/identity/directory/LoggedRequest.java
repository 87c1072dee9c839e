package dev.hostedui.identity.directory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of a directory as the log keeps it, for the customer to see what their directory sent and
 * what came of it.
 *
 * @param effect what changed; null when the call was refused, only read, or changed nothing but
 *     what the calls that came in it did
 * @param remarks what is worth knowing; of a refused call the first one says why it was refused
 */
public record LoggedRequest(
    DirectoryId directory,
    Call call,
    Answer answer,
    About about,
    @Nullable Effect effect,
    List<Remark> remarks) {

  /**
   * What came.
   *
   * @param path what follows the address of the directory, such as {@code /Users?count=1}
   * @param body the body as it came; {@link DirectoryRequests#note} hides the secrets in it and
   *     keeps its beginning. Null or empty when there was none
   */
  public record Call(
      String requestId,
      String method,
      String path,
      String ip,
      String userAgent,
      @Nullable String body) {}

  /**
   * What was answered.
   *
   * @param scimType and {@code detail}: those of the error (RFC 7644 §3.12), or null
   */
  public record Answer(
      int status, long milliseconds, @Nullable String scimType, @Nullable String detail) {

    /** Whether the directory was told that something is wrong. */
    public boolean failed() {
      return status >= 400;
    }
  }

  /**
   * Whom or what the call was about, as far as that is known. A list is about nothing.
   *
   * @param user the user of the directory
   * @param person their address, or else their user name; also of somebody who was refused
   * @param group the group of the directory
   * @param groupName how the group is called
   */
  public record About(
      @Nullable DirectoryUserId user,
      @Nullable String person,
      @Nullable DirectoryGroupId group,
      @Nullable String groupName) {

    /** A call that is about no one thing. */
    public static final About NOTHING = new About(null, null, null, null);

    public static About user(@Nullable DirectoryUserId user, @Nullable String person) {
      return new About(user, person, null, null);
    }

    public static About group(@Nullable DirectoryGroupId group, @Nullable String name) {
      return new About(null, null, group, name);
    }
  }

  public LoggedRequest {
    remarks = List.copyOf(remarks);
  }

  /** The same with something else that is worth knowing. */
  public LoggedRequest with(Remark remark) {
    var all = new ArrayList<>(remarks);
    all.add(remark);
    return new LoggedRequest(directory, call, answer, about, effect, all);
  }

  /**
   * The same without the credential by which the call was let in, which clients that are not well
   * configured send in its path and among attributes, too.
   */
  public LoggedRequest without(String credential) {
    return new LoggedRequest(
        directory,
        new Call(
            call.requestId,
            call.method,
            Redaction.without(credential, call.path),
            call.ip,
            Redaction.without(credential, call.userAgent),
            without(credential, call.body)),
        new Answer(
            answer.status,
            answer.milliseconds,
            answer.scimType,
            without(credential, answer.detail)),
        new About(
            about.user,
            without(credential, about.person),
            about.group,
            without(credential, about.groupName)),
        effect,
        remarks.stream()
            .map(
                it ->
                    new Remark(
                        it.code(),
                        it.arguments().stream()
                            .map(one -> Redaction.without(credential, one))
                            .toList()))
            .toList());
  }

  private static @Nullable String without(String credential, @Nullable String text) {
    return text == null ? null : Redaction.without(credential, text);
  }

  /** Whether the call came without a token that is good for the directory. */
  public boolean unauthorized() {
    return answer.status == 401;
  }

  /**
   * Whether it tells how well the directory works: not what an admin sent again, and not a bulk
   * request that was read, since each that came in it is told of by itself (RFC 7644 §3.7).
   */
  boolean isOfDirectory() {
    var read = !answer.failed() && call.path.startsWith("/Bulk");
    return !unauthorized()
        && !read
        && remarks.stream().noneMatch(it -> it.code().equals(Remark.REPLAYED));
  }

  /** Why the call was refused, as a code to count by; null when it was not. */
  public @Nullable String cause() {
    if (!answer.failed()) return null;
    if (!remarks.isEmpty()) return remarks.get(0).code();
    return answer.scimType != null ? answer.scimType : "status_" + answer.status;
  }
}
