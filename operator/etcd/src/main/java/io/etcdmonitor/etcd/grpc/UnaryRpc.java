package io.etcdmonitor.etcd.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A call with one request and one answer.
 *
 * @param most bytes of the answer; a longer one is refused
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks: nobody waits for them
record UnaryRpc<Q, A, T>(
    MethodDescriptor<Q, A> method, Q request, Function<A, T> mapper, OptionalInt most)
    implements Rpc<T> {

  /** For lists of what a store holds: the answer may be as large as its connection takes. */
  UnaryRpc(MethodDescriptor<Q, A> method, Q request, Function<A, T> mapper) {
    this(method, request, mapper, OptionalInt.empty());
  }

  /** For all else: numbers, members, what they say of themselves, and tokens. */
  static <Q, A, T> UnaryRpc<Q, A, T> small(
      MethodDescriptor<Q, A> method, Q request, Function<A, T> mapper) {
    return new UnaryRpc<>(method, request, mapper, OptionalInt.of(Bounds.SMALL_ANSWER));
  }

  @Override
  public String name() {
    return method.getBareMethodName();
  }

  @Override
  public CompletableFuture<T> start(Channel channel, CallOptions options) {
    CompletableFuture<T> result = new CompletableFuture<>();
    ClientCall<Q, A> call =
        channel.newCall(
            method,
            most.isPresent() ? options.withMaxInboundMessageSize(most.getAsInt()) : options);
    ClientCalls.asyncUnaryCall(
        call,
        request,
        new StreamObserver<A>() {
          @Override
          public void onNext(A answer) {
            try {
              result.complete(mapper.apply(answer));
            } catch (RuntimeException e) {
              result.completeExceptionally(
                  Status.INTERNAL
                      .withDescription("the answer makes no sense: " + e.getMessage())
                      .withCause(e)
                      .asRuntimeException());
            }
          }

          @Override
          public void onError(Throwable t) {
            result.completeExceptionally(t);
          }

          @Override
          public void onCompleted() {
            if (!result.isDone()) {
              result.completeExceptionally(
                  Status.INTERNAL.withDescription("no answer").asRuntimeException());
            }
          }
        });
    result.handle((value, error) -> {
      if (result.isCancelled()) {
        call.cancel("nobody waits for it any more", null);
      }
      return null;
    });
    return result;
  }
}
