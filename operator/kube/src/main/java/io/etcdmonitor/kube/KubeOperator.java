package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.alert.AlertEngine;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.alert.AlertMemo;
import io.etcdmonitor.kube.alert.KubeAlerts;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.cluster.AlertWishes;
import io.etcdmonitor.kube.cluster.EtcdClusterReconciler;
import io.etcdmonitor.kube.cluster.InspectionApi;
import io.etcdmonitor.kube.cluster.KubeInspectionApi;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.event.EventReasons;
import io.etcdmonitor.kube.event.EventRecorder;
import io.etcdmonitor.kube.event.KubeEventWriter;
import io.etcdmonitor.kube.inspection.EtcdInspectionReconciler;
import io.etcdmonitor.kube.lookup.ObjectWatches;
import io.etcdmonitor.kube.shard.ShardElection;
import io.etcdmonitor.kube.status.ApiBreaker;
import io.etcdmonitor.kube.status.ClusterStatusShape;
import io.etcdmonitor.kube.status.InspectionPast;
import io.etcdmonitor.kube.status.InspectionStatusShape;
import io.etcdmonitor.kube.status.SsaStatusPatcher;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusPatcher;
import io.etcdmonitor.kube.status.StatusWriter;
import io.etcdmonitor.kube.status.Transitions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The Kubernetes side as a whole: {@link #start} returns at once, waits for the API and the CRDs by
 * itself, and from then on has the engine watch what the EtcdClusters say, while this replica
 * leads. The client stays the caller's. Not restartable after {@link #close}.
 */
public final class KubeOperator implements AutoCloseable {
  private final Engine engine;
  private final ApiCallCounter calls;
  private final PokeQueue pokes = new PokeQueue();
  private final JosdkCaches caches = new JosdkCaches();
  private final AlertWishes wishes = new AlertWishes(caches);
  private final ClusterStandings standings = new ClusterStandings();
  private final StatusGate<EtcdClusterStatus, Transitions> clusterGate;
  private final StatusGate<EtcdInspectionStatus, InspectionPast> inspectionGate;
  private final StatusWriter writer;
  private final EventRecorder events;
  private final ObjectWatches watches;
  private final Office office;
  private final Supplier<Optional<KubeStats.Shard>> shard;
  private final boolean shared;
  private final KubeAlerts alerts;
  private final Starter starter;
  private final EtcdClusterReconciler clusters;
  private final EtcdInspectionReconciler inspections;

  /**
   * Puts it together; nothing runs yet.
   *
   * @param client from {@link KubeClients}
   * @param engine probes only between our {@code resume} and {@code pause}
   * @param calls the counter that is installed in the client
   */
  public KubeOperator(
      KubernetesClient client,
      Engine engine,
      KubeOperatorConfig config,
      ApiCallCounter calls,
      Clock clock) {
    this(client, engine, config, calls, clock, new SsaStatusPatcher(client, config.fieldManager()));
  }

  /** With another way of writing statuses, for an API that knows no server-side apply. */
  KubeOperator(
      KubernetesClient client,
      Engine engine,
      KubeOperatorConfig config,
      ApiCallCounter calls,
      Clock clock,
      StatusPatcher patcher) {
    this.engine = engine;
    this.calls = calls;
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    double refreshes = config.budgets().refreshesPerSecond();
    clusterGate = new StatusGate<>(new ClusterStatusShape(), config.heartbeat(), refreshes, random);
    inspectionGate =
        new StatusGate<>(new InspectionStatusShape(), config.heartbeat(), refreshes, random);
    writer =
        StatusWriter.create(
            patcher,
            config.budgets().statusWritesPerSecond(),
            config.budgets().statusBurst(),
            new ApiBreaker(System::nanoTime),
            clock,
            random);
    events =
        new EventRecorder(
            new KubeEventWriter(client),
            new OperatorSubjects(caches, config),
            new EventRecorder.Settings(
                config.lease().identity(),
                config.budgets().eventsPerObjectPerHour(),
                config.budgets().eventQueue()),
            clock);
    watches =
        new ObjectWatches(
            client, KubeClients.metadataOnly(client, calls), config.namespaces(), pokes::cluster);
    shared = config.sharding().isPresent();
    if (shared) {
      Sharding sharding =
          new Sharding(config.sharding().get(), config.lease(), client, clock, new ShareDuties());
      office = sharding;
      shard = () -> Optional.of(sharding.stats());
    } else {
      office = new Leadership(config.lease(), client, clock, new LeaderDuties());
      shard = Optional::empty;
    }
    alerts = new KubeAlerts(caches, pokes, events::record, clock);
    AlertMemo.of(client, config, office::leading, clock).ifPresent(alerts::share);
    ReconcilerKit kit = new ReconcilerKit(engine, office, caches, standings, pokes, alerts, clock);
    InspectionApi api = new KubeInspectionApi(client);
    clusters = EtcdClusterReconciler.create(kit, watches, api, clusterGate, writer, events::record);
    inspections = EtcdInspectionReconciler.create(kit, api, inspectionGate, writer, events::record);
    starter =
        new Starter(
            new StartCheck(client, config.namespaces()),
            (namespaces, onEnd) ->
                new Controllers(
                    client,
                    new Controllers.Parts(
                        namespaces, clusters, inspections, caches, pokes, this::tellAll),
                    onEnd),
            office::start,
            this::forgetState,
            events::record,
            Starter.LOOK);
  }

  /** Shows the alerts of an engine, and has it go on where the leader before stopped. */
  public void use(AlertEngine alertEngine) {
    if (shared) {
      alerts.useForShare(alertEngine);
    } else {
      alerts.use(alertEngine);
    }
  }

  /** Starts. Returns at once; the engine is resumed when this replica leads. */
  public void start() {
    engine.addListener(new EngineListener(pokes, events));
    pokes.start();
    events.start();
    starter.start();
  }

  /**
   * Stops probing, gives the Lease back, stops. Takes a few seconds at most when the API answers.
   */
  @Override
  public void close() {
    office.close();
    starter.close();
    pokes.close();
    events.close();
    watches.close();
    alerts.close();
  }

  /** Numbers about it. */
  public KubeStats stats() {
    return new OperatorStats(office, shard, starter, writer, events, calls);
  }

  /**
   * What is wrong with the configuration of clusters, as their status says, and which of it keeps
   * them from being watched; so does being suspended on purpose. For whoever shows clusters beside
   * their status.
   */
  public Map<ClusterKey, List<ConfigurationProblem>> problems() {
    return standings.problems();
  }

  /** All EtcdClusters that the informers know. */
  public List<ClusterKey> clusters() {
    return caches.clusters();
  }

  /** Where all EtcdClusters are known. */
  public Sight sight() {
    return starter.sight();
  }

  /** What owners want of their clusters' alerts. */
  public AlertWishes wishes() {
    return wishes;
  }

  /**
   * The alerts file was read again, and is in force or was refused: an Event on the Lease tells.
   *
   * @param refused why, and what holds now, in one sentence
   */
  public void alertsFile(Optional<String> refused) {
    events.record(
        EventNote.ofOperator(
            refused.isPresent(),
            refused.isPresent()
                ? EventReasons.ALERTS_FILE_REFUSED
                : EventReasons.ALERTS_FILE_IN_FORCE,
            refused.orElse("The alerts file was read again and is in force.")));
    caches.clusters().forEach(pokes::cluster);
  }

  /**
   * The API was set back, and who watched it heard nothing of that: all that is known of its
   * objects, and what was written, is read anew. No controller runs meanwhile.
   */
  private void forgetState() {
    watches.startAnew();
    clusterGate.clear();
    inspectionGate.clear();
    alerts.forget();
  }

  /** Has every object looked at, which sets its timer anew, and none set up. */
  private void tellAll() {
    caches.clusters().forEach(pokes::news);
    pokeInspections();
  }

  /**
   * While the controllers were being started again nobody heard of deletions. Nobody would ever:
   * the new informers do not know what they never saw. Called by those who elect, too, while the
   * controllers may be stopped, which empties the caches.
   */
  private void forgetGone() {
    Predicate<ClusterKey> known = key -> starter.sight().covers(key);
    clusters.forgetGone(known);
    inspections.forgetGone(known);
  }

  private void pokeInspections() {
    caches.inspections().forEach(i -> pokes.inspection(i.namespace(), i.name()));
  }

  private final class LeaderDuties implements Leadership.Duties {
    private static final long NEVER = -1;
    private long led = NEVER;

    @Override
    public void prepare(long term) {
      if (term != led) {
        // Somebody led in between: statuses tell more than what we knew then.
        clusters.letGo(key -> true);
        inspections.letGo(key -> true);
        led = term;
      }
      alerts.lead(term);
    }

    @Override
    public void begin() {
      // What was written last is known only to who wrote it.
      clusterGate.clear();
      inspectionGate.clear();
      writer.clear();
      engine.resume();
      again();
    }

    @Override
    public void end() {
      engine.pause();
      alerts.forget();
    }

    @Override
    public void farewell() {
      alerts.farewell();
    }

    @Override
    public void again() {
      forgetGone();
      caches.clusters().forEach(pokes::cluster);
      pokeInspections();
    }

    @Override
    public void tellAll() {
      KubeOperator.this.tellAll();
    }
  }

  private final class ShareDuties implements ShardElection.Listener {
    @Override
    public void pause() {
      engine.pause();
    }

    @Override
    public void resume() {
      alerts.takeShare();
      engine.resume();
    }

    @Override
    public void leaving(Predicate<ClusterKey> leaving) {
      alerts.leave(leaving);
      if (office.leading()) {
        alerts.farewell();
      }
    }

    @Override
    public void letGo(Predicate<ClusterKey> gone) {
      clusters.letGo(gone);
      inspections.letGo(gone);
      alerts.drop(gone);
    }

    @Override
    public void take() {
      forgetGone();
      caches.clusters().stream().filter(office::owns).forEach(pokes::cluster);
      pokeInspections();
    }
  }
}
