package dev.hostedui.outside;

import dev.hostedui.identity.emaildomain.DnsAnswer;
import dev.hostedui.identity.emaildomain.DnsAnswer.Outcome;
import dev.hostedui.identity.emaildomain.DnsAnswer.Role;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

/** Reads what an answer to a question for TXT records says. A hostile server may have made it. */
final class TxtAnswers {

  private static final int MOST_RECORDS = 100;

  /** Longer than any value of ours, and short enough to be looked at from all sides. */
  private static final int LONGEST_TEXT = 1_000;

  private TxtAnswers() {}

  /**
   * Reads an answer, or what came instead of one.
   *
   * @param label the name that was asked for, as it is shown
   */
  static DnsAnswer read(
      Role role,
      String server,
      String label,
      Name asked,
      @Nullable Message answer,
      @Nullable Throwable fault) {
    if (answer == null) return DnsAnswer.without(role, server, label, outcome(fault), null);
    // who has no authority says what it has heard, or sends on to others
    var trusted = role == Role.RESOLVER || answer.getHeader().getFlag(Flags.AA);
    var code = answer.getRcode();
    if (!trusted || (code != Rcode.NOERROR && code != Rcode.NXDOMAIN))
      return DnsAnswer.without(role, server, label, Outcome.FAILED, null);
    var records = answer.getSection(Section.ANSWER);
    var texts = texts(records, asked, true);
    var alias =
        records.stream()
            .filter(it -> it.getName().equals(asked) && it instanceof CNAMERecord)
            .map(it -> ((CNAMERecord) it).getTarget().toString(true))
            .findFirst();
    var outcome =
        !texts.isEmpty()
            ? Outcome.FOUND
            : code == Rcode.NXDOMAIN && alias.isEmpty() ? Outcome.NO_NAME : Outcome.NO_DATA;
    return new DnsAnswer(
        role,
        server,
        label,
        outcome,
        texts,
        alias.orElse(null),
        alias.isPresent() ? texts(records, asked, false) : List.of(),
        ttl(answer, records, asked),
        null);
  }

  private static Outcome outcome(@Nullable Throwable fault) {
    var cause = fault;
    while (cause instanceof CompletionException && cause.getCause() != null)
      cause = cause.getCause();
    return cause instanceof TimeoutException || isTimeout(cause) ? Outcome.SILENT : Outcome.FAILED;
  }

  /** dnsjava says so in words only. */
  private static boolean isTimeout(@Nullable Throwable fault) {
    return fault != null && String.valueOf(fault.getMessage()).contains("imed out");
  }

  private static List<String> texts(List<Record> records, Name asked, boolean owned) {
    return records.stream()
        .filter(it -> it instanceof TXTRecord && it.getName().equals(asked) == owned)
        .limit(MOST_RECORDS)
        .map(it -> text((TXTRecord) it))
        .toList();
  }

  /** The strings of a record are one text (RFC 7208 §3.3); what is no UTF-8 becomes U+FFFD. */
  private static String text(TXTRecord record) {
    var bytes = new ByteArrayOutputStream();
    record.getStringsAsByteArrays().forEach(bytes::writeBytes);
    var text = bytes.toString(StandardCharsets.UTF_8);
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }

  /** How long the answer may be kept: RFC 2308 §5 when there are no records. */
  private static @Nullable Long ttl(Message answer, List<Record> records, Name asked) {
    var positive =
        records.stream().filter(it -> it.getName().equals(asked)).mapToLong(Record::getTTL).min();
    if (positive.isPresent()) return positive.getAsLong();
    return soa(answer, Section.AUTHORITY)
        .map(it -> Math.min(it.getTTL(), it.getMinimum()))
        .orElse(null);
  }

  /** The start of authority in a section of an answer. */
  static Optional<SOARecord> soa(Message answer, int section) {
    return answer.getSection(section).stream()
        .filter(SOARecord.class::isInstance)
        .map(SOARecord.class::cast)
        .findFirst();
  }
}
