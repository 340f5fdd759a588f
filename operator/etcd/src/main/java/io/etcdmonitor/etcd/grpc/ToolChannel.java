package io.etcdmonitor.etcd.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** A link as a gRPC channel: calls carry the token, and their ends are told to the link. */
final class ToolChannel extends Channel {
  private final Link link;
  private final TokenSource tokens;
  private final boolean signsIn;

  ToolChannel(Link link, TokenSource tokens, boolean signsIn) {
    this.link = link;
    this.tokens = tokens;
    this.signsIn = signsIn;
  }

  @Override
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    if (signsIn) {
      return new SignedCall<>(link, tokens, method, options);
    }
    return new SimpleForwardingClientCall<>(link.channel().newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(A answer) {
                // A stream may be open for hours before it ends.
                link.answered();
                super.onMessage(answer);
              }

              @Override
              public void onClose(Status status, Metadata trailers) {
                note(link, method, status);
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  /**
   * Tells the link how a call ended, so that the next one makes a fresh attempt where that is due.
   */
  static void note(Link link, MethodDescriptor<?, ?> method, Status status) {
    if (status.isOk() || status.getCode() == Status.Code.CANCELLED) {
      link.answered();
      return;
    }
    Outcome<Void> outcome =
        RpcFailures.of(
            status,
            new RpcFailures.Site(
                link.endpoint(),
                String.valueOf(method.getBareMethodName()),
                java.time.Duration.ZERO,
                link.progress()));
    if (outcome.answered()) {
      link.answered();
    } else if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      link.timedOut();
    } else {
      link.broken();
    }
  }

  @Override
  public String authority() {
    return link.endpoint().authority();
  }
}
