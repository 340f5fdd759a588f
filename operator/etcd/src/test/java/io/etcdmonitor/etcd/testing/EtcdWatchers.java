package io.etcdmonitor.etcd.testing;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Many watchers of everything under a prefix, on one stream to one member, until closed. */
public final class EtcdWatchers implements AutoCloseable, StreamObserver<WatchResponse> {
  private static final int PATIENCE_SECONDS = 60;

  private final CountDownLatch created;
  private final StreamObserver<WatchRequest> requests;

  private EtcdWatchers(EtcdAdmin admin, int watchers) {
    created = new CountDownLatch(watchers);
    requests = WatchGrpc.newStub(admin.channel).watch(this);
  }

  /** Makes them; they are all there when it returns. */
  public static EtcdWatchers open(EtcdAdmin admin, String prefix, int watchers)
      throws InterruptedException {
    EtcdWatchers all = new EtcdWatchers(admin, watchers);
    WatchRequest request =
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(prefix))
                    .setRangeEnd(ByteString.copyFromUtf8(prefix + "\uffff")))
            .build();
    for (int i = 0; i < watchers; i++) {
      all.requests.onNext(request);
    }
    if (!all.created.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      all.close();
      throw new IllegalStateException(
          all.created.getCount() + " of " + watchers + " watchers were not made");
    }
    return all;
  }

  @Override
  public void onNext(WatchResponse response) {
    if (response.getCreated()) {
      created.countDown();
    }
  }

  @Override
  public void onError(Throwable error) {
    // Ended by the member or by us: there is nothing to count any more.
  }

  @Override
  public void onCompleted() {
    // The same.
  }

  @Override
  public void close() {
    requests.onCompleted();
  }
}
