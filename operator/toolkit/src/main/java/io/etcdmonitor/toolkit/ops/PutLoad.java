package io.etcdmonitor.toolkit.ops;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcdmonitor.etcd.Endpoint;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Puts of many clients, each with one call under way at a time. One use. */
final class PutLoad {
  private static final int CHANNELS = 10;

  private final EtcdOperations operations;
  private final PutTally tally;
  private final Work work;
  private final AtomicLong index = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();

  /** What is put; asked by all clients at the same time. */
  @FunctionalInterface
  interface Work {
    /** The next put, or null when it is done. */
    PutRequest next(long index, long random) throws InterruptedException;
  }

  PutLoad(EtcdOperations operations, PutTally tally, Work work) {
    this.operations = operations;
    this.tally = tally;
    this.work = work;
  }

  /** Returns when all clients have ended. */
  void run(int clients) throws InterruptedException {
    List<Endpoint> endpoints = operations.endpoints().given();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int c = 0; c < clients; c++) {
        Endpoint endpoint = endpoints.get(c % endpoints.size());
        int channel = 1 + c % CHANNELS;
        var unused = threads.submit(() -> client(endpoint, channel));
      }
      threads.shutdown();
      try {
        threads.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        stopped.set(true);
        throw e;
      }
    }
  }

  private Void client(Endpoint endpoint, int channel) throws InterruptedException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (!stopped.get()) {
      PutRequest request = work.next(index.getAndIncrement(), random.nextLong(Long.MAX_VALUE));
      if (request == null) {
        return null;
      }
      long start = System.nanoTime();
      try {
        ClientCalls.blockingUnaryCall(
            operations.connection().channel(endpoint, channel),
            KVGrpc.getPutMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
            request);
        tally.took(System.nanoTime() - start);
      } catch (StatusRuntimeException e) {
        tally.failed(
            operations
                .connection()
                .failure(endpoint, "Put", e, Duration.ofNanos(System.nanoTime() - start))
                .message());
      }
    }
    return null;
  }
}
