package dev.hostedui.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options by which verbs are told what they are about; several of them take the same one. */
final class Which {
  private Which() {}

  /** An organization, by its id or slug. */
  static final class OneOrganization {
    @Option(
        names = "--organization",
        required = true,
        paramLabel = "ORGANIZATION",
        description = "its id or slug")
    String given = "";
  }

  /** An organization, or all of them when none is named. */
  static final class AnyOrganization {
    @Option(
        names = "--organization",
        paramLabel = "ORGANIZATION",
        description = "only those of this one, by its id or slug")
    @Nullable String given;
  }

  /** A feature of organizations, by the name that apps know it by. */
  static final class OneFeature {
    @Option(
        names = "--feature",
        required = true,
        paramLabel = "FEATURE",
        description = "sso, dir_sync, domain_verification or session_policy")
    String given = "";
  }

  /** A domain of an organization. */
  static final class OneDomain {
    @Option(
        names = "--domain",
        required = true,
        paramLabel = "DOMAIN",
        description = "such as acme.com")
    String given = "";
  }

  /** A connection to an identity provider, by its id. */
  static final class OneConnection {
    @Option(
        names = "--connection",
        required = true,
        paramLabel = "CONNECTION",
        description = "its id; see: connection list")
    String given = "";
  }

  /** A directory that provisions members, by its id. */
  static final class OneDirectory {
    @Option(
        names = "--directory",
        required = true,
        paramLabel = "DIRECTORY",
        description = "its id; see: directory list")
    String given = "";
  }

  /** An address that is told what happens, by its id. */
  static final class OneWebhook {
    @Option(
        names = "--webhook",
        required = true,
        paramLabel = "WEBHOOK",
        description = "its id; see: webhook list")
    String given = "";
  }

  /** An app, by its client id. */
  static final class OneApplication {
    @Option(names = "--client-id", required = true, paramLabel = "ID", description = "the app")
    String given = "";
  }

  /** A provider that everybody may sign in with, as an argument. */
  static final class OneProvider {
    @Parameters(paramLabel = "PROVIDER", description = SocialCommand.PROVIDER)
    String given = "";
  }

  /** A mail that may be sent in the operator's words. */
  static final class OneMail {
    @Option(
        names = "--kind",
        required = true,
        paramLabel = "KIND",
        description = MailTemplateCommand.KINDS)
    String given = "";
  }
}
