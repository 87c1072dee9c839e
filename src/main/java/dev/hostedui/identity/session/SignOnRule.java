package dev.hostedui.identity.session;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.EmailAddress;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Says which organization wants its people to come by its own identity provider. */
public interface SignOnRule {

  /**
   * A provider to which people are sent.
   *
   * @param connection the id of the connection that leads there
   * @param issuer what the provider calls itself
   */
  record Provider(String connection, String issuer) {}

  /**
   * The providers of an organization by one of which whoever has this address must have come; none
   * when they may come in any way.
   */
  List<Provider> required(Handle tx, EmailAddress email, OrganizationId organization);

  /**
   * What the provider calls itself that a connection leads to now, whether it is enabled or not.
   */
  Optional<String> issuer(Handle handle, String connection);
}
