package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.DirectoryReceipt;
import dev.hostedui.identity.directory.DirectoryRequests;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.portal.Surface;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers for the tab with the calls of the directory. */
final class RequestsTab {

  static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private static final int PAGE_SIZE = 20;
  private static final int LONGEST_ABOUT = 320;

  private final Core core;
  private final Situations situations;
  private final Surface surface;

  RequestsTab(Core core, Situations situations, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.surface = surface;
  }

  void mount(Routes routes) {
    var path = surface.path() + Tab.REQUESTS.path();
    routes.get(path, surface.access(), ctx -> surface.show(ctx, page(ctx)));
    routes.get(path + "/{request}", surface.access(), ctx -> surface.show(ctx, request(ctx)));
  }

  // ------------------------------------------------------------------ the list

  private RequestsPage page(Context ctx) {
    var situation = situations.get(ctx);
    var about = Requests.query(ctx, "about").strip();
    if (about.length() > LONGEST_ABOUT) about = about.substring(0, LONGEST_ABOUT);
    var refused = Requests.query(ctx, "outcome").equals("refused");
    var method = Requests.query(ctx, "method");
    if (!METHODS.contains(method)) method = "";
    var after = Requests.query(ctx, "after");
    var found =
        core.directoryRequests.page(
            surface.organization(ctx),
            situation.directory().id(),
            filter(about, refused, method),
            after.isEmpty() ? null : after,
            PAGE_SIZE);
    var outcome = refused ? "refused" : "";
    return new RequestsPage(
        situations.head(ctx, situation, Tab.REQUESTS),
        health(ctx, situation),
        about,
        outcome,
        method,
        METHODS,
        found.entries().stream().map(it -> line(ctx, it)).toList(),
        after.isEmpty(),
        found.next() == null ? "" : address(ctx, about, outcome, method, found.next()),
        DirectoryRequests.KEPT.toDays());
  }

  private HealthCard health(Context ctx, Situation situation) {
    return HealthCard.of(
        Words.of(ctx),
        core.directoryWatch.health(surface.organization(ctx), situation.directory().id()),
        situation.directory().type() == DirectoryType.POLL,
        core.clock.instant());
  }

  /** A user or a group by their id here, and else a person by their address or user name. */
  private static DirectoryRequests.Filter filter(String about, boolean refused, String method) {
    var user = DirectoryUserId.parse(about).orElse(null);
    var group = DirectoryGroupId.parse(about).orElse(null);
    return new DirectoryRequests.Filter(
        user,
        about.isEmpty() || user != null || group != null ? null : about,
        group,
        refused,
        method.isEmpty() ? null : method);
  }

  private String address(Context ctx, String about, String outcome, String method, String after) {
    var query =
        new Query()
            .with("about", about)
            .with("outcome", outcome)
            .with("method", method)
            .with("after", after);
    return surface.path(ctx) + Tab.REQUESTS.path() + query;
  }

  private RequestsPage.Line line(Context ctx, DirectoryRequests.Entry entry) {
    var request = entry.request();
    var failed = request.answer().failed();
    return new RequestsPage.Line(
        entry.id(),
        Ago.of(entry.at(), core.clock.instant()),
        request.answer().status(),
        RequestWords.call(request),
        about(request),
        failed ? RequestWords.cause(Words.of(ctx), request) : said(request));
  }

  /** The effect of a call and what is worth knowing beside it. */
  private static String said(LoggedRequest request) {
    var effect = RequestWords.effect(request);
    var parts = new ArrayList<String>();
    if (!effect.isEmpty()) parts.add(effect + ".");
    parts.addAll(RequestWords.remarks(request));
    return String.join(" ", parts);
  }

  /** Whom or what a call was about; empty when that is not known. */
  static String about(LoggedRequest request) {
    var about = request.about();
    var name = about.person() != null ? about.person() : about.groupName();
    if (name != null) return name;
    return about.user() != null
        ? about.user().value()
        : about.group() != null ? about.group().value() : "";
  }

  // ------------------------------------------------------------------ one call

  private RequestPage request(Context ctx) {
    var situation = situations.get(ctx);
    var head = situations.head(ctx, situation, Tab.REQUESTS);
    var entry = entry(ctx, situation, ctx.pathParam("request"));
    var request = entry.request();
    var answer = request.answer();
    var body = request.call().body();
    return new RequestPage(
        head,
        entry.id(),
        Ago.of(entry.at(), core.clock.instant()),
        RequestWords.call(request),
        answer.status(),
        answer.failed(),
        answer.scimType() == null ? "" : answer.scimType(),
        answer.milliseconds(),
        about(request),
        aboutPath(situation.directory(), request),
        RequestWords.effect(request),
        RequestWords.cause(Words.of(ctx), request),
        RequestWords.remedy(Words.of(ctx), request),
        RequestWords.remarks(request),
        receipts(ctx, situation, request),
        from(request),
        request.call().requestId(),
        body == null ? "" : Payload.readable(body),
        entry.cut(),
        head.canManage()
            && head.calls()
            && entry.whole()
            && !request.unauthorized()
            && METHODS.contains(request.call().method()));
  }

  /** A call of the log. */
  DirectoryRequests.Entry entry(Context ctx, Situation situation, String id) {
    return core.directoryRequests
        .find(surface.organization(ctx), situation.directory().id(), id)
        .orElseThrow(() -> Problem.notFound("directory_request_not_found"));
  }

  /** Whom or what the directory has deleted since is shown nowhere. */
  private String aboutPath(Directory directory, LoggedRequest request) {
    var user = request.about().user();
    var group = request.about().group();
    if (user != null)
      return core.directoryUsers.find(directory, user).isEmpty()
          ? ""
          : Tab.USERS.path() + "/" + user.value();
    return group == null
            || core.database
                .read(handle -> core.directoryGroups.find(handle, directory, group))
                .isEmpty()
        ? ""
        : Tab.GROUPS.path() + "/" + group.value();
  }

  private static String from(LoggedRequest request) {
    var call = request.call();
    var agent = call.userAgent().isEmpty() ? "an unnamed program" : call.userAgent();
    return call.ip().isEmpty() ? agent : agent + " at " + call.ip();
  }

  private List<String> receipts(Context ctx, Situation situation, LoggedRequest request) {
    var user = request.about().user();
    var asked = request.call().requestId();
    if (user == null || asked.isEmpty()) return List.of();
    return core
        .directoryReceipts
        .of(surface.organization(ctx), situation.directory().id(), user, PAGE_SIZE)
        .stream()
        .filter(it -> it.requestId().equals(asked))
        .map(it -> receipt(it, situation))
        .toList();
  }

  private static String receipt(DirectoryReceipt receipt, Situation situation) {
    var ended = ReceiptWords.ended(receipt);
    return "Access ended "
        + ReceiptWords.took(receipt, situation.directory())
        + ": "
        + (ended.isEmpty() ? "nothing was left to end" : ended)
        + ".";
  }

  /** The words for a first page of a trial, or null. */
  static @Nullable String bodyOf(DirectoryRequests.Entry entry) {
    var body = entry.request().call().body();
    return body == null ? null : Payload.readable(body);
  }
}
