package dev.hostedui.customer.idp;

import java.util.List;

/**
 * The switches that let the identity provider misbehave, and its keys.
 *
 * @param next whether the last of the keys is announced and not used yet
 */
public record BehaviourPage(String notice, Behaviour behaviour, List<IdpKey> keys, boolean next) {

  public Mischief[] mischief() {
    return Mischief.values();
  }

  public Behaviour.KeyPlacement[] placements() {
    return Behaviour.KeyPlacement.values();
  }
}
