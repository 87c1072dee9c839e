package dev.hostedui.identity.webhook;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Tells the operator by mail what became of an address, inside the change that notes it. */
public interface WebhookNews {

  /** Nothing is sent there any more, because no try has succeeded since then. */
  void webhookGivenUp(Handle tx, Webhook webhook, Instant failingSince);

  /** Nothing is sent there any more, because it answered that it is gone. */
  void webhookGone(Handle tx, Webhook webhook);
}
