package io.etcdmonitor.toolkit.example;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.Plan;
import io.etcdmonitor.toolkit.ops.Watches;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a program does with {@link EtcdOperations}: {@code OperationsExample http://127.0.0.1:2379}.
 */
public final class OperationsExample {
  private OperationsExample() {}

  /** Runs against the given client URL, which it writes a few keys to. */
  public static void main(String[] args) throws Exception {
    Endpoint endpoint = Endpoint.parse(args[0]);
    try (EtcdOperations ops = EtcdOperations.open(ConnectionSpec.plain(List.of(endpoint)))) {
      long from = ops.kv().put("example/greeting", "hello").header().revision();
      boolean swapped =
          ops.kv().compareAndSwap("example/greeting", Optional.of("hello"), "bye").succeeded();
      System.out.println("swapped: " + swapped);

      try (Watches.Watch watch =
          ops.watches()
              .watch(
                  Keys.prefix("example/"),
                  Watches.Options.DEFAULT.from(from),
                  batch ->
                      batch
                          .events()
                          .forEach(e ->
                              System.out.println(e.kv().keyText() + " = " + e.kv().valueText())))) {
        ops.kv().put("example/other", "1");
        Thread.sleep(Duration.ofSeconds(1));
        System.out.println("told up to revision " + (watch.nextRevision() - 1));
      }

      Optional<KeyValue> other = ops.kv().get("example/other");
      System.out.println("other: " + other.map(KeyValue::valueText).orElse("gone"));

      Plan plan = ops.members().planRemove(ops.members().list().members().get(0).id());
      System.out.println(
          "removing the first member: " + plan.refusal().orElse("would be possible"));

      Path file = Path.of("example.db");
      System.out.println(
          ops.snapshots().save(endpoint, file, Duration.ofMinutes(5), (bytes, total) -> {}));
      ops.kv().delete(Keys.prefix("example/"), false);
    }
  }
}
