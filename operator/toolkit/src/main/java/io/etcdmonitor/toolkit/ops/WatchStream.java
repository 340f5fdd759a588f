package io.etcdmonitor.toolkit.ops;

import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One Watch stream with one watch in it, read at the reader's own pace: etcd is asked for one
 * answer after another.
 */
final class WatchStream implements AutoCloseable {
  /**
   * Makes etcd end the stream when its member has lost the leader, instead of saying nothing for
   * ever.
   */
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /** Answers that may wait here; more are held back by the server. */
  private static final int AHEAD = 16;

  private record Item(WatchResponse response, Throwable error) {}

  private final Calls calls;
  private final Endpoint endpoint;
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private final long start = System.nanoTime();
  private volatile ClientCallStreamObserver<WatchRequest> requests;

  WatchStream(Calls calls, Endpoint endpoint, WatchRequest request) {
    this.calls = calls;
    this.endpoint = endpoint;
    Metadata headers = new Metadata();
    headers.put(HAS_LEADER, "true");
    ClientCall<WatchRequest, WatchResponse> call =
        ClientInterceptors.intercept(
                calls.connection().channel(endpoint),
                MetadataUtils.newAttachHeadersInterceptor(headers))
            .newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
    ClientCalls.asyncBidiStreamingCall(call, new Observer());
    requests.onNext(request);
  }

  /**
   * The next answer; null at the end of the stream.
   *
   * @param limit how long it may take; null for ever
   */
  WatchResponse take(Duration limit) throws InterruptedException {
    Item item = limit == null ? items.take() : items.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (item == null) {
      throw new EtcdException(
          FailureCause.TIMEOUT,
          endpoint + ": no answer to Watch within " + limit.toMillis() + " ms");
    }
    if (item.error() != null) {
      throw calls.failed(
          endpoint,
          WatchGrpc.getWatchMethod(),
          item.error(),
          Duration.ofNanos(System.nanoTime() - start));
    }
    if (item.response() != null) {
      requests.request(1);
    }
    return item.response();
  }

  @Override
  public void close() {
    requests.cancel("the watch is closed", null);
  }

  private final class Observer implements ClientResponseObserver<WatchRequest, WatchResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
      requests = stream;
      stream.disableAutoRequestWithInitial(AHEAD);
    }

    @Override
    public void onNext(WatchResponse response) {
      items.add(new Item(response, null));
    }

    @Override
    public void onError(Throwable t) {
      items.add(new Item(null, t));
    }

    @Override
    public void onCompleted() {
      items.add(new Item(null, null));
    }
  }
}
