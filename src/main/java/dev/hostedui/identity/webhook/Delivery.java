package dev.hostedui.identity.webhook;

import dev.hostedui.db.WireNamed;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to one address, or there.
 *
 * @param event the id of the event, which is that of the message
 * @param type the event's wire name
 * @param tries how often it was begun
 * @param dueAt when it is tried next, or null when there is nothing left to do; never before the
 *     time until which its address has asked to be left alone
 * @param fault what was wrong last, or null
 */
public record Delivery(
    DeliveryId id,
    WebhookId webhook,
    String event,
    String type,
    State state,
    int tries,
    @Nullable Instant dueAt,
    @Nullable String fault,
    Instant createdAt) {

  /** How far it is. */
  public enum State implements WireNamed {
    /** It was answered with 2xx. */
    SUCCESS,
    /** It was not tried yet. */
    QUEUED,
    /** It was tried in vain and is tried again. */
    RETRYING,
    /** It is not tried any more. */
    FAILED;

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What came of one try.
   *
   * @param number from 1
   * @param status the HTTP status, or null when there was no answer
   * @param answer the head of the answer's body, at most 1000 characters
   * @param fault why it does not count as delivered, or null when it does
   * @param latency until the answer was there, or until we gave up waiting
   * @param signature what it was signed with, or null for tries older than our keeping it
   */
  public record Attempt(
      int number,
      Instant at,
      @Nullable Integer status,
      String answer,
      @Nullable String fault,
      Duration latency,
      @Nullable String signature) {

    /** The headers by which the receiver knows who sent this, and when (Standard Webhooks). */
    public Map<String, String> headers(Delivery of) {
      var headers = new LinkedHashMap<String, String>();
      headers.put(Parcel.ID, of.event);
      headers.put(Parcel.TIMESTAMP, Long.toString(at.getEpochSecond()));
      if (signature != null) headers.put(Parcel.SIGNATURE, signature);
      return headers;
    }
  }
}
