package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.scim.Mischief;
import dev.hostedui.customer.directory.scim.Refused;
import dev.hostedui.customer.directory.scim.Vendor;
import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Where an app is set up to be provisioned, {@code /directory/{domain}/provisioning}. */
final class ProvisioningPages {

  private static final int LONGEST = 1_000;
  private static final int MOST_NAMED = 5;

  private final Directories directories;
  private final Office office;
  private final Site site;

  ProvisioningPages(Directories directories, Office office, Site site) {
    this.directories = directories;
    this.office = office;
    this.site = site;
  }

  void mount(RoutesConfig routes) {
    var here = "/directory/{domain}/provisioning";
    routes.get(here, ctx -> show(ctx, 200, directory(ctx).connection(), ""));
    routes.post(here, ctx -> save(ctx, false));
    routes.post(here + "/test", ctx -> save(ctx, true));
    routes.post(here + "/all", ctx -> tellAll(ctx, false));
    routes.post(here + "/again", ctx -> tellAll(ctx, true));
    routes.post(here + "/read", this::read);
    routes.post(here + "/misbehave", this::misbehave);
    routes.post(here + "/forget", this::forget);
    routes.get("/directory/{domain}/calls", this::showCalls);
  }

  private Directory directory(Context ctx) {
    return directories.find(ctx.pathParam("domain")).orElseThrow(NotFoundResponse::new);
  }

  private void show(Context ctx, int status, Connection typed, String problem) {
    site.show(
        ctx,
        status,
        new ProvisioningPage(site.notice(ctx), directory(ctx), directories.all(), typed, problem));
  }

  private void showCalls(Context ctx) {
    var directory = directory(ctx);
    site.show(
        ctx,
        200,
        new CallsPage(
            site.notice(ctx), directory, directories.all(), directories.calls(directory.domain())));
  }

  private void goOn(Context ctx, String words) {
    site.goOn(ctx, "/directory/" + directory(ctx).domain() + "/provisioning", words);
  }

  // ------------------------------------------------------------------ setting it up

  private void save(Context ctx, boolean test) {
    var directory = directory(ctx);
    var before = directory.connection();
    var typed = typed(ctx, before);
    try {
      check(typed);
      if (test) office.test(directory.domain(), typed);
    } catch (Unacceptable e) {
      show(ctx, 422, typed, e.words());
      return;
    } catch (Refused e) {
      show(ctx, 422, typed, "The test failed, and nothing is saved. " + e.words());
      return;
    }
    var other = !typed.endpoint().equals(before.endpoint());
    office.set(directory.domain(), it -> (other ? it.untold() : it).with(typed));
    goOn(
        ctx,
        test
            ? "The test was successful: the app answers and takes the token. Saved."
            : "Saved, without a test.");
  }

  /** What the form holds; a token that was left empty is the one that is set. */
  private static Connection typed(Context ctx, Connection before) {
    var vendor =
        Arrays.stream(Vendor.values())
            .filter(it -> it.name().equals(Site.field(ctx, "vendor")))
            .findFirst()
            .orElse(before.vendor());
    var token = Site.field(ctx, "token");
    return new Connection(
        vendor,
        Site.field(ctx, "endpoint"),
        token.isEmpty() ? before.token() : token,
        before.mischief());
  }

  private static void check(Connection typed) throws Unacceptable {
    if (typed.endpoint().isEmpty())
      throw new Unacceptable("Paste the Endpoint URL that the portal shows.");
    if (typed.token().isEmpty())
      throw new Unacceptable("Paste the Bearer Token that the portal shows once.");
    if (typed.endpoint().length() > LONGEST || typed.token().length() > LONGEST)
      throw new Unacceptable("That is too long.");
    if (typed.token().chars().anyMatch(it -> it < ' ' || it > '~'))
      throw new Unacceptable("The token has letters that no token has; copy it anew.");
    if (!isHttp(typed.endpoint()))
      throw new Unacceptable(
          "The Endpoint URL begins with https://, or with http:// on this machine.");
  }

  private static boolean isHttp(String address) {
    try {
      var uri = URI.create(address);
      return uri.getHost() != null
          && List.of("http", "https").contains(uri.getScheme().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException | NullPointerException e) {
      return false;
    }
  }

  private void forget(Context ctx) {
    office.set(
        directory(ctx).domain(),
        it ->
            it.untold()
                .with(
                    new Connection(it.connection().vendor(), "", "", it.connection().mischief())));
    goOn(ctx, "The app is forgotten here. It is not told.");
  }

  // ------------------------------------------------------------------ running it

  private void tellAll(Context ctx, boolean again) {
    var outcome = office.tellAll(directory(ctx).domain(), again);
    var refused =
        outcome.directory().people().stream().anyMatch(it -> !it.problem().isEmpty())
            || outcome.directory().groups().stream().anyMatch(it -> !it.problem().isEmpty());
    site.goOn(
        ctx,
        "/directory/" + outcome.directory().domain(),
        (refused ? "Not everybody could be provisioned." : "Everybody is provisioned.")
            + outcome.words());
  }

  /** What the app holds, and which of it this directory does not know. */
  private void read(Context ctx) {
    var directory = directory(ctx);
    try {
      var people = office.readPeople(directory.domain());
      var groups = office.readGroups(directory.domain());
      var foreign = new ArrayList<>(people);
      foreign.removeIf(it -> directory.hasAddress(it, ""));
      for (var it : groups) if (!directory.hasGroup(it, "")) foreign.add(it);
      goOn(
          ctx,
          "The app holds "
              + counted(people.size(), "person", "people")
              + " and "
              + counted(groups.size(), "group", "groups")
              + (foreign.isEmpty()
                  ? ", all of them known here."
                  : "; not known here: "
                      + String.join(", ", foreign.subList(0, Math.min(MOST_NAMED, foreign.size())))
                      + (foreign.size() > MOST_NAMED ? " and others." : ".")));
    } catch (Refused e) {
      goOn(ctx, "The app could not be read. " + e.words());
    }
  }

  private static String counted(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private void misbehave(Context ctx) {
    var mischief = EnumSet.noneOf(Mischief.class);
    for (var it : Mischief.values())
      if (ctx.formParams("mischief").contains(it.name())) mischief.add(it);
    office.set(directory(ctx).domain(), it -> it.with(it.connection().with(mischief)));
    goOn(ctx, mischief.isEmpty() ? "It behaves." : "This is how it provisions from now on.");
  }
}
