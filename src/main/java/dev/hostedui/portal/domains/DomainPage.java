package dev.hostedui.portal.domains;

import dev.hostedui.portal.Asking;
import dev.hostedui.portal.Spot;
import dev.hostedui.portal.Subpage;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A domain with its three steps.
 *
 * @param domain as it stands in addresses
 * @param name as people read it
 * @param state decides what the third step says
 * @param record what to publish; null when the operator's word is the proof
 * @param withoutOwnDns whether a provider keeps its DNS, so that nothing can be published
 * @param until the time that the state is about, or null
 * @param support whom to write to in a dispute, or null
 * @param poll asks for news while the record is looked for; null otherwise
 * @param asking the way to ask a colleague to publish the record, or null
 */
public record DomainPage(
    Spot spot,
    Look look,
    String domain,
    String name,
    Badge badge,
    State state,
    @Nullable RecordToPublish record,
    boolean withoutOwnDns,
    DomainFindings findings,
    @Nullable Ago until,
    @Nullable String support,
    @Nullable DomainPoll poll,
    @Nullable Asking asking)
    implements Subpage {

  @Override
  public String subtitle() {
    return name;
  }

  /** What there is to say about the proof. */
  public enum State {
    /** The record is looked for. */
    PENDING,
    /** Something was published, and not as it should be. */
    SLIP,
    /** It is there, and so is that of another organization, which was first. */
    HELD,
    /** It is there, and the operator's word gives the domain to another organization. */
    HELD_BY_OPERATOR,
    /** It is there, and that of the organization that was first is gone. */
    TAKING_OVER,
    /** So it is, and another organization takes the domain over before. */
    BEHIND,
    VERIFIED,
    /** By the operator's word. */
    CONFIRMED,
    /** Verified once, and the record is gone. */
    STALE,
    /** So it is, and another organization has proven the domain. */
    CONTESTED,
    EXPIRED,
    LOST_TO_HOLDER,
    TAKEN_OVER;

    public boolean isPending() {
      return this == PENDING
          || this == SLIP
          || this == HELD
          || this == HELD_BY_OPERATOR
          || this == TAKING_OVER
          || this == BEHIND;
    }

    public boolean isVerified() {
      return this == VERIFIED || this == CONFIRMED || this == STALE || this == CONTESTED;
    }

    public boolean isFailed() {
      return !isPending() && !isVerified();
    }

    /** Whether it helps to look now. */
    public boolean canBeLookedUp() {
      return isPending() || this == STALE || this == CONTESTED;
    }
  }

  /**
   * What to publish.
   *
   * @param host what to enter as its name
   * @param relative whether that is not {@code @}, because the domain lies within a larger one
   * @param otherName the whole other name at which it counts as well
   * @param zone the domain that was registered
   */
  public record RecordToPublish(
      String host, boolean relative, String value, String otherName, String zone) {}

  /** What to do with the record. */
  public String instruction() {
    if (state.isFailed()) return "This record no longer counts. You get another one to publish.";
    if (state == State.STALE || state == State.CONTESTED)
      return "Publish this TXT record again, beside those that are there:";
    return state.isVerified()
        ? "Leave this record where it is: we look at it every day."
        : "Open your DNS settings and add this TXT record, beside those that are there:";
  }

  /** What a verified domain means. */
  public List<String> usedFor() {
    return List.of(
        "While single sign-on is enabled, people with an address at "
            + name
            + " are sent to your identity provider when they sign in.",
        "Your identity provider and your directory are trusted with addresses at "
            + name
            + ": people join "
            + spot.organizationName()
            + " at their first sign-in, or when your directory provisions them.",
        "Sub-domains are not included. Add each that people have addresses at.");
  }
}
