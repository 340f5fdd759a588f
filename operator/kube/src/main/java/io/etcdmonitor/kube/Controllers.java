package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.cluster.EtcdClusterReconciler;
import io.etcdmonitor.kube.inspection.EtcdInspectionReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One life of the framework's operator: its two controllers, set up so that they neither leak nor
 * give up nor end the process. A stopped one is thrown away.
 */
final class Controllers implements Starter.Life {
  private static final int THREADS = 16;
  private static final int RETRY_MILLIS = 2_000;
  private static final int MAX_RETRY_MILLIS = 60_000;
  private static final Duration SYNC = Duration.ofMinutes(2);
  private static final long PAGE = 500;

  private final Operator operator;
  private final ClockWatch clock;

  /**
   * Sets up.
   *
   * @param onInformerStopped told when an informer ended for good: everything has to be started
   *     anew
   */
  Controllers(KubernetesClient client, Parts parts, Runnable onInformerStopped) {
    operator =
        new Operator(o ->
            o.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withResourceCloner(new NoCloner())
                .checkingCRDAndValidateLocalModel(false)
                .withConcurrentReconciliationThreads(THREADS)
                .withConcurrentWorkflowExecutorThreads(1)
                .withCacheSyncTimeout(SYNC)
                .withStopOnInformerErrorDuringStartup(true)
                .withInformerStoppedHandler((informer, failure) -> {
                  if (failure != null) {
                    onInformerStopped.run();
                  }
                }));
    operator.register(
        new ClusterController(parts),
        (ControllerConfigurationOverrider<EtcdCluster> o) -> configure(o, parts.namespaces()));
    operator.register(
        new InspectionController(parts),
        (ControllerConfigurationOverrider<EtcdInspection> o) -> configure(o, parts.namespaces()));
    clock = new ClockWatch(System::currentTimeMillis, System::nanoTime, parts.pokeAll());
  }

  /**
   * What the controllers are made of.
   *
   * @param namespaces to look at; empty means all
   */
  record Parts(
      Set<String> namespaces,
      EtcdClusterReconciler clusters,
      EtcdInspectionReconciler inspections,
      JosdkCaches caches,
      PokeQueue pokes,
      Runnable pokeAll) {}

  @Override
  public void start() {
    operator.start();
    clock.start();
  }

  @Override
  public boolean watching() {
    return operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  @Override
  public void close() {
    clock.close();
    operator.stop();
  }

  /**
   * The default interval of 10 hours leaks a timer per reconciliation; ours reschedule themselves.
   */
  private static <T extends HasMetadata> void configure(
      ControllerConfigurationOverrider<T> o, Set<String> namespaces) {
    o.withReconciliationMaxInterval(null)
        .withTriggerReconcilerOnAllEvents(true)
        .withInformerListLimit(PAGE)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(RETRY_MILLIS)
                .setIntervalMultiplier(2)
                .setMaxInterval(MAX_RETRY_MILLIS)
                .withoutMaxAttempts());
    if (namespaces.isEmpty()) {
      o.watchingAllNamespaces();
    } else {
      o.settingNamespaces(namespaces);
    }
  }

  @ControllerConfiguration(name = "etcdcluster")
  private static final class ClusterController implements Reconciler<EtcdCluster> {
    private final Parts parts;

    ClusterController(Parts parts) {
      this.parts = parts;
    }

    @Override
    public List<EventSource<?, EtcdCluster>> prepareEventSources(
        EventSourceContext<EtcdCluster> context) {
      PokeSource<EtcdCluster> source = new PokeSource<>(context.getPrimaryCache());
      parts.caches().useClusters(context.getPrimaryCache());
      parts.pokes().onCluster((ClusterKey k) -> source.poke(id(k.namespace(), k.name())));
      return List.of(source);
    }

    @Override
    public UpdateControl<EtcdCluster> reconcile(EtcdCluster cluster, Context<EtcdCluster> context) {
      return parts.clusters().reconcile(cluster, context);
    }
  }

  @ControllerConfiguration(name = "etcdinspection")
  private static final class InspectionController implements Reconciler<EtcdInspection> {
    private final Parts parts;

    InspectionController(Parts parts) {
      this.parts = parts;
    }

    @Override
    public List<EventSource<?, EtcdInspection>> prepareEventSources(
        EventSourceContext<EtcdInspection> context) {
      PokeSource<EtcdInspection> source = new PokeSource<>(context.getPrimaryCache());
      parts.caches().useInspections(context.getPrimaryCache());
      parts.pokes().onInspection((namespace, name) -> source.poke(id(namespace, name)));
      return List.of(source);
    }

    @Override
    public UpdateControl<EtcdInspection> reconcile(
        EtcdInspection inspection, Context<EtcdInspection> context) {
      return parts.inspections().reconcile(inspection, context);
    }
  }

  /** Our reconcilers change no object that they are given: a copy by way of JSON is for nothing. */
  private static final class NoCloner implements Cloner {
    @Override
    public <R extends HasMetadata> R clone(R object) {
      return object;
    }
  }

  private static ResourceID id(String namespace, String name) {
    return new ResourceID(name, namespace);
  }
}
