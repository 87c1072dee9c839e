package dev.hostedui.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A name server over UDP and TCP. Asked with recursion it is a resolver, which may remember
 * something else; asked without, it is {@code ns1} of each zone at 127.0.0.1 and {@code ns2} at
 * 127.0.0.2, on one port. What it answers can be changed altogether, to play a hostile one.
 */
public final class NameServer implements AutoCloseable {

  /** A part of the DNS with two name servers. */
  public static final class Zone {
    private final String domain;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private volatile List<Record> atSecondary = List.of();
    private volatile boolean secondaryFollows = true;
    private volatile List<String> nameServers = List.of("127.0.0.1", "127.0.0.2");
    private volatile long serial = 2026112801L;

    private Zone(String domain) {
      this.domain = domain;
    }

    /** Adds a record as a zone file has it; the name is relative unless it ends with a dot. */
    public Zone add(String name, int type, long ttl, String data) {
      try {
        var owner = Name.fromString(name, name(domain));
        records.add(Record.fromString(owner, type, DClass.IN, ttl, data, name(domain)));
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Publishes a text, as a panel does that escapes what has to be (RFC 1035 §5.1). */
    public Zone text(String name, String text) {
      var escaped = new StringBuilder();
      for (var b : text.getBytes(StandardCharsets.UTF_8))
        if (b < ' ' || b == '"' || b == '\\') escaped.append("\\%03d".formatted(b & 0xff));
        else escaped.append((char) b);
      return add(name, Type.TXT, 500, "\"" + escaped + "\"");
    }

    public Zone clear() {
      records.clear();
      return this;
    }

    /** The secondary stays as it is from now on. */
    public Zone stopSecondary(long itsSerial) {
      atSecondary = List.copyOf(records);
      secondaryFollows = false;
      serial = itsSerial + 100;
      return this;
    }

    /** Where the name servers of this zone are said to be. */
    public Zone servedAt(String... addresses) {
      nameServers = List.of(addresses);
      return this;
    }

    private List<Record> all(boolean secondary) {
      var all = new ArrayList<Record>();
      all.add(soa(secondary, 3600));
      for (var i = 0; i < nameServers.size(); i++) {
        var server = name("ns" + (i + 1) + "." + domain);
        all.add(new NSRecord(name(domain), DClass.IN, 3600, server));
        all.add(new ARecord(server, DClass.IN, 3600, address(nameServers.get(i))));
      }
      all.addAll(secondary && !secondaryFollows ? atSecondary : records);
      return all;
    }

    private SOARecord soa(boolean secondary, long ttl) {
      var number = secondary && !secondaryFollows ? serial - 100 : serial;
      return new SOARecord(
          name(domain),
          DClass.IN,
          ttl,
          name("ns1." + domain),
          name("hostmaster." + domain),
          number,
          7200,
          900,
          1_209_600,
          86_400);
    }
  }

  /** What a resolver remembers of the texts at a name (RFC 2308 §5: each type by itself). */
  private record Memory(List<Record> records, long negativeTtl) {}

  private final Map<String, Zone> zones = new ConcurrentHashMap<>();
  private final Map<String, Memory> memories = new ConcurrentHashMap<>();
  private final List<AutoCloseable> sockets = new ArrayList<>();
  private final List<Message> questions = new CopyOnWriteArrayList<>();
  private final int port;
  private volatile UnaryOperator<@Nullable Message> answers = answer -> answer;

  public NameServer() {
    port = Ports.start(this::listen);
  }

  private int listen(int free) {
    try {
      listen("127.0.0.1", free, false);
      listen("127.0.0.2", free, true);
      return free;
    } catch (IOException e) {
      close();
      sockets.clear();
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code HOSTED_UI_DNS} has to be. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** The zone of that name, made when it is first asked for. */
  public Zone zone(String domain) {
    return zones.computeIfAbsent(domain, Zone::new);
  }

  /** The resolver still says that nothing is there, for so many seconds. */
  public void remembersNothingAt(String name, long seconds) {
    memories.put(name, new Memory(List.of(), seconds));
  }

  /** Forgets all zones, memories and manners. */
  public void reset() {
    zones.clear();
    memories.clear();
    questions.clear();
    answers = answer -> answer;
  }

  /** Changes each answer before it is sent; null is silence. */
  public void instead(UnaryOperator<@Nullable Message> change) {
    answers = change;
  }

  /** Every question so far. */
  public List<Message> questions() {
    return questions;
  }

  // ------------------------------------------------------------------ answering

  private @Nullable Message answer(Message query, boolean secondary) {
    questions.add(query);
    var question = query.getQuestion();
    var recursive = query.getHeader().getFlag(Flags.RD);
    var answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(question, Section.QUESTION);
    if (!recursive) answer.getHeader().setFlag(Flags.AA);
    resolve(question.getName(), question.getType(), recursive, secondary, answer);
    return answers.apply(answer);
  }

  private void resolve(Name asked, int type, boolean recursive, boolean secondary, Message answer) {
    var name = asked;
    for (var step = 0; step < 8; step++) {
      var zone = zoneOf(name);
      if (zone.isEmpty()) {
        answer.getHeader().setRcode(Rcode.REFUSED);
        return;
      }
      var memory = recursive && type == Type.TXT ? memories.get(name.toString(true)) : null;
      var all = zone.get().all(secondary);
      var here = new ArrayList<Record>();
      for (var it : memory == null ? all : memory.records())
        if (it.getName().equals(name)) here.add(it);
      var owner = name;
      here.stream()
          .filter(it -> it.getType() == type)
          .forEach(it -> answer.addRecord(spelled(it, owner), Section.ANSWER));
      var alias = here.stream().filter(CNAMERecord.class::isInstance).findFirst();
      if (alias.isPresent() && type != Type.CNAME) {
        answer.addRecord(alias.get(), Section.ANSWER);
        name = ((CNAMERecord) alias.get()).getTarget();
        if (recursive) continue;
        return;
      }
      if (answer.getSection(Section.ANSWER).isEmpty()) {
        if (all.stream().noneMatch(it -> it.getName().subdomain(owner)))
          answer.getHeader().setRcode(Rcode.NXDOMAIN);
        var ttl = memory == null ? 86_400 : memory.negativeTtl();
        answer.addRecord(zone.get().soa(secondary, ttl), Section.AUTHORITY);
      }
      return;
    }
  }

  /** Answers come back in the letters of the question, as servers do it. */
  private static Record spelled(Record record, Name owner) {
    return Record.newRecord(
        owner,
        record.getType(),
        record.getDClass(),
        record.getTTL(),
        record.rdataToWireCanonical());
  }

  private Optional<Zone> zoneOf(Name name) {
    return zones.values().stream()
        .filter(it -> name.subdomain(name(it.domain)))
        .max((one, other) -> Integer.compare(one.domain.length(), other.domain.length()));
  }

  public static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ------------------------------------------------------------------ listening

  private void listen(String host, int free, boolean secondary) throws IOException {
    var at = new InetSocketAddress(address(host), free);
    var udp = new DatagramSocket(at);
    sockets.add(udp);
    var tcp = new ServerSocket();
    sockets.add(tcp);
    tcp.setReuseAddress(true);
    tcp.bind(at);
    thread(() -> packets(udp, secondary));
    thread(() -> connections(tcp, secondary));
  }

  private static void thread(Runnable work) {
    var made = new Thread(work, "name-server");
    made.setDaemon(true);
    made.start();
  }

  private void packets(DatagramSocket socket, boolean secondary) {
    var buffer = new byte[65_535];
    while (!socket.isClosed()) {
      try {
        var packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        var query = new Message(Arrays.copyOf(buffer, packet.getLength()));
        var answer = answer(query, secondary);
        if (answer == null) continue;
        var bytes = answer.toWire(query.getOPT() == null ? 512 : query.getOPT().getPayloadSize());
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      } catch (IOException | RuntimeException e) {
        // closed, or no question
      }
    }
  }

  private void connections(ServerSocket listener, boolean secondary) {
    while (!listener.isClosed()) {
      try {
        var connection = listener.accept();
        thread(() -> questions(connection, secondary));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void questions(Socket connection, boolean secondary) {
    try (connection) {
      var in = new DataInputStream(connection.getInputStream());
      var out = new DataOutputStream(connection.getOutputStream());
      while (true) {
        var answer = answer(new Message(in.readNBytes(in.readUnsignedShort())), secondary);
        if (answer == null) continue;
        var bytes = answer.toWire(65_535);
        out.writeShort(bytes.length);
        out.write(bytes);
        out.flush();
      }
    } catch (IOException | RuntimeException e) {
      // the other end is done
    }
  }

  @Override
  public void close() {
    for (var socket : sockets) {
      try {
        socket.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
