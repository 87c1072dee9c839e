package dev.hostedui.customer.zone;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One domain as its name servers have it.
 *
 * @param domain without a final dot
 * @param serial rises with each change (RFC 1035 §3.3.13)
 * @param entries what was published, beside the records of the name servers themselves
 * @param secondary what {@code ns2} has, if it no longer follows; otherwise null
 */
public record Zone(String domain, long serial, List<Entry> entries, @Nullable Secondary secondary) {

  /** How long a resolver may remember that something is not there (RFC 2308 §5). */
  static final int NEGATIVE_TTL = 600;

  /** What a secondary took over last. */
  public record Secondary(long serial, List<Entry> entries) {

    public Secondary {
      entries = List.copyOf(entries);
    }
  }

  public Zone {
    entries = List.copyOf(entries);
  }

  static Zone begun(String domain, long serial) {
    return new Zone(domain, serial, List.of(), null);
  }

  Zone with(Entry entry, long newSerial) {
    var more = new ArrayList<>(entries);
    // an alias is alone at its name, and there is one of it (RFC 1034 §3.6.2)
    more.removeIf(
        it ->
            it.name().equalsIgnoreCase(entry.name())
                && (it.equals(entry) || it.type().equals("CNAME") || entry.type().equals("CNAME")));
    more.add(entry);
    return new Zone(domain, newSerial, more, secondary);
  }

  Zone without(int index, long newSerial) {
    var fewer = new ArrayList<>(entries);
    fewer.remove(index);
    return new Zone(domain, newSerial, fewer, secondary);
  }

  /** From now on {@code ns2} stays where it is. */
  Zone withSecondaryStopped() {
    return secondary != null
        ? this
        : new Zone(domain, serial, entries, new Secondary(serial, entries));
  }

  Zone withSecondaryFollowing() {
    return new Zone(domain, serial, entries, null);
  }

  /** The domain as {@code ns2} serves it. */
  Zone atSecondary() {
    return secondary == null
        ? this
        : new Zone(domain, secondary.serial(), secondary.entries(), null);
  }
}
