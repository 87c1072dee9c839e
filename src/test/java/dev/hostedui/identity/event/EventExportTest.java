package dev.hostedui.identity.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventExportTest {

  private static final EventFilter UPDATES =
      new EventFilter(List.of("organization.updated"), null, List.of(), null, null);

  private static void record(Identity it, int count) {
    var acme = it.app().organization("acmecorp");
    it.database()
        .useTransaction(
            tx -> {
              for (var i = 0; i < count; i++)
                it.events()
                    .record(
                        tx,
                        Identity.INTERNAL,
                        EventType.ORGANIZATION_UPDATED,
                        acme,
                        acme,
                        Change.created(Map.of("display_name", "Name " + i)));
            });
  }

  private static List<String> parts(Identity it, EventFilter filter, EventExport.Format format) {
    var export = it.app().app().core().eventExport;
    return Lists.newArrayList(
        export.newest(it.app().organization("acmecorp"), filter, format, EventJson::of));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_file_of_many_parts_has_each_event_once_and_one_heading(Engine engine) {
    try (var it = Identity.on(engine)) {
      record(it, 250);
      var lines = parts(it, UPDATES, EventExport.Format.JSONL);
      assertThat(lines).hasSize(3);
      assertThat(
              String.join("", lines).lines().map(line -> line.replaceAll(".*(evt_\\d+).*", "$1")))
          .containsExactlyElementsOf(
              it.app()
                  .all("SELECT id FROM events WHERE type = 'organization.updated' ORDER BY id"));
      var table = String.join("", parts(it, UPDATES, EventExport.Format.CSV));
      assertThat(table.lines()).hasSize(251);
      assertThat(table.lines().filter(line -> line.contains("occurred_at"))).hasSize(1);

      var none = new EventFilter(List.of(), "usr_000000000000000001", List.of(), null, null);
      assertThat(parts(it, none, EventExport.Format.JSONL)).containsExactly("");
      assertThat(parts(it, none, EventExport.Format.CSV)).hasSize(1);
    }
  }

  /** Ten thousand of a few kilobytes are more than the memory that the README recommends. */
  @Test
  void no_more_than_a_part_is_read_before_it_is_asked_for() {
    try (var it = Identity.on(Engine.SQLITE)) {
      record(it, 250);
      var acme = it.app().organization("acmecorp");
      var export = it.app().app().core().eventExport;
      var file = export.newest(acme, UPDATES, EventExport.Format.JSONL, EventJson::of);
      assertThat(file.next().lines()).hasSize(100);
      it.database().useTransaction(tx -> tx.execute("DELETE FROM events"));
      assertThat(file.next()).isEmpty();
      assertThat(file.next()).isEmpty();
      assertThat(file.hasNext()).isFalse();
    }
  }
}
