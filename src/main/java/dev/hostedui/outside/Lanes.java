package dev.hostedui.outside;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How many addresses are called side by side: each has lanes of its own, so that one that does not
 * answer keeps nobody but itself waiting.
 *
 * <p>An address that takes what it is sent gets up to eight calls at once. One that fails gets one
 * at a time until one succeeds, so that an address that is down costs us next to nothing.
 *
 * @param <A> an address
 */
public final class Lanes<A> {

  private static final int MOST = 8;

  private final Function<A, Object> identity;
  private final Predicate<A> fails;

  /** How many lanes of an address are at work. */
  private final Map<Object, Integer> busy = new ConcurrentHashMap<>();

  /**
   * Takes what an address is known by.
   *
   * @param identity by which two values are the same address
   * @param fails whether its last call failed
   */
  public Lanes(Function<A, Object> identity, Predicate<A> fails) {
    this.identity = identity;
    this.fails = fails;
  }

  /**
   * Begins what can be begun now and waits for nothing. Addresses take turns: one that answers at
   * once and has much to be told must not keep the others waiting until it has heard all of it.
   *
   * @param addresses those something is due for
   * @param work takes some of what is due for an address and sends it; empty when nothing is left
   * @return what was begun
   */
  public <T> List<CompletableFuture<T>> begin(
      List<A> addresses, Function<A, Optional<CompletableFuture<T>>> work) {
    var begun = new ArrayList<CompletableFuture<T>>();
    var turn = addresses;
    for (var round = 0; round < MOST && !turn.isEmpty(); round++) {
      var next = new ArrayList<A>();
      for (var address : turn) {
        if (!enter(address)) continue;
        var lane = begin(address, work);
        if (lane.isEmpty()) continue;
        begun.add(lane.get().whenComplete((done, fault) -> leave(address)));
        next.add(address);
      }
      turn = next;
    }
    return begun;
  }

  private <T> Optional<CompletableFuture<T>> begin(
      A address, Function<A, Optional<CompletableFuture<T>>> work) {
    var lane = Optional.<CompletableFuture<T>>empty();
    try {
      lane = work.apply(address);
      return lane;
    } finally {
      if (lane.isEmpty()) leave(address);
    }
  }

  private boolean enter(A address) {
    var most = fails.test(address) ? 1 : MOST;
    var entered = new boolean[1];
    busy.compute(
        identity.apply(address),
        (key, now) -> {
          var count = now == null ? 0 : now;
          entered[0] = count < most;
          return entered[0] ? count + 1 : now;
        });
    return entered[0];
  }

  private void leave(A address) {
    busy.computeIfPresent(identity.apply(address), (key, count) -> count == 1 ? null : count - 1);
  }
}
