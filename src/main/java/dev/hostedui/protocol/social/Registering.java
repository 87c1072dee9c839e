package dev.hostedui.protocol.social;

import java.util.List;

/** What an operator does in the console of a provider so that it knows our client. */
public final class Registering {

  private Registering() {}

  /** The steps in order, plain sentences. */
  public static List<String> steps(Vendor vendor, String realm, String redirectUri) {
    return switch (vendor) {
      case GOOGLE ->
          List.of(
              "Open https://console.cloud.google.com/auth/clients and choose the client, of type Web"
                  + " application.",
              "Under Authorized redirect URIs add " + redirectUri,
              "Under Audience choose External and publish the app, or only test users get in.");
      case MICROSOFT ->
          List.of(
              "Open https://entra.microsoft.com, App registrations, and choose the app; supported"
                  + " account types have to fit the tenant \""
                  + realm
                  + "\".",
              "Under Authentication add the platform Web with the redirect URI " + redirectUri,
              "Under Token configuration add the optional ID claims email and xms_edov. Without"
                  + " xms_edov Microsoft proves no address, and everybody shows once by a mailed code"
                  + " that theirs is theirs.");
      case GITHUB ->
          List.of(
              "Open https://github.com/settings/developers, OAuth Apps (or those of your"
                  + " organization), and choose the app.",
              "Enter as Authorization callback URL " + redirectUri);
      case GITLAB ->
          List.of(
              "Open "
                  + realm
                  + ", Edit profile, Applications (or the Admin area), and choose the"
                  + " application: confidential, with the scopes openid, profile and email.",
              "Add as Redirect URI " + redirectUri);
      case LINKEDIN ->
          List.of(
              "Open https://www.linkedin.com/developers/apps and choose the app; under Products it"
                  + " has Sign In with LinkedIn using OpenID Connect.",
              "Under Auth add as authorized redirect URL " + redirectUri);
      case SALESFORCE ->
          List.of(
              "Open Setup in your Salesforce, External Client App Manager, and choose the app, with"
                  + " OAuth and the scopes openid, profile and email.",
              "Add as Callback URL " + redirectUri,
              "Its issuer has to be "
                  + realm
                  + ": where it is another one, delete this connection"
                  + " and add it with that host.");
    };
  }
}
