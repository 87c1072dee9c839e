package dev.hostedui.outside;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * The name servers that are asked (RFC 1035): as resolver the operator's or the system's, and any
 * other one about what it has itself.
 *
 * <p>dnsjava's resolvers ask over UDP and, when an answer was cut, over TCP; they refuse an answer
 * to another question (RFC 5452 §9.1).
 */
public final class NameServers {

  private static final Duration TIMEOUT = Duration.ofMillis(2_500);
  private static final int PORT = 53;

  private final List<String> given;
  private final Duration timeout;
  private @Nullable Asked asked;

  /** What stands behind the names of the servers. */
  private record Asked(Resolver resolver, int portOnThisMachine) {}

  /** Takes {@code host:port} of each, or nothing for the system's own. None is looked for yet. */
  public NameServers(List<String> servers) {
    this(servers, TIMEOUT);
  }

  /** Takes how long to wait for an answer as well. */
  NameServers(List<String> servers, Duration timeout) {
    this.given = List.copyOf(servers);
    this.timeout = timeout;
  }

  /** Made at the first question: most runs of the program never ask one. */
  private synchronized Asked asked() throws UnknownHostException {
    var known = asked;
    if (known != null) return known;
    var resolvers = new ArrayList<Resolver>();
    var portOnThisMachine = PORT;
    for (var server : given) {
      var colon = server.lastIndexOf(':');
      var one = new SimpleResolver(server.substring(0, colon).replaceAll("[\\[\\]]", ""));
      one.setPort(Integer.parseInt(server.substring(colon + 1)));
      if (one.getAddress().getAddress().isLoopbackAddress()) portOnThisMachine = one.getPort();
      resolvers.add(one);
    }
    var all = resolvers.isEmpty() ? new ExtendedResolver() : new ExtendedResolver(resolvers);
    all.setTimeout(timeout);
    all.setRetries(1);
    var made = new Asked(all, portOnThisMachine);
    asked = made;
    return made;
  }

  /** Asks for the root, which every name server can answer, or throws. */
  public void probe() throws IOException {
    asked().resolver.send(Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN)));
  }

  /** Asks the resolver. The future fails when there is no answer in time. */
  CompletableFuture<Message> ask(Name name, int type) {
    try {
      return send(asked().resolver, Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    } catch (UnknownHostException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Asks a server about what it has itself. One on this machine listens where the resolver on this
   * machine does: only the sample and tests have such.
   */
  CompletableFuture<Message> ask(InetAddress server, Name name, int type) {
    int port;
    try {
      port = server.isLoopbackAddress() ? asked().portOnThisMachine : PORT;
    } catch (UnknownHostException e) {
      return CompletableFuture.failedFuture(e);
    }
    var one = new SimpleResolver(new InetSocketAddress(server, port));
    one.setTimeout(timeout);
    var query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.getHeader().unsetFlag(Flags.RD);
    return send(one, query);
  }

  private CompletableFuture<Message> send(Resolver to, Message query) {
    try {
      // a whole one for UDP and another for TCP, and no more, whatever a server does
      return to.sendAsync(query)
          .toCompletableFuture()
          .orTimeout(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
