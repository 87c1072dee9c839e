package dev.hostedui.identity.claim;

import dev.hostedui.identity.Id;

/** The id of a claim, by which events name it; everybody else calls it by its name. */
public record TokenClaimId(String value) implements Id {
  static final String PREFIX = "clm_";
}
