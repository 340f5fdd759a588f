package io.etcdmonitor.kube;

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
import io.etcdmonitor.kube.status.SsaStatusPatcher;
import io.etcdmonitor.kube.status.StatusPatcher;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

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
  private final Statuses statuses;
  private final EventRecorder events;
  private final ObjectWatches watches;
  private final Office office;
  private final Supplier<Optional<KubeStats.Shard>> shard;
  private final boolean shared;
  private final KubeAlerts alerts;
  private final Starter starter;
  private final Fleet fleet;

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
    statuses = Statuses.create(config, patcher, clock);
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
    alerts = new KubeAlerts(caches, pokes, events::record, clock);
    shared = config.sharding().isPresent();
    if (shared) {
      ShareDuties duties = new ShareDuties(engine, alerts, this::fleet);
      Sharding sharding =
          new Sharding(config.sharding().get(), config.lease(), client, clock, duties);
      office = sharding;
      shard = () -> Optional.of(sharding.stats());
    } else {
      LeaderDuties duties = new LeaderDuties(engine, alerts, statuses, this::fleet);
      office = new Leadership(config.lease(), client, clock, duties);
      shard = Optional::empty;
    }
    AlertMemo.of(client, config, office::leading, clock).ifPresent(alerts::share);
    fleet = makeFleet(new KubeInspectionApi(client), config.lease().operator(), clock);
    starter =
        new Starter(
            new StartCheck(client, config.namespaces()),
            (namespaces, onEnd) ->
                new Controllers(
                    client,
                    new Controllers.Parts(
                        namespaces,
                        fleet.clusters(),
                        fleet.inspections(),
                        caches,
                        pokes,
                        fleet::lookAtAll),
                    onEnd),
            office::start,
            this::forgetState,
            events::record,
            Starter.LOOK);
  }

  private Fleet makeFleet(InspectionApi api, Optional<String> operator, Clock clock) {
    ReconcilerKit kit = new ReconcilerKit(engine, office, caches, standings, pokes, alerts, clock);
    return new Fleet(
        kit,
        EtcdClusterReconciler.create(
            kit, watches, api, statuses.clusters(), statuses.writer(), operator, events::record),
        EtcdInspectionReconciler.create(
            kit, api, statuses.inspections(), statuses.writer(), events::record),
        this::sight);
  }

  private Fleet fleet() {
    return fleet;
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
    return new OperatorStats(office, shard, starter, statuses.writer(), events, calls);
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
    statuses.forget();
    alerts.forget();
  }
}
