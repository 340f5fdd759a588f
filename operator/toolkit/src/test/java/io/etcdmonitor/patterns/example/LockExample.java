package io.etcdmonitor.patterns.example;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.patterns.coordination.DistributedLock;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Txn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Adds one to a key under a lock: {@code LockExample http://127.0.0.1:2379}. */
public final class LockExample {
  private LockExample() {}

  /** Runs against the given client URL. */
  public static void main(String[] args) throws InterruptedException {
    ConnectionSpec spec = ConnectionSpec.plain(List.of(Endpoint.parse(args[0])));
    try (EtcdOperations etcd = EtcdOperations.open(spec);
        DistributedLock lock = new DistributedLock(etcd, "example/lock")) {
      Optional<DistributedLock.Hold> taken = lock.tryLock(Duration.ofSeconds(10));
      if (taken.isEmpty()) {
        System.out.println("somebody else is at it");
        return;
      }
      try (DistributedLock.Hold hold = taken.get()) {
        hold.onLost(why -> System.out.println("stop what you do: " + why));
        long before =
            etcd.kv().get("example/count").map(KeyValue::valueText).map(Long::parseLong).orElse(0L);
        // The guard makes it safe: etcd refuses the write when the lock is not ours any more.
        Txn.Op write = Txn.Op.Put.of("example/count", Long.toString(before + 1));
        boolean done =
            etcd.kv().txn(new Txn(List.of(hold.guard()), List.of(write), List.of())).succeeded();
        System.out.println(done ? "count is " + (before + 1) : "the lock was lost");
        // A resource elsewhere gets the token with every write, and refuses lower ones.
        System.out.println("token: " + hold.token());
      }
    }
  }
}
