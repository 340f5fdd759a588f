package io.etcdmonitor.patterns.example;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.patterns.configuration.Configuration;
import io.etcdmonitor.patterns.configuration.ConflictException;
import io.etcdmonitor.patterns.configuration.Live;
import io.etcdmonitor.patterns.configuration.Setting;
import io.etcdmonitor.patterns.configuration.Snapshot;
import io.etcdmonitor.patterns.configuration.Update;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.time.Duration;
import java.util.List;

/** Changes settings and takes it back: {@code ConfigurationExample http://127.0.0.1:2379}. */
public final class ConfigurationExample {
  private static final Setting<Long> POOL = Setting.number("pool/size", 10);
  private static final Setting<Duration> WAIT =
      Setting.duration("pool/wait", Duration.ofSeconds(5));

  private ConfigurationExample() {}

  /** Runs against the given client URL. */
  public static void main(String[] args) throws Exception {
    ConnectionSpec spec = ConnectionSpec.plain(List.of(Endpoint.parse(args[0])));
    try (EtcdOperations etcd = EtcdOperations.open(spec);
        Configuration configuration = Configuration.open(etcd, "example/config/")) {
      Live<Long> pool =
          configuration.live(POOL).onChange(size -> System.out.println("pool size is " + size));
      Snapshot seen = configuration.snapshot();
      System.out.println("size " + seen.get(POOL) + ", wait " + seen.get(WAIT));
      // Both at once, only if nobody changed them meanwhile, with a record in the history.
      Update update =
          Update.NOTHING
              .set(POOL, pool.get() + 10)
              .set(WAIT, Duration.ofSeconds(2))
              .basedOn(seen)
              .by("ann", "more load expected");
      try {
        Configuration.Applied applied = configuration.apply(update);
        configuration.await(applied, Duration.ofSeconds(10));
        System.out.println("now " + configuration.get(POOL));
        configuration.rollback(applied.change().number() - 1, "ann");
      } catch (ConflictException e) {
        System.out.println("look again: " + e.getMessage());
      }
      configuration.history(5).forEach(System.out::println);
    }
  }
}
