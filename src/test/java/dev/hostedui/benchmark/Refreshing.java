package dev.hostedui.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Apps that refresh without a pause. Each refresh needs the token of the one before, which {@code
 * wrk} cannot do; this client costs more of the machine than {@code wrk}, the same for everyone.
 */
final class Refreshing {

  private final OpenIdProvider provider;
  private final List<String> tokens = Collections.synchronizedList(new ArrayList<>());

  /** Signs in as often as there are to be clients. */
  Refreshing(OpenIdProvider provider, int clients) {
    this.provider = provider;
    for (var i = 0; i < clients; i++) tokens.add(provider.tokens(provider.signIn()).refresh());
  }

  Wrk.Round drive(int seconds) {
    var end = System.nanoTime() + seconds * 1_000_000_000L;
    var began = System.nanoTime();
    var all = new ArrayList<Long>();
    var clients = Executors.newFixedThreadPool(tokens.size());
    try {
      var running = new ArrayList<Future<List<Long>>>();
      for (var i = 0; i < tokens.size(); i++) {
        var client = i;
        running.add(clients.submit(() -> refresh(client, end)));
      }
      for (var it : running) all.addAll(it.get());
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      clients.shutdownNow();
    }
    Collections.sort(all);
    return new Wrk.Round(
        all.size() / ((System.nanoTime() - began) / 1e9), all.get((int) (all.size() * 0.99)) / 1e6);
  }

  private List<Long> refresh(int client, long end) {
    var taken = new ArrayList<Long>();
    while (System.nanoTime() < end) {
      var began = System.nanoTime();
      tokens.set(client, provider.refresh(tokens.get(client)).refresh());
      taken.add(System.nanoTime() - began);
    }
    return taken;
  }
}
