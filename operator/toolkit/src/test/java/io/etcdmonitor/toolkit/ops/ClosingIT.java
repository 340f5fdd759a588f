package io.etcdmonitor.toolkit.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of calls while the connection is closed under them. */
class ClosingIT {
  private static final int ROUNDS = 60;
  private static final int CALLERS = 8;
  private static final int CALLS = 5;

  @Test
  void everyCallEndsAndIsCalledClosed() throws InterruptedException {
    Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start()) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Thread> callers = new ArrayList<>();
        try (EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
          ops.kv().get("a");
          // Closed before any call has ended, and after some have.
          CountDownLatch under = new CountDownLatch(CALLERS * (round % CALLS));
          for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> call(ops, failures, under)));
          }
          assertThat(under.await(10, TimeUnit.SECONDS)).as("calls end").isTrue();
        }
        for (Thread caller : callers) {
          assertThat(caller.join(Duration.ofSeconds(10))).as("the call ended").isTrue();
        }
      }
    }
    assertThat(failures).isNotEmpty().hasOnlyElementsOfType(EtcdException.class);
  }

  private static void call(
      EtcdOperations ops, Queue<RuntimeException> failures, CountDownLatch ended) {
    for (int i = 0; i < CALLS; i++) {
      try {
        ops.kv().get("a");
      } catch (RuntimeException e) {
        failures.add(e);
      }
      ended.countDown();
    }
  }
}
