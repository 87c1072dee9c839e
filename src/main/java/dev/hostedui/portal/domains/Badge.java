package dev.hostedui.portal.domains;

import dev.hostedui.identity.emaildomain.OrganizationDomain;
import dev.hostedui.identity.emaildomain.VerificationMethod;

/**
 * How far the proof of a domain has got, in a word.
 *
 * @param tone the class of its pill
 */
public record Badge(String tone, String word) {

  static Badge of(OrganizationDomain it) {
    return switch (it.status()) {
      case PENDING -> new Badge("waiting", "Pending");
      case FAILED -> new Badge("bad", "Failed");
      case VERIFIED ->
          it.method() == VerificationMethod.ADMIN
              ? new Badge("info", "Admin Verified")
              : it.staleSince() == null
                  ? new Badge("good", "Verified")
                  : new Badge("waiting", "Record missing");
    };
  }
}
