package io.etcdmonitor.engine.features.consistency;

import com.google.protobuf.ByteString;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.KeyDigest;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Finds the first keys in which two members differ, with a bounded number of calls. Where the
 * numbers of keys differ, halving the range by count leads there cheaply; where they do not, pages
 * of digests are compared. It goes on in the next run where it stopped in this one.
 */
final class KeyHunt {
  static final int PAGE = 400;
  private static final Duration CALL = Duration.ofSeconds(5);

  private final InspectionContext context;
  private final MemberClient reference;
  private final MemberClient suspect;
  private final String name;
  private final long revision;
  private final int maxKeys;
  private int callsLeft;

  KeyHunt(
      InspectionContext context,
      ViewMember reference,
      ViewMember suspect,
      long revision,
      int maxKeys,
      int maxCalls) {
    this.context = context;
    this.reference = context.view().client(reference);
    this.suspect = context.view().client(suspect);
    this.name = suspect.label();
    this.revision = revision;
    this.maxKeys = maxKeys;
    this.callsLeft = maxCalls;
  }

  /**
   * What was found.
   *
   * @param differences sentences, each about one key
   * @param goOn where to go on; empty when all keys were compared
   * @param failure why it ended early, when it did
   */
  record Found(List<String> differences, Optional<ByteString> goOn, String failure) {}

  private static final class EndedEarly extends Exception {
    private static final long serialVersionUID = 1L;

    EndedEarly(String message) {
      super(message);
    }
  }

  Found from(ByteString start) {
    KeyRange range = new KeyRange(start, KeyRange.ALL.end());
    List<String> differences = new ArrayList<>();
    try {
      range = narrowed(range);
      while (true) {
        Optional<ByteString> last = comparePage(range, differences);
        if (last.isEmpty()) {
          return new Found(first(differences), Optional.empty(), "");
        }
        range = Keys.after(last.get(), range);
        if (differences.size() >= maxKeys || callsLeft < 2) {
          return new Found(first(differences), Optional.of(range.start()), "");
        }
      }
    } catch (EndedEarly e) {
      return new Found(first(differences), Optional.of(range.start()), e.getMessage());
    }
  }

  private List<String> first(List<String> differences) {
    return differences.stream().limit(maxKeys).toList();
  }

  /** Halves the range until what is left is about a page, keeping a part whose counts differ. */
  private KeyRange narrowed(KeyRange whole) throws EndedEarly {
    long here = count(reference, whole);
    long there = count(suspect, whole);
    if (here == there) {
      return whole;
    }
    KeyRange range = withoutCommonPrefix(whole, here, there);
    while (callsLeft > 4 && here > PAGE) {
      ByteString middle = Keys.middle(range);
      if (Keys.ORDER.compare(middle, range.start()) <= 0) {
        break;
      }
      KeyRange left = new KeyRange(range.start(), middle);
      long hereLeft = count(reference, left);
      long thereLeft = count(suspect, left);
      boolean inLeft = hereLeft != thereLeft;
      boolean allOnOneSide = hereLeft == 0 || (hereLeft == here && thereLeft == there);
      range = inLeft ? left : new KeyRange(middle, range.end());
      here = inLeft ? hereLeft : here - hereLeft;
      there = inLeft ? thereLeft : there - thereLeft;
      if (allOnOneSide) {
        range = withoutCommonPrefix(range, here, there);
      }
    }
    // From the part that was found to the end: there may be more behind it.
    return new KeyRange(range.start(), whole.end());
  }

  /** Keys mostly begin alike, and halving would spend eight steps on each byte of that. */
  private KeyRange withoutCommonPrefix(KeyRange range, long here, long there) throws EndedEarly {
    List<KeyDigest> firstKey = keys(reference, range, 1);
    if (firstKey.isEmpty()) {
      return range;
    }
    ByteString first = firstKey.get(0).key();
    int low = 0;
    int high = first.size();
    while (low < high) {
      int length = (low + high + 1) / 2;
      KeyRange prefix = Keys.within(range, Keys.prefix(first.substring(0, length)));
      boolean all = count(reference, prefix) == here;
      low = all ? length : low;
      high = all ? high : length - 1;
    }
    if (low == 0) {
      return range;
    }
    KeyRange prefix = Keys.within(range, Keys.prefix(first.substring(0, low)));
    KeyRange inside = new KeyRange(first, prefix.end());
    return count(suspect, inside) == there ? inside : range;
  }

  /** Compares the next keys; the last one compared, or empty when none are left. */
  private Optional<ByteString> comparePage(KeyRange range, List<String> differences)
      throws EndedEarly {
    List<KeyDigest> here = keys(reference, range, PAGE);
    List<KeyDigest> there = keys(suspect, range, PAGE);
    Optional<ByteString> bound = earlier(lastOfFull(here), lastOfFull(there));
    differences.addAll(Keys.differences(upTo(here, bound), upTo(there, bound), name));
    return bound;
  }

  private static Optional<ByteString> lastOfFull(List<KeyDigest> page) {
    return page.size() < PAGE ? Optional.empty() : Optional.of(page.get(PAGE - 1).key());
  }

  private static Optional<ByteString> earlier(Optional<ByteString> a, Optional<ByteString> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.or(() -> b);
    }
    return Keys.ORDER.compare(a.get(), b.get()) <= 0 ? a : b;
  }

  private static List<KeyDigest> upTo(List<KeyDigest> page, Optional<ByteString> bound) {
    return page.stream()
        .filter(k -> bound.isEmpty() || Keys.ORDER.compare(k.key(), bound.get()) <= 0)
        .toList();
  }

  private long count(MemberClient client, KeyRange range) throws EndedEarly {
    return call(budget -> client.count(range, revision, budget));
  }

  private List<KeyDigest> keys(MemberClient client, KeyRange range, int limit) throws EndedEarly {
    return call(budget -> client.keys(range, revision, limit, budget));
  }

  private <T> T call(Function<Duration, CompletableFuture<Reply<T>>> call) throws EndedEarly {
    if (callsLeft-- <= 0) {
      throw new EndedEarly("the limit of calls is reached");
    }
    if (!context.clock().instant().isBefore(context.deadline())) {
      throw new EndedEarly("the time of the run is over");
    }
    Duration budget = context.budget(CALL);
    Reply<T> reply = Calls.await(call.apply(budget));
    if (!reply.ok()) {
      throw new EndedEarly(reply.failure().orElseThrow().message());
    }
    return reply.value().orElseThrow();
  }
}
