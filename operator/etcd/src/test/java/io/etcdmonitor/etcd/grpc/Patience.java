package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** For tests on a machine that does other things as well. */
final class Patience {
  private static final int BUSY = 10;

  private Patience() {}

  /**
   * Asks again while all that the answer says is that this machine is too busy to tell: of a short
   * deadline a quarter is soon lost.
   */
  static <T> Reply<T> asked(Supplier<CompletableFuture<Reply<T>>> call) {
    Reply<T> reply = call.get().join();
    for (int i = 0; i < BUSY && overloaded(reply); i++) {
      reply = call.get().join();
    }
    return reply;
  }

  private static boolean overloaded(Reply<?> reply) {
    return reply.failure().filter(f -> f.cause() == FailureCause.CLIENT_OVERLOADED).isPresent();
  }
}
