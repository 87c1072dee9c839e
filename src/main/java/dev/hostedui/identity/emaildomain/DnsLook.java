package dev.hostedui.identity.emaildomain;

import dev.hostedui.identity.emaildomain.DnsAnswer.Outcome;
import dev.hostedui.identity.emaildomain.DnsAnswer.Role;
import dev.hostedui.identity.emaildomain.Finding.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What name servers said about a challenge at one moment, and what follows from it.
 *
 * <p>The record counts when the resolver sees it, or when the primary name server of the zone or
 * more than half of all its name servers have it: a resolver may remember for a day that nothing
 * was there (RFC 2308), while the name servers know better. Those that do not answer count as not
 * having it. An answer counts only if it is owned by the name that was asked for: what an alias
 * leads to is somebody else's.
 *
 * @param proven whether the record is there
 * @param conclusive whether enough servers answered to say that it is not
 * @param findings what was noticed, the most telling first
 * @param answers what to show, shortened
 */
public record DnsLook(
    Instant at,
    boolean proven,
    boolean conclusive,
    List<Finding> findings,
    List<DnsAnswer> answers) {

  static final int LONGEST_TEXT = 200;
  private static final int MOST_TEXTS = 8;
  private static final int MOST_ANSWERS = 16;

  public DnsLook {
    findings = List.copyOf(findings);
    answers = List.copyOf(answers);
  }

  /** Whether something was published for this proof, and not as it should be. */
  public boolean isSlip() {
    return !proven && findings.stream().anyMatch(it -> it.code().isSlip());
  }

  /** Says what follows from the answers. */
  public static DnsLook of(Challenge challenge, List<DnsAnswer> answers, Instant now) {
    return new Judgement(challenge, answers).look(now);
  }

  /** The judgement on one set of answers. */
  private static final class Judgement {
    private final Challenge challenge;
    private final Reading reading;
    private final List<DnsAnswer> counting;
    private final List<DnsAnswer> elsewhere;
    private final List<DnsAnswer> resolver;

    /** The answers of each of the zone's name servers. */
    private final Map<String, List<DnsAnswer>> servers;

    Judgement(Challenge challenge, List<DnsAnswer> answers) {
      this.challenge = challenge;
      this.reading = new Reading(challenge.value());
      counting = answers.stream().filter(it -> challenge.countsAt(it.name())).toList();
      elsewhere = answers.stream().filter(it -> !challenge.countsAt(it.name())).toList();
      resolver = counting.stream().filter(it -> !it.isAuthoritative()).toList();
      servers =
          counting.stream()
              .filter(DnsAnswer::isAuthoritative)
              .collect(
                  Collectors.groupingBy(
                      DnsAnswer::server, LinkedHashMap::new, Collectors.toList()));
    }

    DnsLook look(Instant now) {
      var primary =
          servers.values().stream()
              .anyMatch(it -> it.get(0).role() == Role.PRIMARY && haveValue(it));
      var proven = haveValue(resolver) || primary || having().size() * 2 > servers.size();
      var conclusive =
          !resolver.isEmpty() && resolver.stream().allMatch(it -> it.outcome().isKnown());
      var findings = new LinkedHashSet<Finding>();
      if (proven) oddities(findings);
      else mistakes(findings);
      servers(findings, proven);
      return new DnsLook(now, proven, conclusive, List.copyOf(findings), shown());
    }

    private boolean haveValue(List<DnsAnswer> answers) {
      return answers.stream().anyMatch(this::hasValue);
    }

    private boolean hasValue(DnsAnswer answer) {
      return answer.texts().stream().anyMatch(reading::matches);
    }

    /** The names of the zone's name servers that have the value. */
    private List<String> having() {
      return servers.entrySet().stream()
          .filter(it -> haveValue(it.getValue()))
          .map(Map.Entry::getKey)
          .toList();
    }

    private void oddities(Set<Finding> findings) {
      counting.stream()
          .flatMap(it -> it.texts().stream())
          .filter(reading::matches)
          .flatMap(it -> reading.oddities(it).stream())
          .forEach(findings::add);
    }

    private void mistakes(Set<Finding> findings) {
      var found = new ArrayList<Finding>();
      counting.stream()
          .filter(it -> it.alias() != null)
          .map(this::alias)
          .distinct()
          .forEach(found::add);
      elsewhere.stream().filter(this::hasValue).forEach(it -> found.add(wrongName(it.name())));
      counting.stream()
          .flatMap(it -> it.texts().stream())
          .flatMap(it -> reading.mistake(it).stream())
          .forEach(found::add);
      if (!having().isEmpty())
        found.add(Finding.of(Code.TOO_FEW_SERVERS, "" + having().size(), "" + servers.size()));
      found.sort(Comparator.comparing(Finding::code));
      findings.addAll(found);
      if (findings.isEmpty()) nothing(findings);
    }

    /** Whoever follows the alias sees what is at its end, and whoever does not is not told. */
    private Finding alias(DnsAnswer answer) {
      var target = String.valueOf(answer.alias());
      var has =
          counting.stream()
              .filter(it -> it.name().equals(answer.name()))
              .flatMap(it -> it.aliasTexts().stream())
              .anyMatch(reading::matches);
      return Finding.of(Code.ALIAS, answer.name(), target, has ? "value" : "");
    }

    private Finding wrongName(String name) {
      if (name.startsWith("@.")) return Finding.of(Code.LITERAL_AT, name);
      return Finding.of(
          challenge.domain().value().endsWith("." + name) ? Code.AT_PARENT : Code.DOUBLED_NAME,
          name);
    }

    private boolean isAtDomain(DnsAnswer answer) {
      return answer.name().equalsIgnoreCase(challenge.domain().value());
    }

    private void nothing(Set<Finding> findings) {
      var atDomain = counting.stream().filter(this::isAtDomain);
      var known = atDomain.filter(it -> it.outcome().isKnown()).toList();
      if (known.isEmpty()) return;
      var others = known.stream().mapToInt(it -> it.texts().size()).max().orElse(0);
      if (others > 0) findings.add(Finding.of(Code.OTHERS_ONLY, "" + others));
      else if (servers.isEmpty() && known.stream().allMatch(it -> it.outcome() == Outcome.NO_NAME))
        findings.add(Finding.of(Code.NO_SUCH_DOMAIN));
      else findings.add(Finding.of(Code.NOTHING));
    }

    private void servers(Set<Finding> findings, boolean proven) {
      behind(findings);
      var ahead = proven && !haveValue(resolver);
      if (ahead)
        resolver.stream()
            .filter(it -> it.outcome().isKnown() && it.ttlSeconds() != null)
            .map(it -> it.ttlSeconds())
            .max(Comparator.naturalOrder())
            .ifPresent(it -> findings.add(Finding.of(Code.REMEMBERED, "" + it)));
      var asked = proven ? resolver : resolver.stream().filter(this::isAtDomain).toList();
      if (!asked.isEmpty() && asked.stream().noneMatch(it -> it.outcome().isKnown()))
        findings.add(Finding.of(Code.RESOLVER_FAILED));
      unheard(findings, Code.SERVERS_SILENT, it -> !it.isKnown() && it != Outcome.NOT_PUBLIC);
      unheard(findings, Code.SERVERS_NOT_PUBLIC, it -> it == Outcome.NOT_PUBLIC);
    }

    private void unheard(Set<Finding> findings, Code code, Predicate<Outcome> how) {
      var names =
          servers.entrySet().stream()
              .filter(it -> it.getValue().stream().allMatch(answer -> how.test(answer.outcome())))
              .map(Map.Entry::getKey)
              .collect(Collectors.joining(", "));
      if (!names.isEmpty()) findings.add(Finding.of(code, names));
    }

    /** Servers of the zone that do not have what another one has. */
    private void behind(Set<Finding> findings) {
      var having = having();
      if (having.isEmpty()) return;
      var ahead = having.get(0);
      servers.forEach(
          (server, answers) -> {
            if (having.contains(server) || answers.stream().noneMatch(it -> it.outcome().isKnown()))
              return;
            findings.add(
                Finding.of(Code.SERVER_BEHIND, server, serial(server), ahead, serial(ahead)));
          });
    }

    private String serial(String server) {
      return servers.getOrDefault(server, List.of()).stream()
          .map(DnsAnswer::serial)
          .filter(it -> it != null)
          .findFirst()
          .map(it -> "" + it)
          .orElse("");
    }

    /** What the page shows: what was asked at the domain, and where else anything was found. */
    private List<DnsAnswer> shown() {
      Function<DnsAnswer, DnsAnswer> shortened =
          it ->
              new DnsAnswer(
                  it.role(),
                  it.server(),
                  it.name(),
                  it.outcome(),
                  shortened(it.texts()),
                  it.alias(),
                  List.of(),
                  it.ttlSeconds(),
                  it.serial());
      var all = new ArrayList<DnsAnswer>();
      counting.stream().filter(it -> isAtDomain(it) || !it.texts().isEmpty()).forEach(all::add);
      elsewhere.stream().filter(this::hasValue).forEach(all::add);
      return all.stream().limit(MOST_ANSWERS).map(shortened).toList();
    }

    private List<String> shortened(List<String> texts) {
      return texts.stream()
          .sorted(Comparator.comparing(it -> !reading.matches(it) && reading.mistake(it).isEmpty()))
          .limit(MOST_TEXTS)
          .map(Reading::shown)
          .toList();
    }
  }
}
