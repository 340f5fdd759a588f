package io.etcdmonitor.toolkit.benchmark;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.Keys;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Watchers of all the run's keys, one stream per connection. The puts carry their number in the
 * value, so that an event says which put it is of and how long ago that was due.
 */
final class Watchers implements UnaryClient.Marker, AutoCloseable {
  /** So many puts may be on their way. */
  private static final int RING = 1 << 16;

  private static final Duration CREATION = Duration.ofSeconds(10);

  private final List<Lane> lanes;
  private final int watchers;
  private final KeyMaker keys;
  private final BenchmarkOptions.Data data;
  private final AtomicLongArray numbers = new AtomicLongArray(RING);
  private final AtomicLongArray dues = new AtomicLongArray(RING);
  private final LongAdder expected = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final List<ClientCall<WatchRequest, WatchResponse>> calls = new ArrayList<>();
  private final CountDownLatch created;
  private volatile boolean closed;
  private volatile EtcdFailure broken;

  Watchers(List<Lane> lanes, int watchers, KeyMaker keys, BenchmarkOptions.Data data) {
    this.lanes = lanes;
    this.watchers = watchers;
    this.keys = keys;
    this.data = data;
    this.created = new CountDownLatch(watchers);
  }

  /** Creates them all. */
  void open() throws InterruptedException {
    Keys range = Keys.prefix(keys.prefix());
    WatchRequest create =
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder().setKey(range.key()).setRangeEnd(range.end()))
            .build();
    for (int i = 0; i < Math.min(lanes.size(), watchers); i++) {
      Lane lane = lanes.get(i);
      ClientCall<WatchRequest, WatchResponse> call =
          lane.channel().newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
      calls.add(call);
      call.start(new Events(lane), new Metadata());
      call.request(Integer.MAX_VALUE);
      for (int w = i; w < watchers; w += lanes.size()) {
        call.sendMessage(create);
      }
    }
    boolean all = created.await(CREATION.toMillis(), TimeUnit.MILLISECONDS);
    if (broken != null) {
      throw new EtcdException(broken.cause(), broken.message());
    }
    if (!all) {
      throw new EtcdException(
          FailureCause.TIMEOUT,
          created.getCount() + " of " + watchers + " watchers were not created within 10 s");
    }
  }

  /** Puts with their number in the value. */
  Workload puts() {
    byte[] rest = new byte[data.valueSize()];
    new SplittableRandom(data.seed()).nextBytes(rest);
    return (random, number) -> {
      byte[] value = rest.clone();
      ByteBuffer.wrap(value).putLong(number);
      long key = data.sequential() ? number % data.keySpace() : random.nextLong(data.keySpace());
      return Request.of(
          Operation.PUT,
          io.etcd.jetcd.api.KVGrpc.getPutMethod(),
          Workloads.putRequest(keys.key(key), UnsafeByteOperations.unsafeWrap(value)));
    };
  }

  @Override
  public void begun(long number, long due, boolean counts) {
    int slot = (int) (number % RING);
    dues.set(slot, due);
    numbers.set(slot, counts ? number + 1 : 0);
    if (counts) {
      expected.add(watchers);
    }
  }

  /** Waits until nothing more comes; says how many events never came. */
  long awaitAll(long putsThatFailed, Duration silence) throws InterruptedException {
    long before = -1;
    long last = System.nanoTime();
    while (true) {
      long missing = expected.sum() - putsThatFailed * watchers - received.sum();
      if (missing <= 0) {
        return 0;
      }
      if (received.sum() != before) {
        before = received.sum();
        last = System.nanoTime();
      } else if (System.nanoTime() - last > silence.toNanos()) {
        return missing;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Override
  public void close() {
    closed = true;
    calls.forEach(call -> call.cancel("done", null));
  }

  private final class Events extends ClientCall.Listener<WatchResponse> {
    private final Lane lane;

    Events(Lane lane) {
      this.lane = lane;
    }

    @Override
    public void onMessage(WatchResponse message) {
      if (message.getCreated()) {
        created.countDown();
      }
      if (message.getEventsCount() == 0) {
        return;
      }
      long now = System.nanoTime();
      for (Event event : message.getEventsList()) {
        ByteString value = event.getKv().getValue();
        if (value.size() >= Long.BYTES) {
          seen(value.substring(0, Long.BYTES).asReadOnlyByteBuffer().getLong(), now);
        }
      }
    }

    private void seen(long number, long now) {
      int slot = (int) Math.floorMod(number, (long) RING);
      long due = dues.get(slot);
      if (numbers.get(slot) == number + 1) {
        lane.tally().took(Operation.EVENT, now - due);
        received.increment();
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (closed) {
        return;
      }
      EtcdFailure failure = lane.failure("Watch", status, 0);
      broken = failure;
      lane.tally().failed(failure);
      while (created.getCount() > 0) {
        created.countDown();
      }
    }
  }
}
