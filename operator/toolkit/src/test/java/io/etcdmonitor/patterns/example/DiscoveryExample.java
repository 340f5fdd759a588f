package io.etcdmonitor.patterns.example;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.patterns.SessionOptions;
import io.etcdmonitor.patterns.discovery.Balancers;
import io.etcdmonitor.patterns.discovery.Health;
import io.etcdmonitor.patterns.discovery.Instance;
import io.etcdmonitor.patterns.discovery.Registration;
import io.etcdmonitor.patterns.discovery.ServiceDiscovery;
import io.etcdmonitor.patterns.discovery.ServiceView;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Registers two instances and calls them: {@code DiscoveryExample http://127.0.0.1:2379}. */
public final class DiscoveryExample {
  private DiscoveryExample() {}

  /** Runs against the given client URL. */
  public static void main(String[] args) throws Exception {
    ConnectionSpec spec = ConnectionSpec.plain(List.of(Endpoint.parse(args[0])));
    Duration patience = Duration.ofSeconds(10);
    try (EtcdOperations etcd = EtcdOperations.open(spec)) {
      ServiceDiscovery discovery = new ServiceDiscovery(etcd, "example/services/");
      // A server: registered while it lives, with a check that says how it is.
      Instance heavy = Instance.of("heavy", "10.0.0.1", 8080).withWeight(2);
      Instance light = Instance.of("light", "10.0.0.2", 8080);
      try (Registration first =
              discovery.register(
                  "orders", heavy, SessionOptions.DEFAULT, () -> Optional.of(Health.UP));
          Registration second = discovery.register("orders", light)) {
        System.out.println("registered " + first.await(patience).instance());
        System.out.println("registered " + second.await(patience).instance());
        // A client: follows the service, and chooses.
        try (ServiceView view = discovery.watch("orders", Balancers.weighted())) {
          for (int call = 0; call < 6; call++) {
            try (ServiceView.Pick pick = view.pick().orElseThrow()) {
              System.out.println("call " + call + " goes to " + pick.instance().id());
            }
          }
        }
      }
    }
  }
}
