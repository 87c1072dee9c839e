package dev.hostedui.outside;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The name servers that are asked (RFC 1035): the operator's, or the system's. */
public final class NameServers {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Resolver resolver;

  private NameServers(Resolver resolver) {
    this.resolver = resolver;
  }

  /** Takes {@code host:port} of each, or nothing for the system's own. */
  public static NameServers of(List<String> servers) throws UnknownHostException {
    var resolvers = new ArrayList<Resolver>();
    for (var server : servers) {
      var colon = server.lastIndexOf(':');
      var one = new SimpleResolver(server.substring(0, colon).replaceAll("[\\[\\]]", ""));
      one.setPort(Integer.parseInt(server.substring(colon + 1)));
      resolvers.add(one);
    }
    var all = resolvers.isEmpty() ? new ExtendedResolver() : new ExtendedResolver(resolvers);
    all.setTimeout(TIMEOUT);
    all.setRetries(1);
    return new NameServers(all);
  }

  /** Asks for the root, which every name server can answer, or throws. */
  public void probe() throws IOException {
    resolver.send(Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN)));
  }
}
