package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.SplittableRandom;

/** Makes plain calls. No deadline of gRPC's: a timer per call costs more than one for all. */
final class UnaryClient extends LoadClient {
  /** Learns of every call as it begins. */
  @FunctionalInterface
  interface Marker {
    void begun(long number, long due, boolean counts);
  }

  private final Channel channel;
  private final Workload workload;
  private final SplittableRandom random;
  private final Marker marker;
  private volatile ClientCall<?, ?> call;
  private volatile String cancelled;

  UnaryClient(Lane lane, Workload workload, SplittableRandom random, Marker marker) {
    super(lane);
    this.channel = lane.channel();
    this.workload = workload;
    this.random = random;
    this.marker = marker;
  }

  @Override
  Operation send(long due, long number, boolean counts) {
    cancelled = null;
    marker.begun(number, due, counts);
    Request<?, ?> request = workload.next(random, number);
    send(request);
    return request.operation();
  }

  private <Q, A> void send(Request<Q, A> request) {
    ClientCall<Q, A> made = channel.newCall(request.method(), CallOptions.DEFAULT);
    call = made;
    made.start(new Answer<>(request), new Metadata());
    made.request(2);
    made.sendMessage(request.message());
    made.halfClose();
  }

  @Override
  void cancel(String why) {
    ClientCall<?, ?> running = call;
    if (running != null) {
      cancelled = why;
      running.cancel(why, null);
    }
  }

  private final class Answer<Q, A> extends ClientCall.Listener<A> {
    private final Request<Q, A> request;
    private A answer;

    Answer(Request<Q, A> request) {
      this.request = request;
    }

    @Override
    public void onMessage(A message) {
      answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!status.isOk()) {
        String why = cancelled;
        if (why != null) {
          timedOut(why);
        } else {
          failed(
              lane.failure(String.valueOf(request.method().getBareMethodName()), status, waited()));
        }
      } else if (answer == null || !request.good().test(answer)) {
        failed(
            new EtcdFailure(
                FailureCause.OTHER,
                lane.endpoint() + ": a key that was written before is not there"));
      } else {
        succeeded();
      }
    }
  }
}
