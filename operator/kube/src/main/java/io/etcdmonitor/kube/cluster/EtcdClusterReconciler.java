package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.ClusterStandings.Standing;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.Times;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.lookup.ObjectWatches;
import io.etcdmonitor.kube.provider.ClusterProviders;
import io.etcdmonitor.kube.status.FeatureFact;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.etcdmonitor.kube.status.Transitions;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the engine what to watch, keeps the inspections of a cluster, writes its status. No etcd
 * I/O; does nothing on a replica that does not lead. See DESIGN.md beside this class.
 */
public final class EtcdClusterReconciler implements Reconciler<EtcdCluster> {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdClusterReconciler.class);

  /** Looked at so often at least: a result that stays away pokes nobody. */
  static final Duration AT_LEAST = Duration.ofSeconds(60);

  private static final Duration NEARLY = AT_LEAST.minusSeconds(1);

  /** While results of an edited spec are awaited: not each of them is news. */
  private static final Duration AWAITING = Duration.ofSeconds(1);

  private final ReconcilerKit kit;
  private final ClusterWatcher watcher;
  private final InspectionObjects objects;
  private final ClusterReporter reporter;
  private final ProblemEvents problemEvents;
  private final ClusterFeatures features;
  private final ClusterRegistration registration;
  private final Map<ClusterKey, ClusterMemory> memories = new ConcurrentHashMap<>();

  EtcdClusterReconciler(
      ReconcilerKit kit,
      ClusterWatcher watcher,
      InspectionObjects objects,
      ClusterReporter reporter,
      ProblemEvents problemEvents) {
    this.kit = kit;
    this.watcher = watcher;
    this.objects = objects;
    this.reporter = reporter;
    this.problemEvents = problemEvents;
    this.features = new ClusterFeatures(kit);
    this.registration = new ClusterRegistration(kit, watcher, features);
  }

  /**
   * Puts one together.
   *
   * @param operator what this one is called; empty where it cannot be told from others
   * @param events takes notes for Events; must return at once
   */
  public static EtcdClusterReconciler create(
      ReconcilerKit kit,
      ObjectWatches watches,
      InspectionApi api,
      StatusGate<EtcdClusterStatus, Transitions> gate,
      StatusWriter writer,
      Optional<String> operator,
      Consumer<EventNote> events) {
    return new EtcdClusterReconciler(
        kit,
        new ClusterWatcher(kit, watches, new ClusterConfigurator(ClusterProviders.load())),
        new InspectionObjects(api, kit.caches()),
        new ClusterReporter(gate, writer, operator, events, kit.clock()),
        new ProblemEvents(events));
  }

  @Override
  public UpdateControl<EtcdCluster> reconcile(EtcdCluster cluster, Context<EtcdCluster> context) {
    if (context.isPrimaryResourceDeleted() || cluster.isMarkedForDeletion()) {
      forget(cluster);
      if (context.isPrimaryResourceDeleted()) {
        ClusterKey key = ClusterKeys.of(cluster);
        kit.successors().lookFor(key, () -> memories.containsKey(key));
      }
      return UpdateControl.noUpdate();
    }
    if (!kit.gate().enter(ClusterKeys.of(cluster))) {
      return UpdateControl.noUpdate();
    }
    try {
      return UpdateControl.<EtcdCluster>noUpdate().rescheduleAfter(look(cluster));
    } catch (KubernetesClientException e) {
      LOG.info(
          "{} waits for the Kubernetes API: {}", ClusterKeys.of(cluster), ApiErrors.sentence(e));
      return UpdateControl.<EtcdCluster>noUpdate().rescheduleAfter(kit.retryPause());
    } finally {
      kit.gate().exit();
    }
  }

  /** These clusters are another replica's from now on: it writes what they look like. */
  public void letGo(Predicate<ClusterKey> clusters) {
    Set.copyOf(memories.keySet()).stream().filter(clusters).forEach(this::letGo);
  }

  /**
   * Forgets those that were deleted while nobody listened.
   *
   * @param known whether it would be in the caches; asked after them, for it ends before they are
   *     emptied
   */
  public void forgetGone(Predicate<ClusterKey> known) {
    letGo(key -> kit.caches().cluster(key).isEmpty() && known.test(key));
  }

  private void letGo(ClusterKey key) {
    watcher.letGo(key);
    memories.remove(key);
    var unused = kit.pokes().settingUp(key);
    problemEvents.forget(key);
    reporter.forget(key.toString());
    kit.standings().remove(key);
  }

  private Duration look(EtcdCluster cluster) {
    ClusterKey key = ClusterKeys.of(cluster);
    ClusterMemory known = memories.get(key);
    if (known != null && !Objects.equals(known.uid, cluster.getMetadata().getUid())) {
      // Deleted and made again while nobody listened: what was seen of the other is not this one's.
      letGo(key);
    }
    ClusterMemory memory = memories.computeIfAbsent(key, k -> begin(cluster));
    boolean asked = kit.pokes().settingUp(key);
    Instant now = kit.clock().instant();
    Optional<Setup> current =
        memory.setup.filter(s -> !asked && now.isBefore(s.at().plus(NEARLY)) && s.isOf(cluster));
    if (current.isPresent()) {
      Duration again = Duration.between(now, current.get().at().plus(AT_LEAST));
      return Times.shorter(again, report(cluster, memory, current.get()));
    }
    memory.setup = Optional.empty();
    List<ConfigurationProblem> problems = new ArrayList<>();
    FeaturePlan plan = registration.register(cluster, memory, problems);
    Duration again = AT_LEAST;
    boolean complete = true;
    try {
      problems.addAll(objects.sync(cluster, plan));
    } catch (KubernetesClientException e) {
      // Probing and the status need these objects least of all.
      LOG.warn(
          "The inspections of {} could not be written, again later: {}",
          key,
          ApiErrors.sentence(e));
      again = kit.retryPause();
      complete = false;
    }
    Setup setup = Setup.of(cluster, now, plan, problems);
    memory.setup = complete ? Optional.of(setup) : Optional.empty();
    tell(cluster, memory, problems);
    return Times.shorter(again, report(cluster, memory, setup));
  }

  private ClusterMemory begin(EtcdCluster cluster) {
    kit.alerts().take(cluster, kit.gate().kept(ClusterKeys.of(cluster)));
    return new ClusterMemory(cluster.getMetadata().getUid(), kit.clock().instant());
  }

  /** The inspections' own status follows from how their cluster stands. */
  private void tell(
      EtcdCluster cluster, ClusterMemory memory, List<ConfigurationProblem> problems) {
    ClusterKey key = ClusterKeys.of(cluster);
    if (kit.standings().put(key, Standing.of(memory.refusals, problems))) {
      pokeInspections(key);
    }
    problemEvents.update(
        cluster,
        problems.stream().filter(p -> !p.reason().equals(Reasons.SUSPENDED)).toList(),
        problems.stream().anyMatch(ConfigurationProblem::suspends));
  }

  private Duration report(EtcdCluster cluster, ClusterMemory memory, Setup setup) {
    Optional<Duration> waits = reporter.waits(cluster);
    if (waits.isPresent()) {
      return waits.get();
    }
    List<FeatureFact> facts = features.facts(cluster, setup.plan());
    memory.settling.found(reporter.adopt(cluster));
    Duration settling =
        memory.settling.left(() -> awaited(memory, facts), kit.clock().instant(), kit.settle());
    if (settling.isPositive()) {
      return settling;
    }
    ClusterKey key = ClusterKeys.of(cluster);
    long current = cluster.getMetadata().getGeneration();
    long shown = memory.shown.of(current, kit.engine(), kit.clock().instant());
    Duration again =
        reporter.report(
            cluster,
            shown,
            kit.engine().assess(key, setup.problems()),
            facts,
            kit.alerts().view(key));
    return shown == current ? again : Times.shorter(again, AWAITING);
  }

  /** Whether a first result may come; each has the status looked at. */
  private static boolean awaited(ClusterMemory memory, List<FeatureFact> facts) {
    return memory.watched.isPresent()
        && facts.stream()
            .anyMatch(f -> f.reason().isEmpty() && f.state().flatMap(s -> s.latest()).isEmpty());
  }

  private void forget(EtcdCluster cluster) {
    ClusterKey key = ClusterKeys.of(cluster);
    letGo(key);
    pokeInspections(key);
    if (!kit.successors().isOne(cluster) && kit.gate().enter(key)) {
      try {
        objects.deleteAllOf(cluster);
      } catch (KubernetesClientException e) {
        LOG.info("The inspections of {} are left to Kubernetes: {}", key, ApiErrors.sentence(e));
      } finally {
        kit.gate().exit();
      }
    }
  }

  private void pokeInspections(ClusterKey key) {
    kit.caches()
        .inspectionsOf(key)
        .forEach(i -> kit.pokes().inspection(key.namespace(), i.getMetadata().getName()));
  }
}
