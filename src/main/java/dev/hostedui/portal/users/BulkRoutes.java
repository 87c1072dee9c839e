package dev.hostedui.portal.users;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.member.BulkInvitations;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.FileForm;
import dev.hostedui.web.Meant;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers for inviting several people at once: first every address is checked, then all of them are
 * invited, or nobody.
 */
final class BulkRoutes {

  /** Of a file no more is shown than that, typed text included. */
  private static final int LONGEST_OF_FILE = 20_000;

  private static final int LONGEST_ID = 100;

  /**
   * In bytes, of a list that was typed as of a file: what is too much for one list is told beside
   * it.
   */
  private static final int LARGEST_LIST = 512 * 1024;

  private final BulkInvitations invitations;
  private final Surface surface;
  private final RoleBoxes roles;
  private final Function<Context, View> list;

  /**
   * Makes the routes of a surface.
   *
   * @param roles the roles to choose from
   * @param list makes the list of users as it now is
   */
  BulkRoutes(
      BulkInvitations invitations, Surface surface, RoleBoxes roles, Function<Context, View> list) {
    this.invitations = invitations;
    this.surface = surface;
    this.roles = roles;
    this.list = list;
  }

  void mount(Routes routes) {
    var path = surface.path() + "/invitations/several";
    var invite = surface.access().and(Permission.USERS_INVITE);
    routes.get(path, invite, this::ask);
    routes.post(path, invite, LARGEST_LIST, this::go);
  }

  /** Asks for addresses, beginning with one that was typed to be invited alone. */
  private void ask(Context ctx) {
    var typed = Requests.query(ctx, "email");
    surface.showDialog(ctx, form(ctx, typed, roles.usual(ctx), List.of(), null));
  }

  /** Where there is no script, what takes the addresses of a file, the form brings it along. */
  private void go(Context ctx) {
    if (!FileForm.isSent(ctx)) {
      go(
          ctx,
          Requests.field(ctx, "addresses", LARGEST_LIST),
          RoleBoxes.sent(ctx),
          Requests.optionalField(ctx, "step"));
      return;
    }
    var sent = FileForm.of(ctx, "file");
    Meant.check(ctx, sent);
    var text = sent.field("addresses", LARGEST_LIST);
    var chosen = sent.fields(RoleBoxes.FIELD, RoleBoxes.MOST, LONGEST_ID);
    if (sent.hasFile()) takeFile(ctx, sent, text, chosen);
    else go(ctx, text, chosen, sent.optionalField("step"));
  }

  private void go(Context ctx, String text, List<String> chosen, String step) {
    var typed = AddressList.read(text);
    try {
      if (step.equals("send")) {
        send(ctx, typed, chosen);
      } else {
        invitations.checkRoles(surface.actor(ctx), surface.organization(ctx), chosen);
        var rows = check(ctx, typed);
        var kept =
            step.equals("leave_out")
                ? rows.stream().filter(row -> row.fault() == null).toList()
                : rows;
        var left = kept.equals(rows) ? text : lines(kept);
        surface.showDialog(ctx, form(ctx, left, chosen, kept, null));
      }
    } catch (Problem problem) {
      surface.retryDialog(ctx, form(ctx, text, chosen, rowsAfter(ctx, typed), problem), problem);
    }
  }

  /**
   * Adds the addresses of a file to those that were typed, and checks them all, whatever was
   * pressed: nobody is invited who was not seen in the list.
   */
  private void takeFile(Context ctx, FileForm sent, String typed, List<String> chosen) {
    var text = typed;
    try {
      if (sent.isBinary()) throw Problem.invalid("file_not_text").at("addresses");
      var found = String.join("\n", AddressList.read(sent.text()));
      var added = text.isBlank() ? found : text.stripTrailing() + "\n" + found;
      if (added.length() > LONGEST_OF_FILE)
        throw Problem.invalid("file_too_long").with(BulkInvitations.MOST).at("addresses");
      text = added;
    } catch (Problem problem) {
      surface.retryDialog(ctx, form(ctx, text, chosen, List.of(), problem), problem);
      return;
    }
    go(ctx, text, chosen, "check");
  }

  private void send(Context ctx, List<String> typed, List<String> chosen) {
    var invited =
        invitations.invite(surface.actor(ctx), surface.organization(ctx), typed, chosen).size();
    surface.changed(
        ctx,
        "",
        () -> list.apply(ctx),
        Toast.done(
            (invited == 1 ? "An invitation" : invited + " invitations")
                + (invitations.isMailHeldUp()
                    ? " will be sent as soon as we can send mail again."
                    : invited == 1 ? " is on its way." : " are on their way.")));
  }

  private List<BulkForm.Row> check(Context ctx, List<String> typed) {
    var words = Words.of(ctx);
    return invitations.check(surface.actor(ctx), surface.organization(ctx), typed).stream()
        .map(row -> new BulkForm.Row(row.typed(), row.problem().map(words::of).orElse(null)))
        .toList();
  }

  /**
   * What there is to say of each address after a refusal, which may have been of the whole list.
   */
  private List<BulkForm.Row> rowsAfter(Context ctx, List<String> typed) {
    try {
      return check(ctx, typed);
    } catch (Problem ofTheList) {
      return List.of();
    }
  }

  private static String lines(List<BulkForm.Row> rows) {
    return String.join("\n", rows.stream().map(BulkForm.Row::address).toList());
  }

  private BulkForm form(
      Context ctx,
      String text,
      List<String> chosen,
      List<BulkForm.Row> rows,
      @Nullable Problem problem) {
    var words = Words.of(ctx);
    // what is wrong with one address stands beside it
    var besides =
        problem == null || rows.stream().anyMatch(row -> row.fault() != null)
            ? null
            : words.besides(problem, "addresses", "role");
    return new BulkForm(
        surface.spot(ctx),
        text,
        problem == null ? null : words.at(problem, "addresses"),
        roles.toGive(ctx, chosen),
        problem == null ? null : words.at(problem, "role"),
        besides,
        // nobody was invited: that each of them can be would say the contrary
        besides == null ? rows : List.of());
  }
}
