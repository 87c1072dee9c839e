package dev.hostedui.preview;

import dev.hostedui.adminportal.Around;
import dev.hostedui.adminportal.PortalShell;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.identity.mailtemplate.MailTemplates;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.login.CodePage;
import dev.hostedui.login.MailNews;
import dev.hostedui.login.OrganizationPage;
import dev.hostedui.login.OrganizationQueries.Choice;
import dev.hostedui.login.OwnOrganizations;
import dev.hostedui.login.SignInPage;
import dev.hostedui.mail.LetterPage;
import dev.hostedui.portal.AccountMenu;
import dev.hostedui.portal.Menu;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Shell;
import dev.hostedui.portal.Way;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Avatar;
import dev.hostedui.web.ColorScheme;
import dev.hostedui.web.Home;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import dev.hostedui.web.Web;
import gg.jte.Content;
import gg.jte.output.StringOutput;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The faces with made-up people on them. */
final class Faces {

  private static final String EMAIL = "ada@example.com";
  private static final String ORGANIZATION = "Example Inc.";

  private static final String OWN = "mail-";

  private static final List<PreviewPage.Face> OURS =
      List.of(
          new PreviewPage.Face("sign-in", "Sign-in"),
          new PreviewPage.Face("code", "Code"),
          new PreviewPage.Face("chooser", "Chooser"),
          new PreviewPage.Face("portal", "Portal"),
          new PreviewPage.Face("admin-portal", "Admin portal"),
          new PreviewPage.Face("mail", "Mail"));

  private final Core core;
  private final Web web;

  Faces(Core core, Web web) {
    this.core = core;
    this.web = web;
  }

  /** Those there are: every mail that the operator has own words for is one, too. */
  List<PreviewPage.Face> all() {
    var own =
        Arrays.stream(MailKind.values())
            .flatMap(kind -> own(kind).stream().map(mail -> face(kind, mail)));
    return Stream.concat(OURS.stream(), own).toList();
  }

  private static PreviewPage.Face face(MailKind kind, MailTemplate.Filled mail) {
    var name = kind.wireName();
    return new PreviewPage.Face(OWN + name, "Mail " + name + ": " + mail.subject());
  }

  /** Whether a face is a mail, which brings its styles along. */
  static boolean isMail(String name) {
    return name.startsWith("mail");
  }

  /** A face as HTML; empty when there is none of that name. */
  Optional<String> drawn(String name) {
    if (name.startsWith(OWN))
      return MailKind.named(name.substring(OWN.length()))
          .flatMap(this::own)
          .map(MailTemplate.Filled::html);
    return of(name).map(this::drawn);
  }

  /** A mail in the operator's own words; none where they are broken and ours are sent. */
  private Optional<MailTemplate.Filled> own(MailKind kind) {
    try {
      return core.database.read(handle -> MailTemplates.find(handle, kind)).map(core.post::sample);
    } catch (IllegalStateException | IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  private String drawn(View view) {
    var html = new StringOutput();
    web.html().templates().draw(view, html);
    return html.toString();
  }

  private Optional<View> of(String name) {
    var look = web.brand().look();
    return Optional.ofNullable(
        switch (name) {
          case "sign-in" -> signIn(look);
          case "code" -> code(look);
          case "chooser" -> chooser(look);
          case "portal" -> portal(look);
          case "admin-portal" -> adminPortal(look);
          case "mail" -> mail(look);
          default -> null;
        });
  }

  // the checker does not see that a type inside of another may be null
  @SuppressWarnings("NullAway")
  private static View signIn(Look look) {
    return new SignInPage(
        look,
        look.appName(),
        false,
        true,
        "",
        null,
        null,
        null,
        Home.PATH,
        "",
        null,
        null,
        null,
        null,
        List.of());
  }

  private static View code(Look look) {
    var mail =
        new MailNews(EMAIL, "5 minutes", false, MailNews.Standing.ON_ITS_WAY, Home.PATH, Home.PATH);
    return new CodePage(look, "", mail, false, false, null, null, null, null, null, null, null);
  }

  private static View chooser(Look look) {
    return new OrganizationPage(
        look,
        look.appName(),
        EMAIL,
        OwnOrganizations.of(
            List.of(choice("1", ORGANIZATION), choice("2", "Another Ltd.")), "", false),
        List.of(choice("3", "Inviting GmbH")),
        List.of(),
        List.of(),
        List.of(),
        null,
        "1",
        false,
        true,
        null,
        null,
        false,
        "",
        null,
        null,
        Home.PATH);
  }

  private static Choice choice(String id, String name) {
    return new Choice(id, name, Avatar.ofName(name), null);
  }

  private Content widget(Look look) {
    return output ->
        web.html().templates().draw(new PreviewWidget(look.organizationWord().word()), output);
  }

  private View portal(Look look) {
    var ada = new User(new UserId("usr_0"), new EmailAddress(EMAIL), true, "Ada", "Example");
    return new Shell(
        look,
        "General",
        new AccountMenu(ada, Avatar.of(ada), ORGANIZATION, true, look.organization(), false),
        new Menu(
            List.of(
                new Menu.Group(
                    look.organizationWord().word(),
                    ORGANIZATION,
                    List.of(Section.GENERAL, Section.USERS, Section.SSO)),
                new Menu.Group("Profile", null, List.of(Section.ACCOUNT, Section.SECURITY))),
            Section.GENERAL,
            false),
        null,
        widget(look));
  }

  private View adminPortal(Look look) {
    var first = new Way("#", Section.SSO.title());
    return new PortalShell(
        look,
        first.title(),
        new PortalShell.Guest(
            "",
            "Welcome to the admin portal. You can set up Single Sign On for "
                + Names.closing(ORGANIZATION),
            null,
            null),
        "#",
        new PortalShell.Tabs(List.of(first, new Way("#", Section.DOMAINS.title())), first, false),
        new PortalShell.Ending(new Ago("in 6 hours", Instant.EPOCH), 21_600, false, "", ""),
        new Around(null, false, ColorScheme.AUTO),
        List.of(),
        null,
        widget(look));
  }

  private View mail(Look look) {
    return new LetterPage(
        look.appName(),
        web.brand().mailLogo(),
        web.brand().isMailLogoLight(),
        web.brand().mailColors(),
        "Your code",
        "Sign in to " + look.appName(),
        List.of("Enter this code on the page you came from, or use the link below."),
        "123456",
        "Sign in to " + look.appName(),
        "#",
        List.of("The code and the link work once and end in 5 minutes."));
  }
}
