package dev.hostedui.identity.mailtemplate;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.time.Clock;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps the mails that an operator has written in words of their own. */
public final class MailTemplates {

  private final Database database;
  private final Events events;
  private final Clock clock;

  public MailTemplates(Database database, Events events, Clock clock) {
    this.database = database;
    this.events = events;
    this.clock = clock;
  }

  /** The operator's own words for a mail; empty when ours are sent. */
  public static Optional<MailTemplate> find(Handle handle, MailKind kind) {
    return handle
        .createQuery(
            "SELECT subject, html, plain_text, variables FROM mail_templates WHERE kind = :kind")
        .bind("kind", kind.wireName())
        .map(
            (row, context) ->
                new MailTemplate(
                    kind,
                    Columns.text(row, "subject"),
                    Columns.text(row, "html"),
                    Columns.text(row, "plain_text"),
                    Metadata.stored(Columns.text(row, "variables")).values()))
        .findOne();
  }

  /** The operator's own words for a mail, for the operator. */
  public Optional<MailTemplate> find(Actor actor, MailKind kind) {
    actor.mustOperate();
    return database.read(handle -> find(handle, kind));
  }

  /**
   * Sends these words from now on.
   *
   * @throws Problem INVALID, naming each field that cannot be taken
   */
  public void save(Actor actor, MailTemplate typed) {
    actor.mustOperate();
    var it = typed.checked();
    database.useTransaction(
        tx -> {
          hold(tx);
          var before = find(tx, it.kind()).orElse(null);
          if (it.equals(before)) return;
          tx.createUpdate(
                  """
                  INSERT INTO mail_templates (kind, subject, html, plain_text, variables, created_at, updated_at)
                  VALUES (:kind, :subject, :html, :text, :variables, :now, :now)
                  ON CONFLICT (kind) DO UPDATE SET subject = excluded.subject, html = excluded.html,
                    plain_text = excluded.plain_text, variables = excluded.variables, updated_at = excluded.updated_at
                  """)
              .bind("kind", it.kind().wireName())
              .bind("subject", it.subject())
              .bind("html", it.html())
              .bind("text", it.text())
              .bind("variables", new Metadata(it.variables()).json())
              .bind("now", clock.instant())
              .execute();
          record(tx, actor, it.kind(), before, it);
        });
  }

  /** Sends our words again. */
  public void reset(Actor actor, MailKind kind) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          hold(tx);
          var before = find(tx, kind).orElse(null);
          if (before == null) return;
          tx.createUpdate("DELETE FROM mail_templates WHERE kind = :kind")
              .bind("kind", kind.wireName())
              .execute();
          record(tx, actor, kind, before, null);
        });
  }

  /** Two operators change a mail one after the other. */
  private static void hold(Handle tx) {
    tx.createUpdate("UPDATE mail_templates SET kind = kind").execute();
  }

  private void record(
      Handle tx,
      Actor actor,
      MailKind kind,
      @Nullable MailTemplate before,
      @Nullable MailTemplate after) {
    events.record(
        tx,
        actor,
        EventType.MAIL_TEMPLATE_UPDATED,
        null,
        new MailKind.Named(kind.wireName()),
        new Change(
            before == null ? null : snapshot(before).values(),
            after == null ? null : snapshot(after).values()));
  }

  /** A template as the operator and events see it. */
  public static Snapshot snapshot(MailTemplate it) {
    return new Snapshot()
        .with("kind", it.kind().wireName())
        .with("subject", it.subject())
        .with("html", it.html())
        .with("text", it.text())
        .with("variables", new TreeMap<>(it.variables()));
  }
}
