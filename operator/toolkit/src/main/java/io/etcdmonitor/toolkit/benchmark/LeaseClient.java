package io.etcdmonitor.toolkit.benchmark;

import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/** Renews one lease over and over on a stream of its own. */
final class LeaseClient extends LoadClient {
  private final Channel channel;
  private final LeaseKeepAliveRequest request;
  private final Object lock = new Object();
  private Stream stream;
  private boolean waiting;

  LeaseClient(Lane lane, long lease) {
    super(lane);
    this.channel = lane.channel();
    this.request = LeaseKeepAliveRequest.newBuilder().setID(lease).build();
  }

  @Override
  Operation send(long due, long number, boolean counts) {
    ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call;
    synchronized (lock) {
      waiting = true;
      call = stream == null ? null : stream.call;
    }
    (call == null ? open() : call).sendMessage(request);
    return Operation.KEEP_ALIVE;
  }

  private ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> open() {
    ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call =
        channel.newCall(LeaseGrpc.getLeaseKeepAliveMethod(), CallOptions.DEFAULT);
    Stream opened = new Stream(call);
    synchronized (lock) {
      stream = opened;
    }
    call.start(opened, new Metadata());
    call.request(Integer.MAX_VALUE);
    return call;
  }

  @Override
  void cancel(String why) {
    Stream running;
    synchronized (lock) {
      running = stream;
    }
    if (running != null) {
      running.cancelled = why;
      running.call.cancel(why, null);
    }
  }

  @Override
  void close() {
    cancel("done");
  }

  /** Whether somebody waited for an answer; nobody does afterwards. */
  private boolean answered(Stream by, boolean last) {
    synchronized (lock) {
      if (last && stream == by) {
        stream = null;
      }
      boolean was = waiting;
      waiting = false;
      return was;
    }
  }

  private final class Stream extends ClientCall.Listener<LeaseKeepAliveResponse> {
    final ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call;
    volatile String cancelled;

    Stream(ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call) {
      this.call = call;
    }

    @Override
    public void onMessage(LeaseKeepAliveResponse answer) {
      if (!answered(this, false)) {
        return;
      }
      if (answer.getTTL() > 0) {
        succeeded();
      } else {
        failed(new EtcdFailure(FailureCause.OTHER, lane.endpoint() + ": the lease is gone"));
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!answered(this, true)) {
        return;
      }
      if (cancelled != null) {
        timedOut(cancelled);
      } else {
        failed(lane.failure("LeaseKeepAlive", status, waited()));
      }
    }
  }
}
