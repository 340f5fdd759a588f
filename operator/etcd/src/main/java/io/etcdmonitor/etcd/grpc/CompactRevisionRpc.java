package io.etcdmonitor.etcd.grpc;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;

/**
 * Watches one key from revision 1 of a store that has been compacted: etcd cancels the watch and
 * says which revision it compacted at (3.4 to 3.6). On a store without compaction it would wait for
 * ever: ask that first.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks: nobody waits for them
record CompactRevisionRpc(ByteString key) implements Rpc<Long> {

  @Override
  public String name() {
    return "Watch";
  }

  @Override
  public CompletableFuture<Long> start(Channel channel, CallOptions options) {
    Observer observer = new Observer();
    ClientCalls.asyncBidiStreamingCall(
        channel.newCall(
            WatchGrpc.getWatchMethod(), options.withMaxInboundMessageSize(Bounds.SMALL_ANSWER)),
        observer);
    // Half-closing at once would make etcd end the stream before it says anything.
    observer.requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.newBuilder().setKey(key).setStartRevision(1))
            .build());
    observer.result.whenComplete((revision, error) -> {
      if (observer.result.isCancelled()) {
        observer.requests.cancel("nobody waits for it any more", null);
      }
    });
    return observer.result;
  }

  private static final class Observer
      implements ClientResponseObserver<WatchRequest, WatchResponse> {
    private final CompletableFuture<Long> result = new CompletableFuture<>();
    private ClientCallStreamObserver<WatchRequest> requests;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
      requests = stream;
    }

    @Override
    public void onNext(WatchResponse response) {
      if (!response.getCanceled()) {
        return;
      }
      if (response.getCompactRevision() > 0) {
        result.complete(response.getCompactRevision());
      } else {
        result.completeExceptionally(
            Status.UNKNOWN.withDescription(response.getCancelReason()).asRuntimeException());
      }
      requests.cancel("the compact revision is known", null);
    }

    @Override
    public void onError(Throwable t) {
      result.completeExceptionally(t);
    }

    @Override
    public void onCompleted() {
      result.completeExceptionally(
          Status.UNAVAILABLE
              .withDescription("the watch ended without an answer")
              .asRuntimeException());
    }
  }
}
