package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/** Watches keys. */
public final class Watches {
  private final Calls calls;

  Watches(Calls calls) {
    this.calls = calls;
  }

  /**
   * How to watch.
   *
   * @param startRevision first revision to tell of; 0 is what happens from now on
   * @param prevKv tell what a key was before, too
   * @param progress have etcd say now and then how far it is when nothing happens
   * @param noPut leave writes out
   * @param noDelete leave deletions out
   */
  public record Options(
      long startRevision, boolean prevKv, boolean progress, boolean noPut, boolean noDelete) {
    /** Everything from now on. */
    public static final Options DEFAULT = new Options(0, false, false, false, false);

    public Options from(long revision) {
      return new Options(revision, prevKv, progress, noPut, noDelete);
    }
  }

  /** One change. */
  public record Event(boolean deletion, KeyValue kv, Optional<KeyValue> previous) {}

  /** All changes of one or several revisions; a revision is never split. */
  public record Batch(Header header, List<Event> events) {}

  /**
   * Is told everything, one call at a time, on a thread of the watch's own; it may block, and etcd
   * waits then. What it throws ends the watch.
   */
  public interface Listener {
    /** Changes, in the order of their revisions, each exactly once. */
    void onEvents(Batch batch);

    /** The watch stands on a server; {@code next} is the first revision that it will tell of. */
    default void onStanding(Header header, long next) {}

    /** Nothing happened up to the revision of this header. */
    default void onProgress(Header header) {}

    /** The connection broke; the watch goes on elsewhere after what was told last. */
    default void onBreak(EtcdException why) {}
  }

  /** A running watch. */
  public interface Watch extends AutoCloseable {
    /**
     * The first revision that has not been told of yet; 0 before the watch stood for the first
     * time.
     */
    long nextRevision();

    /**
     * Waits for its end: returns after {@link #close}, and throws when it cannot go on, for example
     * because the revision was compacted ({@link CompactedException}).
     */
    void await() throws InterruptedException;

    /** Ends it; no call to the listener begins after this returns, one may still be running. */
    @Override
    void close();
  }

  /** The revision that a watch wants has been compacted: what lies between is lost to it. */
  public static final class CompactedException extends EtcdException {
    private static final long serialVersionUID = 1L;
    private final long compactRevision;

    CompactedException(long wanted, long compactRevision) {
      super(
          io.etcdmonitor.etcd.FailureCause.COMPACTED,
          "the watch cannot go on at revision "
              + wanted
              + ": etcd has compacted its history up to "
              + compactRevision
              + "; read the keys anew and watch from there");
      this.compactRevision = compactRevision;
    }

    /** The oldest revision that can be watched. */
    public long compactRevision() {
      return compactRevision;
    }
  }

  /**
   * Starts a watch. It goes on over broken connections, members that fail and lost leaders until it
   * is closed.
   */
  public Watch watch(Keys keys, Options options, Listener listener) {
    ResumingWatch watch = new ResumingWatch(calls, keys, options, listener);
    watch.start();
    return watch;
  }

  /** Starts a watch of one key from now on. */
  public Watch watch(String key, Listener listener) {
    return watch(Keys.of(ByteString.copyFromUtf8(key)), Options.DEFAULT, listener);
  }
}
