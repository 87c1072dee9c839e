package dev.hostedui.protocol.social;

import com.google.common.base.Ascii;
import dev.hostedui.protocol.relyingparty.ClientAuthentication;
import dev.hostedui.protocol.relyingparty.Habits;
import dev.hostedui.protocol.relyingparty.Registration;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider for everybody: where it is, and what of its word counts. Its addresses have not
 * changed in years and are written here, because its discovery document would be one more call to
 * wait for.
 */
public enum Vendor {
  /**
   * Google proves an address of its own, and one of a Workspace, which the {@code hd} claim names.
   * Any other address was proven once, when the account was made, and may be somebody else's by
   * now.
   */
  GOOGLE {
    @Override
    Registration registration(Client client) {
      return client.at(
          "https://accounts.google.com",
          "https://accounts.google.com/o/oauth2/v2/auth",
          "https://oauth2.googleapis.com/token",
          null,
          "https://www.googleapis.com/oauth2/v3/certs");
    }

    @Override
    public Habits habits() {
      return new Habits(Set.of("accounts.google.com"), false, false);
    }

    @Override
    public boolean proves(UpstreamIdentity identity) {
      var email = Ascii.toLowerCase(identity.first("email").orElse(""));
      return isTrue(identity, "email_verified")
          && (identity.first("hd").isPresent()
              || email.endsWith("@gmail.com")
              || email.endsWith("@googlemail.com"));
    }

    @Override
    String choosing() {
      return "select_account";
    }
  },

  /**
   * Every tenant of Microsoft Entra signs by the one issuer of its own, and its admins write what
   * they like into {@code email}. Only {@code xms_edov} says that the address is proven: without it
   * anybody with a tenant could come in as anybody. People are named by tenant and object.
   */
  MICROSOFT {
    @Override
    Registration registration(Client client) {
      var base = "https://login.microsoftonline.com/" + client.realm();
      return client.at(
          "https://login.microsoftonline.com/" + tenant(client.realm()) + "/v2.0",
          base + "/oauth2/v2.0/authorize",
          base + "/oauth2/v2.0/token",
          // what userinfo says of an address is not what xms_edov speaks of
          null,
          base + "/discovery/v2.0/keys");
    }

    private String tenant(String realm) {
      return switch (realm) {
        case "common", "organizations" -> "{tenantid}";
        case "consumers" -> PERSONAL_ACCOUNTS;
        default -> realm;
      };
    }

    @Override
    public Habits habits() {
      return new Habits(Set.of(), true, false);
    }

    @Override
    public String subject(UpstreamIdentity identity) {
      var tenant = identity.first("tid").orElse("");
      return identity
          .first("oid")
          .map(object -> tenant + "/" + object)
          .orElse(tenant + "/sub/" + identity.subject());
    }

    @Override
    public boolean proves(UpstreamIdentity identity) {
      return isTrue(identity, "xms_edov") || identity.first("xms_edov").orElse("").equals("1");
    }
  },

  /** GitHub speaks OAuth 2.0 alone; {@link GithubAccount} reads what it tells. */
  GITHUB {
    @Override
    Registration registration(Client client) {
      return client.at(
          "https://github.com/login/oauth",
          "https://github.com/login/oauth/authorize",
          "https://github.com/login/oauth/access_token",
          "https://api.github.com/user",
          "");
    }

    @Override
    List<String> scopes() {
      return List.of("read:user", "user:email");
    }

    @Override
    String choosing() {
      return "select_account";
    }
  },

  GITLAB {
    @Override
    Registration registration(Client client) {
      var base = client.realm();
      return client.at(
          base,
          base + "/oauth/authorize",
          base + "/oauth/token",
          base + "/oauth/userinfo",
          base + "/oauth/discovery/keys");
    }
  },

  /** LinkedIn leaves the nonce out of its tokens, and takes no code challenge of a web app. */
  LINKEDIN {
    @Override
    Registration registration(Client client) {
      return client.at(
          "https://www.linkedin.com/oauth",
          "https://www.linkedin.com/oauth/v2/authorization",
          "https://www.linkedin.com/oauth/v2/accessToken",
          "https://api.linkedin.com/v2/userinfo",
          "https://www.linkedin.com/oauth/openid/jwks");
    }

    @Override
    public Habits habits() {
      return new Habits(Set.of("https://www.linkedin.com"), false, true);
    }

    @Override
    boolean pkce() {
      return false;
    }

    @Override
    String choosing() {
      return "";
    }
  },

  /** Salesforce names people by an address at the host that was asked, whose end stays. */
  SALESFORCE {
    @Override
    Registration registration(Client client) {
      var base = client.realm();
      return client.at(
          base,
          base + "/services/oauth2/authorize",
          base + "/services/oauth2/token",
          base + "/services/oauth2/userinfo",
          base + "/id/keys");
    }

    @Override
    public String subject(UpstreamIdentity identity) {
      var named = SALESFORCE_USER.matcher(identity.subject());
      return named.matches() ? named.group(1) : identity.subject();
    }
  };

  private static final String PERSONAL_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad";

  private static final Pattern SALESFORCE_USER =
      Pattern.compile("https://[^/]+/id/([A-Za-z0-9]{15,18}/[A-Za-z0-9]{15,18})");

  /**
   * Our client at a provider.
   *
   * @param realm which one is meant where there are several of a provider: its address without a
   *     slash at the end, a tenant of Microsoft's; else empty
   * @param anew whether people should be asked who they are although they are signed in there
   * @param stage an address that plays the hosts of the world in tests: theirs are put behind it;
   *     null for the world
   */
  public record Client(
      Vendor vendor,
      String realm,
      String clientId,
      String redirectUri,
      boolean anew,
      @Nullable String stage) {

    /** How the provider knows us. */
    public Registration registration() {
      return vendor.registration(this);
    }

    private Registration at(
        String issuer, String authorization, String token, @Nullable String userinfo, String keys) {
      var prompt = anew && !vendor.choosing().isEmpty() ? "?prompt=" + vendor.choosing() : "";
      return new Registration(
          issuer,
          reached(authorization) + prompt,
          reached(token),
          userinfo == null ? null : reached(userinfo),
          keys.isEmpty() ? "" : reached(keys),
          null,
          false,
          clientId,
          ClientAuthentication.URL_PARAMS,
          vendor.scopes(),
          vendor.pkce(),
          redirectUri);
    }

    private String reached(String address) {
      return stage == null ? address : stage + "/" + address.replaceFirst("^https?://", "");
    }
  }

  /** How this provider knows our client. */
  abstract Registration registration(Client client);

  /** What it does otherwise than the standard says. */
  public Habits habits() {
    return Habits.NONE;
  }

  /** What it calls somebody for good, whichever client asks. */
  public String subject(UpstreamIdentity identity) {
    return identity.subject();
  }

  /** Whether its word is enough for the address it gives to be the person's. */
  public boolean proves(UpstreamIdentity identity) {
    return isTrue(identity, "email_verified");
  }

  List<String> scopes() {
    return List.of("openid", "profile", "email");
  }

  boolean pkce() {
    return true;
  }

  /** What its {@code prompt} is for asking people once more who they are, or empty. */
  String choosing() {
    return "login";
  }

  private static boolean isTrue(UpstreamIdentity identity, String claim) {
    return identity.first(claim).orElse("").equalsIgnoreCase("true");
  }
}
