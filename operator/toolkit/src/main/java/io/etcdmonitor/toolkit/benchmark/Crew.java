package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The simulated clients of one kind of benchmark, and what they leave behind. */
final class Crew implements AutoCloseable {
  /** Leases end by themselves when nobody could revoke them. */
  static final long LEASE_SECONDS = 300;

  private final BenchmarkOptions options;
  private final List<Lane> lanes;
  private final Workloads workloads;
  private final KeyMaker keys;
  private final List<Long> leases = new ArrayList<>();
  private final List<LoadClient> clients = new ArrayList<>();
  private Watchers watchers;

  Crew(BenchmarkOptions options, List<Lane> lanes, KeyMaker keys) {
    this.options = options;
    this.lanes = lanes;
    this.keys = keys;
    this.workloads = new Workloads(options, keys);
  }

  /** What is recorded. */
  static Set<Operation> operations(BenchmarkKind kind) {
    return switch (kind) {
      case WRITE -> EnumSet.of(Operation.PUT);
      case READ -> EnumSet.of(Operation.READ);
      case MIXED -> EnumSet.of(Operation.READ, Operation.PUT);
      case RANGE -> EnumSet.of(Operation.RANGE);
      case DELETE -> EnumSet.of(Operation.DELETE);
      case TXN -> EnumSet.of(Operation.TXN);
      case WATCH -> EnumSet.of(Operation.PUT, Operation.EVENT);
      case LEASE -> EnumSet.of(Operation.KEEP_ALIVE);
    };
  }

  /** Clients that write every key once; their puts are not recorded. */
  List<LoadClient> populating() {
    return unary(workloads.populate(), (number, due, counts) -> {});
  }

  /** Clients of the measurement; leases and watchers are made here. */
  List<LoadClient> measuring(EtcdOperations operations) throws InterruptedException {
    switch (options.kind()) {
      case LEASE -> lease(operations);
      case WATCH -> {
        watchers = new Watchers(lanes, options.shape().watchers(), keys, options.data());
        watchers.open();
        clients.addAll(unary(watchers.puts(), watchers));
      }
      default -> clients.addAll(unary(workloads.measured(), (number, due, counts) -> {}));
    }
    return clients;
  }

  private void lease(EtcdOperations operations) {
    for (int i = 0; i < options.load().clients(); i++) {
      long id = operations.leases().grant(LEASE_SECONDS, 0).id();
      leases.add(id);
      clients.add(new LeaseClient(lanes.get(i % lanes.size()), id));
    }
  }

  private List<LoadClient> unary(Workload workload, UnaryClient.Marker marker) {
    SplittableRandom seeds = new SplittableRandom(options.data().seed());
    List<LoadClient> made = new ArrayList<>();
    for (int i = 0; i < options.load().clients(); i++) {
      made.add(new UnaryClient(lanes.get(i % lanes.size()), workload, seeds.split(), marker));
    }
    return made;
  }

  Watchers watchers() {
    return watchers;
  }

  List<Long> leases() {
    return leases;
  }

  @Override
  public void close() {
    clients.forEach(LoadClient::close);
    if (watchers != null) {
      watchers.close();
    }
  }
}
