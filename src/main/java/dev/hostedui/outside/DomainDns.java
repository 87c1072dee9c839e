package dev.hostedui.outside;

import dev.hostedui.identity.emaildomain.Challenge;
import dev.hostedui.identity.emaildomain.DnsAnswer;
import dev.hostedui.identity.emaildomain.DnsAnswer.Outcome;
import dev.hostedui.identity.emaildomain.DnsAnswer.Role;
import dev.hostedui.identity.emaildomain.DnsLookup;
import dev.hostedui.identity.emaildomain.DomainName;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks about the record of a domain wherever it may be: the resolver at the names where it counts
 * and where it ends up by mistake, and each name server of the zone about what it has itself.
 *
 * <p>The name servers of a zone are addresses that somebody else chose, so they are asked only when
 * they are on the public internet, at the port of DNS and at no other, each address once, and few
 * of them. Everything together ends after {@link #TOGETHER}; who has not answered by then has not
 * answered.
 */
public final class DomainDns implements DnsLookup {

  private static final Duration TOGETHER = Duration.ofSeconds(8);
  private static final int MOST_SERVERS = 6;
  private static final int MOST_LABELS_UP = 5;

  private final NameServers servers;
  private final Predicate<InetAddress> mayAsk;
  private final Duration together;

  /** Takes whether name servers on private networks and on this machine are asked as well. */
  public DomainDns(NameServers servers, boolean privateToo) {
    this(servers, address -> privateToo || PublicAddresses.isPublic(address), TOGETHER);
  }

  /** Takes which addresses may be asked, and how long all of it may last. */
  DomainDns(NameServers servers, Predicate<InetAddress> mayAsk, Duration together) {
    this.servers = servers;
    this.mayAsk = mayAsk;
    this.together = together;
  }

  /** A part of the DNS that has name servers of its own. */
  private record Zone(Name name, Name primary) {}

  /** A name server of a zone and where it is; null when that is not public. */
  private record Server(String name, Role role, @Nullable InetAddress address) {}

  @Override
  public CompletableFuture<List<DnsAnswer>> ask(Challenge challenge) {
    var domain = name(challenge.domain().value()).orElseThrow();
    var counting = List.of(challenge.domain().value(), challenge.keyName());
    var zone = zone(domain, MOST_LABELS_UP).exceptionally(fault -> Optional.empty());
    var all = new ArrayList<CompletableFuture<List<DnsAnswer>>>();
    for (var label : counting) all.add(askResolver(label));
    all.add(askResolver("@." + challenge.domain().value()));
    all.add(askResolver(challenge.domain().value() + "." + challenge.domain().value()));
    all.add(within(zone.thenCompose(it -> elsewhere(challenge, domain, it))));
    all.add(
        within(
            zone.thenCompose(
                it ->
                    it.map(found -> askServers(found, counting))
                        .orElse(CompletableFuture.completedFuture(List.of())))));
    return joined(all);
  }

  private CompletableFuture<List<DnsAnswer>> within(CompletableFuture<List<DnsAnswer>> work) {
    return work.exceptionally(fault -> List.of())
        .completeOnTimeout(List.of(), together.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<List<DnsAnswer>> askResolver(String label) {
    return name(label)
        .map(
            asked ->
                within(
                    servers
                        .ask(asked, Type.TXT)
                        .handle(
                            (answer, fault) ->
                                List.of(
                                    TxtAnswers.read(
                                        Role.RESOLVER, "", label, asked, answer, fault)))))
        .orElse(CompletableFuture.completedFuture(List.of()));
  }

  /** Below and above: where a panel puts what was meant for a domain that is no zone of its own. */
  private CompletableFuture<List<DnsAnswer>> elsewhere(
      Challenge challenge, Name domain, Optional<Zone> zone) {
    if (zone.isEmpty() || zone.get().name().equals(domain))
      return CompletableFuture.completedFuture(List.of());
    var above = zone.get().name().toString(true);
    return joined(
        List.of(
            askResolver(challenge.domain().value() + "." + above),
            askResolver("@." + above),
            askResolver(above)));
  }

  // ------------------------------------------------------------------ the zone

  /** The zone that a name is in, by the start of authority of the name or of one above it. */
  private CompletableFuture<Optional<Zone>> zone(Name name, int left) {
    if (name.labels() < 3 || left == 0) return CompletableFuture.completedFuture(Optional.empty());
    return servers
        .ask(name, Type.SOA)
        .thenCompose(
            answer -> {
              var found = zoneIn(answer, name);
              return found.isPresent()
                  ? CompletableFuture.completedFuture(found)
                  : zone(new Name(name, 1), left - 1);
            });
  }

  private static Optional<Zone> zoneIn(Message answer, Name name) {
    return TxtAnswers.soa(answer, Section.ANSWER)
        .filter(it -> it.getName().equals(name))
        .or(() -> TxtAnswers.soa(answer, Section.AUTHORITY))
        // behind an alias the authority is another domain's
        .filter(it -> name.subdomain(it.getName()) && isSomebodys(it.getName()))
        .map(it -> new Zone(it.getName(), it.getHost()));
  }

  /** A domain that does not exist is answered for by the registry above it. */
  private static boolean isSomebodys(Name zone) {
    return zone.labels() >= 3 && !new DomainName(zone.toString(true)).isPublicSuffix();
  }

  private CompletableFuture<List<DnsAnswer>> askServers(Zone zone, List<String> counting) {
    return servers
        .ask(zone.name(), Type.NS)
        .thenCompose(answer -> addresses(zone, answer))
        .thenCompose(
            found -> {
              var asked = new ArrayList<CompletableFuture<List<DnsAnswer>>>();
              for (var server : found) asked.add(askServer(server, zone, counting));
              return joined(asked);
            });
  }

  private CompletableFuture<List<Server>> addresses(Zone zone, Message answer) {
    var names =
        answer.getSection(Section.ANSWER).stream()
            .filter(it -> it instanceof NSRecord && it.getName().equals(zone.name()))
            .map(it -> ((NSRecord) it).getTarget())
            .distinct()
            // the primary in any case
            .sorted(Comparator.comparing(it -> !it.equals(zone.primary())))
            .limit(MOST_SERVERS)
            .toList();
    var found = new ArrayList<CompletableFuture<Optional<Server>>>();
    for (var name : names) found.add(server(zone, name));
    return all(found)
        .thenApply(
            servers -> {
              var distinct = new ArrayList<Server>();
              for (var server : servers)
                server
                    .filter(
                        it ->
                            it.address() == null
                                || distinct.stream()
                                    .noneMatch(other -> it.address().equals(other.address())))
                    .ifPresent(distinct::add);
              return distinct;
            });
  }

  /** Where a name server is; empty when that is not known. */
  private CompletableFuture<Optional<Server>> server(Zone zone, Name name) {
    var role = name.equals(zone.primary()) ? Role.PRIMARY : Role.SECONDARY;
    var four = addresses(name, Type.A);
    var six = addresses(name, Type.AAAA);
    return four.thenCombine(
        six,
        (one, other) -> {
          var known = new ArrayList<>(one);
          known.addAll(other);
          if (known.isEmpty()) return Optional.empty();
          var open =
              known.stream()
                  .filter(mayAsk)
                  .min(Comparator.comparing(it -> !(it instanceof Inet4Address)))
                  .orElse(null);
          return Optional.of(new Server(name.toString(true), role, open));
        });
  }

  private CompletableFuture<List<InetAddress>> addresses(Name name, int type) {
    return servers
        .ask(name, type)
        .handle(
            (answer, fault) ->
                answer == null
                    ? List.<InetAddress>of()
                    : answer.getSection(Section.ANSWER).stream()
                        .limit(20)
                        .flatMap(it -> address(it).stream())
                        .toList());
  }

  private static Optional<InetAddress> address(Record record) {
    if (record instanceof ARecord four) return Optional.of(four.getAddress());
    return record instanceof AAAARecord six ? Optional.of(six.getAddress()) : Optional.empty();
  }

  // ------------------------------------------------------------------ its name servers

  private CompletableFuture<List<DnsAnswer>> askServer(
      Server server, Zone zone, List<String> counting) {
    var address = server.address();
    if (address == null)
      return CompletableFuture.completedFuture(
          List.of(
              DnsAnswer.without(
                  server.role(), server.name(), counting.get(0), Outcome.NOT_PUBLIC, null)));
    var serial = serial(address, zone);
    var asked = new ArrayList<CompletableFuture<List<DnsAnswer>>>();
    for (var label : counting)
      name(label)
          .ifPresent(
              name ->
                  asked.add(
                      servers
                          .ask(address, name, Type.TXT)
                          .handle(
                              (answer, fault) ->
                                  TxtAnswers.read(
                                      server.role(), server.name(), label, name, answer, fault))
                          .thenCombine(serial, DomainDns::withSerial)
                          .thenApply(List::of)));
    return joined(asked);
  }

  private CompletableFuture<Optional<Long>> serial(InetAddress address, Zone zone) {
    return servers
        .ask(address, zone.name(), Type.SOA)
        .handle(
            (answer, fault) ->
                answer == null
                        || answer.getRcode() != Rcode.NOERROR
                        || !answer.getHeader().getFlag(Flags.AA)
                    ? Optional.<Long>empty()
                    : TxtAnswers.soa(answer, Section.ANSWER)
                        .filter(it -> it.getName().equals(zone.name()))
                        .map(it -> it.getSerial()));
  }

  private static DnsAnswer withSerial(DnsAnswer it, Optional<Long> serial) {
    return new DnsAnswer(
        it.role(),
        it.server(),
        it.name(),
        it.outcome(),
        it.texts(),
        it.alias(),
        it.aliasTexts(),
        it.ttlSeconds(),
        serial.orElse(null));
  }

  // ------------------------------------------------------------------ names and futures

  /** A name from the root, or empty when it would be too long to exist (RFC 1035 §2.3.4). */
  private static Optional<Name> name(String label) {
    try {
      var plain = label.startsWith("@.") ? "\\@" + label.substring(1) : label;
      return Optional.of(Name.concatenate(new Name(plain), Name.root));
    } catch (TextParseException | NameTooLongException e) {
      return Optional.empty();
    }
  }

  private static CompletableFuture<List<DnsAnswer>> joined(
      Collection<CompletableFuture<List<DnsAnswer>>> parts) {
    return all(parts).thenApply(it -> it.stream().flatMap(List::stream).toList());
  }

  private static <T> CompletableFuture<List<T>> all(Collection<CompletableFuture<T>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
  }
}
