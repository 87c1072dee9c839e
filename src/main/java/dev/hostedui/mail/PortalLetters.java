package dev.hostedui.mail;

import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalNews;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Ago;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Writes to colleagues without an account who are asked to set something up. */
public final class PortalLetters implements PortalNews {

  private final Post post;

  public PortalLetters(Post post) {
    this.post = post;
  }

  @Override
  public void asked(Handle tx, EmailAddress to, Ask ask) {
    post.queue(
        tx,
        ask.organization().id(),
        to,
        (environment, app) -> asked(environment, app, ask),
        ask.link().expiresAt(),
        true,
        null,
        ask.link().id().value());
  }

  private Letter asked(Environment environment, String app, Ask ask) {
    var paragraphs = new ArrayList<String>();
    paragraphs.add(
        (ask.asker() == null ? "You are asked to " : ask.asker() + " asks you to ")
            + task(environment, app, ask));
    if (ask.record() != null) {
      paragraphs.add("The record is of the type TXT, at " + ask.record().domain().value() + ":");
      paragraphs.add(ask.record().value());
    }
    paragraphs.add(
        "The page behind the link says what to do, step by step. You need no account: it sends you"
            + " a code to this address first, to see that it is you.");
    return new Letter(
        // nothing that a stranger chose: whoever names an organization would write the subject
        app + ": You are asked to help with the setup",
        headline(ask.link()),
        paragraphs,
        null,
        "See what to do",
        post.address(ask.path()),
        Post.notes(
            environment,
            "The link is good until " + Ago.exact(ask.link().expiresAt()) + ".",
            "If you do not know who asks, or why, do nothing and ask them another way."));
  }

  /** What is asked for and why, as it goes on after "asks you to". */
  private static String task(Environment environment, String app, Ask ask) {
    var organization = Post.name(ask.organization().displayName());
    var step = ask.link().step();
    if (step == null)
      return "set up "
          + names(ask.link())
          + " for the "
          + environment.organizationWord().one()
          + " "
          + organization
          + " on "
          + app
          + ".";
    return switch (step.kind()) {
      case PUBLISH_RECORD ->
          "publish a DNS record for "
              + (ask.record() == null ? "a domain" : ask.record().domain().displayed())
              + ". It proves to "
              + app
              + " that the domain belongs to "
              + organization
              + ".";
      case ENTER_METADATA ->
          "enter the settings of your identity provider, so that people of "
              + organization
              + " sign in to "
              + app
              + " with it.";
      case CONNECT_DIRECTORY ->
          "connect your directory, so that it adds and removes the people of "
              + organization
              + " on "
              + app
              + " by itself.";
      case TEST_CONNECTION ->
          "sign in once at your identity provider, to see whether people of "
              + organization
              + " can sign in to "
              + app
              + " with it. Nothing changes by that.";
      case AUTHORIZE_DIRECTORY ->
          "allow "
              + app
              + " to read your directory, so that it adds and removes the people of "
              + organization
              + ".";
      case MAP_GROUPS ->
          "choose which roles the groups of your directory give to the people of "
              + organization
              + " on "
              + app
              + ".";
    };
  }

  private static String headline(PortalLink link) {
    var step = link.step();
    if (step == null) return "Please set up " + names(link);
    return switch (step.kind()) {
      case PUBLISH_RECORD -> "Please publish a DNS record";
      case ENTER_METADATA -> "Please enter the settings of your identity provider";
      case TEST_CONNECTION -> "Please test single sign-on";
      case CONNECT_DIRECTORY -> "Please connect your directory";
      case AUTHORIZE_DIRECTORY -> "Please allow your directory to be read";
      case MAP_GROUPS -> "Please choose what your groups may do";
    };
  }

  private static String names(PortalLink link) {
    var names = link.modules().stream().sorted().map(PortalLetters::name).toList();
    var last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  private static String name(PortalModule module) {
    return switch (module) {
      case SSO -> "single sign-on";
      case SCIM -> "provisioning by your directory";
      case DOMAINS -> "the verification of domains";
    };
  }

  @Override
  public void portalCode(
      Handle tx,
      EmailAddress to,
      Organization organization,
      String path,
      String code,
      Instant until) {
    post.queue(
        tx,
        organization.id(),
        to,
        (environment, app) ->
            new Letter(
                app + ": Your verification code is " + code,
                "Continue with the setup of " + Post.name(organization.displayName()),
                List.of("Enter this code on the page you came from, to show that it is you."),
                code,
                "Open the page again",
                post.address(path),
                Post.notes(
                    environment,
                    "The code works once and ends in " + Ago.span(environment.codeLifetime()) + ".",
                    "If you did not ask for this mail, you can ignore it: nobody gets in without"
                        + " the code.")),
        until);
  }
}
