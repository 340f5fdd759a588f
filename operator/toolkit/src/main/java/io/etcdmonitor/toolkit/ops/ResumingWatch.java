package io.etcdmonitor.toolkit.ops;

import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.grpc.ToolConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One watch over as many streams as it takes. The only state that survives a stream is the first
 * revision that was not told of yet: it is raised by delivered events and by progress notices,
 * never by a stream's first answer (its header may be ahead of events that are still to come),
 * except when the watch began at "now". Fragments are put together before they are told, so a
 * revision is never told in part.
 */
final class ResumingWatch implements Watches.Watch {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int FIELD_FRAGMENT_REQUEST = 8;
  private static final int FIELD_FRAGMENT_RESPONSE = 7;

  /** Trying again would not help: a person has to do something. */
  private static final Set<FailureCause> FINAL =
      EnumSet.of(
          FailureCause.PERMISSION_DENIED,
          FailureCause.CREDENTIALS_INVALID,
          FailureCause.AUTH_REQUIRED,
          FailureCause.CLOSED,
          FailureCause.UNSUPPORTED);

  private final Calls calls;
  private final Keys keys;
  private final Watches.Options options;
  private final Watches.Listener listener;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final List<Event> fragments = new ArrayList<>();
  private volatile long next;
  private volatile boolean closed;
  private volatile WatchStream stream;
  private volatile Thread thread;
  private boolean everStood;

  ResumingWatch(Calls calls, Keys keys, Watches.Options options, Watches.Listener listener) {
    this.calls = calls;
    this.keys = keys;
    this.options = options;
    this.listener = listener;
    this.next = options.startRevision();
  }

  void start() {
    thread = Thread.ofVirtual().name("etcd-watch").start(this::run);
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    int failures = 0;
    try {
      while (!closed) {
        Endpoint endpoint = calls.preferred();
        boolean stood = false;
        try {
          stood = follow(endpoint);
        } catch (StreamBroken broken) {
          stood = broken.stood;
          EtcdException why = broken.why;
          failures = stood ? 1 : failures + 1;
          if (closed || isFinal(why, failures)) {
            throw why;
          }
          listener.onBreak(why);
          calls.leave(endpoint);
        }
        pause = stood ? FIRST_PAUSE : longer(pause);
        if (!closed) {
          Thread.sleep(jittered(pause));
        }
      }
      end.complete(null);
    } catch (InterruptedException e) {
      end.complete(null);
    } catch (EtcdException e) {
      if (closed) {
        end.complete(null);
      } else {
        end.completeExceptionally(e);
      }
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  /**
   * At first, nothing that cannot be reached is waited for; later everything is that may come back.
   */
  private boolean isFinal(EtcdException why, int failures) {
    boolean roundTripped = failures >= calls.endpoints().size();
    boolean configuration = FINAL.contains(why.kind()) || why.kind().configuration();
    return (configuration && roundTripped) || (!everStood && roundTripped);
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /** Many watchers that lose one server must not come back in step. */
  private static Duration jittered(Duration pause) {
    return pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() + 1));
  }

  /** Follows one stream to its end; true when it stood at all. */
  private boolean follow(Endpoint endpoint) throws InterruptedException, StreamBroken {
    fragments.clear();
    boolean stood = false;
    try (WatchStream opened = new WatchStream(calls, endpoint, request())) {
      stream = opened;
      while (!closed) {
        WatchResponse response = opened.take(stood ? null : calls.timeout());
        if (response == null) {
          return stood;
        }
        if (response.getCanceled()) {
          throw refused(endpoint, response);
        }
        if (response.getCreated()) {
          stood = true;
          everStood = true;
          standing(response);
        } else {
          deliver(response);
        }
      }
      return stood;
    } catch (EtcdException e) {
      if (e instanceof Watches.CompactedException) {
        throw e;
      }
      throw new StreamBroken(e, stood);
    } finally {
      stream = null;
    }
  }

  private WatchRequest request() {
    WatchCreateRequest.Builder create =
        WatchCreateRequest.newBuilder()
            .setKey(keys.key())
            .setRangeEnd(keys.end())
            .setStartRevision(next)
            .setPrevKv(options.prevKv())
            .setProgressNotify(true)
            .setUnknownFields(Wire.number(FIELD_FRAGMENT_REQUEST, 1));
    if (options.noPut()) {
      create.addFilters(WatchCreateRequest.FilterType.NOPUT);
    }
    if (options.noDelete()) {
      create.addFilters(WatchCreateRequest.FilterType.NODELETE);
    }
    return WatchRequest.newBuilder().setCreateRequest(create).build();
  }

  private EtcdException refused(Endpoint endpoint, WatchResponse response) {
    if (response.getCompactRevision() > 0) {
      return new Watches.CompactedException(next, response.getCompactRevision());
    }
    String reason = response.getCancelReason();
    if (ToolConnection.tokenRefused(reason)) {
      calls.connection().forgetToken();
    }
    return calls.failed(
        endpoint,
        io.etcd.jetcd.api.WatchGrpc.getWatchMethod(),
        io.grpc.Status.UNKNOWN.withDescription(reason).asRuntimeException(),
        Duration.ZERO);
  }

  private void standing(WatchResponse response) {
    if (next == 0) {
      next = response.getHeader().getRevision() + 1;
    }
    listener.onStanding(Messages.header(response.getHeader()), next);
  }

  private void deliver(WatchResponse response) {
    fragments.addAll(response.getEventsList());
    if (Wire.number(response, FIELD_FRAGMENT_RESPONSE) != 0) {
      return;
    }
    Header header = Messages.header(response.getHeader());
    if (fragments.isEmpty()) {
      if (options.progress()) {
        listener.onProgress(header);
      }
      next = Math.max(next, header.revision() + 1);
      return;
    }
    List<Watches.Event> events =
        fragments.stream()
            .filter(event -> event.getKv().getModRevision() >= next)
            .map(ResumingWatch::event)
            .toList();
    fragments.clear();
    if (!events.isEmpty() && !closed) {
      listener.onEvents(new Watches.Batch(header, events));
      next = events.get(events.size() - 1).kv().modRevision() + 1;
    }
  }

  private static Watches.Event event(Event event) {
    return new Watches.Event(
        event.getType() == Event.EventType.DELETE,
        Messages.keyValue(event.getKv()),
        event.hasPrevKv() ? Optional.of(Messages.keyValue(event.getPrevKv())) : Optional.empty());
  }

  @Override
  public long nextRevision() {
    return next;
  }

  @Override
  public void await() throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new CompletionException(e.getCause());
    }
  }

  @Override
  public void close() {
    closed = true;
    WatchStream open = stream;
    if (open != null) {
      open.close();
    }
    Thread running = thread;
    if (running != null && !running.equals(Thread.currentThread())) {
      running.interrupt();
    }
  }

  /** Why a stream ended, and whether it had stood. */
  private static final class StreamBroken extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient EtcdException why;
    private final boolean stood;

    StreamBroken(EtcdException why, boolean stood) {
      super(why);
      this.why = why;
      this.stood = stood;
    }
  }
}
