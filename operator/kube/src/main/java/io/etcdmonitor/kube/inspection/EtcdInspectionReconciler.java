package io.etcdmonitor.kube.inspection;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.Times;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.etcdmonitor.kube.cluster.InspectionApi;
import io.etcdmonitor.kube.cluster.Ownership;
import io.etcdmonitor.kube.cluster.ReservedNames;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.status.Calm;
import io.etcdmonitor.kube.status.InspectionPast;
import io.etcdmonitor.kube.status.InspectionView.Kind;
import io.etcdmonitor.kube.status.InspectionView.Standing;
import io.etcdmonitor.kube.status.Settling;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has people's inspections run, and writes the status of all. Those that the operator made are run
 * by what their cluster says ({@code EtcdClusterReconciler}). Does nothing on a replica that does
 * not lead.
 */
public final class EtcdInspectionReconciler implements Reconciler<EtcdInspection> {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdInspectionReconciler.class);

  private final ReconcilerKit kit;
  private final InspectionReporter reporter;
  private final PersonalRuns runs;
  private final OneShots oneShots;
  private final Consumer<EventNote> events;
  private final Map<String, Memory> memories = new ConcurrentHashMap<>();

  EtcdInspectionReconciler(
      ReconcilerKit kit,
      InspectionApi api,
      InspectionReporter reporter,
      Consumer<EventNote> events) {
    this.kit = kit;
    this.reporter = reporter;
    this.runs = new PersonalRuns(kit);
    this.oneShots = new OneShots(kit, api);
    this.events = events;
  }

  /**
   * Puts one together.
   *
   * @param events takes notes for Events; must return at once
   */
  public static EtcdInspectionReconciler create(
      ReconcilerKit kit,
      InspectionApi api,
      StatusGate<EtcdInspectionStatus, InspectionPast> gate,
      StatusWriter writer,
      Consumer<EventNote> events) {
    return new EtcdInspectionReconciler(
        kit, api, new InspectionReporter(gate, writer, kit.clock()), events);
  }

  /** What is remembered of an inspection between reconciliations. */
  private static final class Memory {
    final InspectionKey key;
    final String uid;
    final Settling settling;
    String refused = "";
    Calm calm = Calm.NEVER;
    Long generation;

    Memory(EtcdInspection inspection, Instant now) {
      this.key = InspectionKeys.of(inspection);
      this.uid = inspection.getMetadata().getUid();
      this.settling = new Settling(now);
      this.generation = inspection.getMetadata().getGeneration();
    }
  }

  @Override
  public UpdateControl<EtcdInspection> reconcile(
      EtcdInspection inspection, Context<EtcdInspection> context) {
    if (context.isPrimaryResourceDeleted() || inspection.isMarkedForDeletion()) {
      forget(inspection);
      if (context.isPrimaryResourceDeleted()) {
        kit.successors().lookFor(inspection, () -> memories.containsKey(object(inspection)));
      }
      return UpdateControl.noUpdate();
    }
    if (!kit.gate().enter(InspectionKeys.of(inspection).cluster())) {
      return UpdateControl.noUpdate();
    }
    try {
      return UpdateControl.<EtcdInspection>noUpdate().rescheduleAfter(look(inspection));
    } catch (KubernetesClientException e) {
      LOG.info("{} waits for the Kubernetes API: {}", object(inspection), ApiErrors.sentence(e));
      return UpdateControl.<EtcdInspection>noUpdate().rescheduleAfter(kit.retryPause());
    } finally {
      kit.gate().exit();
    }
  }

  /** The inspections of these clusters are another replica's from now on. */
  public void letGo(Predicate<ClusterKey> clusters) {
    forget(key -> clusters.test(key.cluster()), kit.engine()::cancel);
  }

  /**
   * Forgets those that were deleted while nobody listened.
   *
   * @param known whose inspections would be in the caches; asked after them, for it ends before
   *     they are emptied
   */
  public void forgetGone(Predicate<ClusterKey> known) {
    forget(
        key ->
            kit.caches().inspection(key.cluster().namespace(), key.name()).isEmpty()
                && known.test(key.cluster()),
        this::stop);
  }

  private void forget(Predicate<InspectionKey> which, Consumer<InspectionKey> end) {
    memories
        .values()
        .removeIf(memory -> {
          boolean gone = which.test(memory.key);
          if (gone) {
            end.accept(memory.key);
            reporter.forget(memory.key.cluster().namespace() + "/" + memory.key.name());
          }
          return gone;
        });
  }

  /** What the operator itself runs goes on: its object is made again. */
  private void stop(InspectionKey key) {
    kit.engine()
        .inspection(key)
        .filter(state -> !state.spec().primary())
        .ifPresent(state -> kit.engine().cancel(key));
  }

  private Duration look(EtcdInspection inspection) {
    Memory known = memories.get(object(inspection));
    if (known != null && !Objects.equals(known.uid, inspection.getMetadata().getUid())) {
      // Deleted and made again while nobody listened: it has not run yet, and may be about another
      // cluster.
      stop(known.key);
      forget(inspection);
    }
    Memory memory =
        memories.computeIfAbsent(
            object(inspection), o -> new Memory(inspection, kit.clock().instant()));
    if (reporter.last(inspection).isEmpty() || reporter.overwritten(inspection)) {
      // What was composed calmly is not what is written there now.
      memory.calm = Calm.NEVER;
    }
    memory.settling.found(reporter.adopt(inspection));
    Optional<InspectionPast> last = reporter.last(inspection);
    if (OneShots.finished(inspection, last)) {
      return oneShots.untilDeleted(inspection, last.orElseThrow());
    }
    Optional<String> reserved = reserved(inspection);
    Standing standing = run(inspection, memory, reserved);
    tell(inspection, memory, standing);
    Optional<Duration> waits = reporter.waits(inspection);
    if (waits.isPresent()) {
      return Times.shorter(waits.get(), InspectionReporter.AT_LEAST);
    }
    Optional<InspectionState> state =
        reserved.isPresent()
            ? Optional.empty()
            : kit.engine().inspection(InspectionKeys.of(inspection));
    Duration settling =
        memory.settling.left(() -> awaited(standing, state), kit.clock().instant(), kit.settle());
    if (settling.isPositive()) {
      return Times.shorter(settling, InspectionReporter.AT_LEAST);
    }
    InspectionReporter.Report report =
        reporter.report(inspection, standing, state, alerts(inspection), memory.calm);
    memory.calm = report.calm();
    return report.again();
  }

  /** Has it run if that is ours to do; returns how it stands then. */
  private Standing run(EtcdInspection inspection, Memory memory, Optional<String> reserved) {
    Long generation = inspection.getMetadata().getGeneration();
    Standing standing = standing(inspection, reserved);
    if (!Ownership.operatorMade(inspection)) {
      // Under a reserved name the engine has the operator's own run, not this one.
      standing = reserved.isPresent() ? standing : runs.run(inspection, standing);
    } else if (!Objects.equals(generation, memory.generation)) {
      // Somebody edited it: the cluster's reconciler heeds what may be edited and puts the rest
      // back.
      kit.pokes().cluster(InspectionKeys.of(inspection).cluster());
    }
    memory.generation = generation;
    return standing;
  }

  /** Alerts come from what the operator itself runs, not from people's own inspections. */
  private List<OpenAlert> alerts(EtcdInspection inspection) {
    return Ownership.operatorMade(inspection)
        ? kit.alerts()
            .view(InspectionKeys.of(inspection).cluster())
            .of(inspection.getSpec().feature())
        : List.of();
  }

  private Standing standing(EtcdInspection inspection, Optional<String> reserved) {
    ClusterKey cluster = InspectionKeys.of(inspection).cluster();
    return StandingRule.of(
        inspection,
        kit.caches().cluster(cluster).isPresent(),
        reserved,
        kit.standings().get(cluster),
        kit.engine().features().stream().map(FeatureProvider::name).toList());
  }

  private Optional<String> reserved(EtcdInspection inspection) {
    return ReservedNames.feature(
        inspection,
        kit.caches().cluster(InspectionKeys.of(inspection).cluster()),
        kit.engine().features());
  }

  /**
   * Whether its first result may come. Nor is it known how it stands with it before its cluster was
   * looked at, whose reconciler is the one that reads what this status tells of a former process.
   */
  private static boolean awaited(Standing standing, Optional<InspectionState> state) {
    return (standing.kind() == Kind.RUNS || StandingRule.isNotLookedAt(standing))
        && state.flatMap(InspectionState::latest).isEmpty();
  }

  private void tell(EtcdInspection inspection, Memory memory, Standing standing) {
    String refused = standing.kind() == Kind.REFUSED ? standing.reason() + standing.message() : "";
    if (!refused.isEmpty() && !refused.equals(memory.refused) && !memory.settling.goesOn()) {
      events.accept(
          new EventNote(
              InspectionKeys.of(inspection).cluster(),
              Optional.of(inspection.getMetadata().getName()),
              true,
              standing.reason(),
              "",
              standing.message()));
    }
    memory.refused = refused;
  }

  private void forget(EtcdInspection inspection) {
    reporter.forget(inspection);
    memories.remove(object(inspection));
    if (inspection.getSpec() == null) {
      return;
    }
    if (Ownership.operatorMade(inspection) || reserved(inspection).isPresent()) {
      // Its feature may still be enabled: the cluster's reconciler puts its own there. One that is
      // gone would wait for ever to be set up.
      ClusterKey cluster = InspectionKeys.of(inspection).cluster();
      kit.caches().cluster(cluster).ifPresent(there -> kit.pokes().cluster(cluster));
    } else {
      runs.stop(inspection);
    }
  }

  private static String object(EtcdInspection inspection) {
    return inspection.getMetadata().getNamespace() + "/" + inspection.getMetadata().getName();
  }
}
