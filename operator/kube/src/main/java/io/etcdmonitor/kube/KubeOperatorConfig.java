package io.etcdmonitor.kube;

import io.etcdmonitor.kube.shard.KubeShardStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the Kubernetes side works.
 *
 * @param namespaces namespaces to look at; empty means all
 * @param lease leader election
 * @param heartbeat how often a status is refreshed though nothing changed (10 % jitter is added);
 *     more rarely in a fleet so large that it would take more than {@code refreshesPerSecond}
 * @param budgets how much may be written
 * @param fieldManager owner of the status fields it applies
 * @param sharding how the clusters are shared with other replicas; empty: one leads
 */
public record KubeOperatorConfig(
    Set<String> namespaces,
    LeaseSettings lease,
    Duration heartbeat,
    Budgets budgets,
    String fieldManager,
    Optional<Sharding> sharding) {

  public KubeOperatorConfig {
    namespaces = Set.copyOf(namespaces);
    if (heartbeat.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("the heartbeat must be at least 1s, not " + heartbeat);
    }
    if (fieldManager.isBlank()) {
      throw new IllegalArgumentException("the field manager needs a name");
    }
    if (sharding.isPresent() && !lease.enabled()) {
      throw new IllegalArgumentException("sharding needs leader election: it works by Leases");
    }
  }

  /** Without sharding. */
  public KubeOperatorConfig(
      Set<String> namespaces,
      LeaseSettings lease,
      Duration heartbeat,
      Budgets budgets,
      String fieldManager) {
    this(namespaces, lease, heartbeat, budgets, fieldManager, Optional.empty());
  }

  /** All namespaces, a heartbeat of 5 minutes, default budgets. */
  public static KubeOperatorConfig defaults(String leaseNamespace, String identity) {
    return new KubeOperatorConfig(
        Set.of(),
        LeaseSettings.defaults(leaseNamespace, identity),
        Duration.ofMinutes(5),
        Budgets.DEFAULTS,
        KubeNames.FIELD_MANAGER);
  }

  /** The Lease that this replica holds while it has anything to do. */
  public String ownLease() {
    return sharding.map(s -> KubeShardStore.name(lease.name(), s.shard())).orElse(lease.name());
  }

  /**
   * Several replicas, each of which watches its share of the clusters.
   *
   * @param statefulSet in the namespace of the Lease; its replicas are the shards
   * @param shard this replica's, from 0
   */
  public record Sharding(String statefulSet, int shard) {}

  /**
   * Leader election by a Lease.
   *
   * @param enabled false: this process is the only one and always leads
   * @param namespace of the Lease
   * @param name of the Lease
   * @param identity of this replica, unique (the Pod's name)
   * @param duration after which a lease that nobody renews is free
   * @param retry how often it is looked at and renewed
   * @param renewTimeout how long one call about the Lease may take
   */
  public record LeaseSettings(
      boolean enabled,
      String namespace,
      String name,
      String identity,
      Duration duration,
      Duration retry,
      Duration renewTimeout) {

    public LeaseSettings {
      if (enabled && (namespace.isBlank() || name.isBlank() || identity.isBlank())) {
        throw new IllegalArgumentException(
            "leader election needs the Lease's namespace and name and an identity of this replica");
      }
      if (duration.toSeconds() < 1 || retry.multipliedBy(2).compareTo(duration) > 0) {
        throw new IllegalArgumentException(
            "a lease lasts at least 1s and at least twice as long as its retry period: "
                + duration
                + " and "
                + retry);
      }
    }

    /** 15 s, looked at every 2 s, 10 s for a call. */
    public static LeaseSettings defaults(String namespace, String identity) {
      return new LeaseSettings(
          true,
          namespace,
          KubeNames.LEASE,
          identity,
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));
    }

    /** What the replicas that agree by it are called together; empty where none do. */
    public Optional<String> operator() {
      return enabled ? Optional.of(namespace + "/" + name) : Optional.empty();
    }

    /**
     * Who begins to write so late in the life of a Lease is done before it has run out: two thirds.
     */
    public Duration lastEntry() {
      return duration.multipliedBy(2).dividedBy(3);
    }

    /** No election: always leads. */
    public static LeaseSettings disabled() {
      return new LeaseSettings(
          false, "", "", "", Duration.ofSeconds(15), Duration.ofSeconds(2), Duration.ofSeconds(10));
    }
  }

  /**
   * How much may be written to the API.
   *
   * @param statusWritesPerSecond status writes in the long run
   * @param statusBurst status writes at once
   * @param refreshesPerSecond of these, status writes of each kind that tell no news: heartbeats,
   *     and numbers alone
   * @param eventsPerObjectPerHour Events about one object
   * @param eventQueue Events that wait while the API is away; more are dropped and counted
   */
  public record Budgets(
      double statusWritesPerSecond,
      int statusBurst,
      double refreshesPerSecond,
      int eventsPerObjectPerHour,
      int eventQueue) {
    /**
     * 50 status writes a second, 500 at once, 2 refreshes a second for each kind, 60 Events per
     * object and hour, 2,000 waiting.
     */
    public static final Budgets DEFAULTS = new Budgets(50, 500, 2, 60, 2_000);

    public Budgets {
      if (!(statusWritesPerSecond > 0)
          || statusBurst < 1
          || !(refreshesPerSecond > 0)
          || eventsPerObjectPerHour < 1
          || eventQueue < 1) {
        throw new IllegalArgumentException("write budgets must be greater than zero");
      }
    }
  }
}
