package dev.hostedui.customer.directory.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.customer.site.Site;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OneLogin, as its catalogue's "SCIM v2 Enterprise": schemas of a draft, an address as an object
 * instead of a list, and the separators of a query that nothing follows. Whoever leaves is deleted.
 */
final class OneLogin extends Dialect {

  private static final String OLD_USER = "urn:scim:schemas:core:2.0";
  private static final String OLD_ENTERPRISE = "urn:scim:schemas:extension:enterprise:2.0";

  @Override
  Map<String, String> headers(String method) {
    return Map.of(
        "Content-Type", "application/json", "User-Agent", "Basement IT, speaking like OneLogin");
  }

  @Override
  String equal(String attribute, String value) {
    return Site.encoded(attribute + " eq " + JSON.textNode(value)) + "&";
  }

  @Override
  public void test(App app) throws Refused {
    app.get("/Users?count=1&");
  }

  @Override
  ObjectNode newUser(Account who) {
    var user = user(who);
    user.putArray("schemas").add(USER);
    user.putObject("emails").put("value", who.email());
    if (user.remove(ENTERPRISE) != null)
      user.putObject(OLD_ENTERPRISE).put("department", who.department());
    return user;
  }

  @Override
  public void updateUser(App app, String id, @Nullable Account before, Account now) throws Refused {
    var user = user(now);
    user.putArray("schemas").add(OLD_USER).add(OLD_ENTERPRISE);
    user.remove(ENTERPRISE);
    user.putObject(OLD_ENTERPRISE).put("department", now.department());
    app.put("/Users/" + id + "?&", user);
  }

  @Override
  public boolean deletesWhoLeaves() {
    return true;
  }
}
