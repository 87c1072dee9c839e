package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.scim.Mischief;
import dev.hostedui.customer.directory.scim.Vendor;
import java.util.List;

/**
 * The app that is provisioned, and how.
 *
 * @param typed the form as it is filled in; the token is empty where it should stay as it is
 * @param problem what is wrong with the form, or an empty text
 */
public record ProvisioningPage(
    String notice, Directory directory, List<Directory> all, Connection typed, String problem) {

  public Vendor[] vendors() {
    return Vendor.values();
  }

  public Mischief[] mischief() {
    return Mischief.values();
  }
}
