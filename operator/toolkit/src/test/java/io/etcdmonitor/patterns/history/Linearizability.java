package io.etcdmonitor.patterns.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says whether what clients saw could have come from one object that does one operation at a time,
 * each at some moment between its call and its return: the search of Wing and Gong with Lowe's
 * memory of what was tried. Time grows with the number of operations that overlap, not with the
 * length of the history.
 */
public final class Linearizability {
  /** Longer than any run: an operation of which no return was seen. */
  public static final long NEVER = Long.MAX_VALUE;

  private Linearizability() {}

  /**
   * One operation as its client saw it.
   *
   * @param called nanoseconds
   * @param returned nanoseconds; {@link #NEVER} when no answer came
   */
  public record Operation<A>(A action, long called, long returned) {}

  /** What the object does; states are values. */
  @FunctionalInterface
  public interface Model<S, A> {
    /** The state afterwards; empty when the object would not have done or answered that. */
    Optional<S> step(S state, A action);
  }

  /** A call or a return in the list of those that were not placed yet. */
  private static final class Entry {
    private final int operation;
    private final boolean call;
    private final long time;
    private Entry match;
    private Entry before;
    private Entry after;

    Entry(int operation, boolean call, long time) {
      this.operation = operation;
      this.call = call;
      this.time = time;
    }

    /** Takes a call and its return out of the list. */
    void lift() {
      before.after = after;
      after.before = before;
      match.before.after = match.after;
      if (match.after != null) {
        match.after.before = match.before;
      }
    }

    void unlift() {
      match.before.after = match;
      if (match.after != null) {
        match.after.before = match;
      }
      before.after = this;
      after.before = this;
    }
  }

  private record Tried<S>(BitSet placed, S state) {}

  private record Step<S>(Entry call, S before) {}

  /** Whether there is an order that explains the history. */
  public static <S, A> boolean holds(List<Operation<A>> history, S initial, Model<S, A> model) {
    Entry head = list(history);
    BitSet placed = new BitSet(history.size());
    Set<Tried<S>> tried = new HashSet<>();
    Deque<Step<S>> steps = new ArrayDeque<>();
    S state = initial;
    Entry entry = head.after;
    while (head.after != null) {
      if (entry.call) {
        Optional<S> next = model.step(state, history.get(entry.operation).action());
        if (next.isPresent() && tried.add(tried(placed, entry.operation, next.get()))) {
          steps.push(new Step<>(entry, state));
          state = next.get();
          placed.set(entry.operation);
          entry.lift();
          entry = head.after;
        } else {
          entry = entry.after;
        }
      } else {
        // An operation returned and could not be placed: something placed before must move.
        if (steps.isEmpty()) {
          return false;
        }
        Step<S> last = steps.pop();
        state = last.before();
        placed.clear(last.call().operation);
        last.call().unlift();
        entry = last.call().after;
      }
    }
    return true;
  }

  private static <S> Tried<S> tried(BitSet placed, int operation, S state) {
    BitSet with = (BitSet) placed.clone();
    with.set(operation);
    return new Tried<>(with, state);
  }

  private static <A> Entry list(List<Operation<A>> history) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      Entry call = new Entry(i, true, history.get(i).called());
      Entry back = new Entry(i, false, history.get(i).returned());
      call.match = back;
      back.match = call;
      entries.add(call);
      entries.add(back);
    }
    // At the same moment calls come first: that allows more.
    entries.sort(Comparator.comparingLong((Entry e) -> e.time).thenComparing(e -> !e.call));
    Entry head = new Entry(-1, true, 0);
    Entry last = head;
    for (Entry entry : entries) {
      last.after = entry;
      entry.before = last;
      last = entry;
    }
    return head;
  }
}
