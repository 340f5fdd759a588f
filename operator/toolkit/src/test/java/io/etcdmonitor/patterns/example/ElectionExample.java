package io.etcdmonitor.patterns.example;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.patterns.coordination.LeaderElection;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.util.List;

/** Leads once, and says so: {@code ElectionExample http://127.0.0.1:2379 my-name}. */
public final class ElectionExample {
  private ElectionExample() {}

  /** Runs against the given client URL, under the given name. */
  @SuppressWarnings("try") // observes while it is open
  public static void main(String[] args) throws InterruptedException {
    ConnectionSpec spec = ConnectionSpec.plain(List.of(Endpoint.parse(args[0])));
    try (EtcdOperations etcd = EtcdOperations.open(spec);
        LeaderElection election = new LeaderElection(etcd, "example/election");
        LeaderElection.Observation observation =
            election.observe(leader ->
                System.out.println(
                    "leader: " + leader.map(LeaderElection.Leader::value).orElse("nobody")))) {
      try (LeaderElection.Leadership leadership = election.campaign(args[1])) {
        leadership.onLost(why -> System.out.println("step down: " + why));
        System.out.println("I lead, with token " + leadership.token());
        leadership.proclaim(args[1] + ", at work");
      }
    }
  }
}
