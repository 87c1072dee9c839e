package dev.hostedui.customer.zone;

import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What is answered to a question (RFC 1034 §4.3.2, RFC 2308 for what is not there). */
final class Answers {

  private static final int NAME_SERVER_TTL = 3600;
  private static final int SOA_TTL = 3600;
  private static final int OUR_UDP_SIZE = 1232;
  private static final int LONGEST_STRING = 255;

  /** Where the two name servers of each domain are. */
  record Addresses(InetAddress primary, @Nullable InetAddress secondary) {}

  private final Zones zones;
  private final Addresses addresses;

  Answers(Zones zones, Addresses addresses) {
    this.zones = zones;
    this.addresses = addresses;
  }

  /**
   * Answers a message.
   *
   * @param secondary whether {@code ns2} was asked
   */
  Message answer(Message query, boolean secondary) {
    var answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setOpcode(query.getHeader().getOpcode());
    var recursive = query.getHeader().getFlag(Flags.RD) && !secondary;
    if (query.getHeader().getFlag(Flags.RD)) answer.getHeader().setFlag(Flags.RD);
    if (recursive) answer.getHeader().setFlag(Flags.RA);
    var question = query.getQuestion();
    if (question != null) answer.addRecord(question, Section.QUESTION);
    if (query.getOPT() != null)
      answer.addRecord(new OPTRecord(OUR_UDP_SIZE, 0, 0), Section.ADDITIONAL);
    if (query.getHeader().getOpcode() != Opcode.QUERY) answer.getHeader().setRcode(Rcode.NOTIMP);
    else if (question == null) answer.getHeader().setRcode(Rcode.FORMERR);
    else if (question.getDClass() != DClass.IN || isTransfer(question))
      answer.getHeader().setRcode(Rcode.REFUSED);
    else resolve(question, recursive, secondary, answer);
    return answer;
  }

  private static boolean isTransfer(Record question) {
    return question.getType() == Type.AXFR || question.getType() == Type.IXFR;
  }

  private void resolve(Record question, boolean recursive, boolean secondary, Message answer) {
    var name = question.getName();
    if (!recursive) answer.getHeader().setFlag(Flags.AA);
    // an alias may lead on to another name; a circle of them ends
    for (var step = 0; step < 8; step++) {
      var zone = zone(name, secondary);
      if (zone.isEmpty()) {
        if (step == 0) {
          answer.getHeader().unsetFlag(Flags.AA);
          answer.getHeader().setRcode(Rcode.REFUSED);
        }
        return;
      }
      var alias = answerFrom(zone.get(), name, question.getType(), recursive, answer);
      if (alias.isEmpty() || !recursive) return;
      name = alias.get();
    }
    answer.getHeader().setRcode(Rcode.SERVFAIL);
  }

  private Optional<Zone> zone(Name name, boolean secondary) {
    return zones.of(name.toString()).map(it -> secondary ? it.atSecondary() : it);
  }

  /** Adds what a zone has of a name; answers where an alias leads. */
  private Optional<Name> answerFrom(
      Zone zone, Name name, int type, boolean recursive, Message answer) {
    var forgotten = recursive && type == Type.TXT ? zones.absent(name.toString()) : Duration.ZERO;
    var all = records(zone);
    var here =
        forgotten.isZero()
            ? all.stream().filter(it -> it.getName().equals(name)).toList()
            : List.<Record>of();
    var alias = here.stream().filter(CNAMERecord.class::isInstance).findFirst();
    if (alias.isPresent()
        && type != Type.CNAME
        && type != Type.ANY
        && type != Type.SOA
        && type != Type.NS) {
      answer.addRecord(alias.get(), Section.ANSWER);
      return Optional.of(((CNAMERecord) alias.get()).getTarget());
    }
    var found = here.stream().filter(it -> type == Type.ANY || it.getType() == type).toList();
    found.forEach(it -> answer.addRecord(it, Section.ANSWER));
    if (!found.isEmpty()) return Optional.empty();
    // a name exists if anything is at it or below it (RFC 4592 §2.2.2)
    var exists = all.stream().anyMatch(it -> it.getName().subdomain(name));
    if (!exists) answer.getHeader().setRcode(Rcode.NXDOMAIN);
    var ttl = forgotten.isZero() ? Zone.NEGATIVE_TTL : Math.max(1, forgotten.toSeconds());
    answer.addRecord(soa(zone, ttl), Section.AUTHORITY);
    return Optional.empty();
  }

  private List<Record> records(Zone zone) {
    var apex = name(zone.domain() + ".");
    var records = new ArrayList<Record>();
    records.add(soa(zone, SOA_TTL));
    addNameServer(records, apex, "ns1", addresses.primary());
    if (addresses.secondary() != null) addNameServer(records, apex, "ns2", addresses.secondary());
    for (var entry : zone.entries()) {
      var owner = name(entry.name());
      if (entry.type().equals("CNAME"))
        records.add(new CNAMERecord(owner, DClass.IN, entry.ttl(), name(entry.value())));
      else records.add(text(owner, entry));
    }
    return records;
  }

  private static void addNameServer(
      List<Record> records, Name apex, String host, InetAddress address) {
    var name = name(host + "." + apex);
    records.add(new NSRecord(apex, DClass.IN, NAME_SERVER_TTL, name));
    records.add(
        address instanceof Inet6Address
            ? new AAAARecord(name, DClass.IN, NAME_SERVER_TTL, address)
            : new ARecord(name, DClass.IN, NAME_SERVER_TTL, address));
  }

  private static SOARecord soa(Zone zone, long ttl) {
    var apex = name(zone.domain() + ".");
    return new SOARecord(
        apex,
        DClass.IN,
        ttl,
        name("ns1." + apex),
        name("hostmaster." + apex),
        zone.serial(),
        7200,
        900,
        1_209_600,
        Zone.NEGATIVE_TTL);
  }

  /** A string holds 255 bytes at most, so a longer one becomes several (RFC 1035 §3.3). */
  private static Record text(Name owner, Entry entry) {
    var data = new ByteArrayOutputStream();
    for (var part : entry.parts()) {
      var bytes = part.getBytes(StandardCharsets.UTF_8);
      for (var at = 0; at == 0 || at < bytes.length; at += LONGEST_STRING) {
        var string = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + LONGEST_STRING));
        data.write(string.length);
        data.writeBytes(string);
      }
    }
    return Record.newRecord(owner, Type.TXT, DClass.IN, entry.ttl(), data.toByteArray());
  }

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
