package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the controllers as soon as that is possible, and anew when an informer has ended. Whatever
 * is missing (the API, the CRDs, a right) is said in one sentence and waited for.
 */
final class Starter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
  private static final Duration RETRY = Duration.ofSeconds(3);
  private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Function<Runnable, Controllers> controllers;
  private final Runnable onStarted;
  private final Semaphore ended = new Semaphore(0);
  private volatile boolean synced;
  private Thread thread;
  private String said = "";
  private long saidAt;

  /**
   * Sets up.
   *
   * @param controllers makes a new set; is given what to run when an informer ends
   * @param onStarted run after each start
   */
  Starter(
      KubernetesClient client,
      Set<String> namespaces,
      Function<Runnable, Controllers> controllers,
      Runnable onStarted) {
    this.client = client;
    this.namespaces = namespaces;
    this.controllers = controllers;
    this.onStarted = onStarted;
  }

  synchronized void start() {
    thread = Thread.ofPlatform().name("kube-starter").daemon(true).start(this::run);
  }

  boolean synced() {
    return synced;
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        live();
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From a start that worked until an informer ends; returns at once when it did not work. */
  private void live() throws InterruptedException {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      say(obstacle.get());
      return;
    }
    ended.drainPermits();
    Controllers started;
    try {
      started = controllers.apply(ended::release);
    } catch (RuntimeException e) {
      say("The controllers cannot be set up, again soon: " + e.getMessage());
      return;
    }
    try {
      started.start();
      synced = true;
      said = "";
      onStarted.run();
      ended.acquire();
      LOG.warn("An informer ended: the controllers are started anew");
    } catch (RuntimeException e) {
      say("The controllers cannot start yet, again soon: " + root(e));
    } finally {
      synced = false;
      stop(started);
    }
  }

  private static void stop(Controllers controllers) {
    // The framework waits inside stop(); an interrupt flag would have it give up halfway.
    boolean interrupted = Thread.interrupted();
    try {
      controllers.close();
    } catch (RuntimeException e) {
      LOG.debug("Stopping the controllers failed", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Optional<String> obstacle() {
    return obstacle(EtcdCluster.class).or(() -> obstacle(EtcdInspection.class));
  }

  private Optional<String> obstacle(Class<? extends CustomResource<?, ?>> type) {
    String name = CustomResource.getCRDName(type);
    try {
      var resources = client.resources(type);
      var scoped =
          namespaces.isEmpty()
              ? resources.inAnyNamespace()
              : resources.inNamespace(namespaces.iterator().next());
      var unused = scoped.list(new ListOptionsBuilder().withLimit(1L).build());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (ApiErrors.noAnswer(e)) {
        return Optional.of("The Kubernetes API does not answer: waiting for it (" + root(e) + ")");
      }
      return Optional.of(
          switch (e.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND ->
                "The CRD "
                    + name
                    + " is not installed: apply the files of crds/manifests (kubectl apply"
                    + " --server-side -f crds/manifests/); waiting for it";
            case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED ->
                "The operator may not list "
                    + name
                    + ": check its ServiceAccount and RBAC rules; waiting for them ("
                    + e.getMessage()
                    + ")";
            default -> "The Kubernetes API refuses to list " + name + ": " + e.getMessage();
          });
    }
  }

  private void say(String sentence) {
    long now = System.nanoTime();
    if (!sentence.equals(said) || now - saidAt > SAY_AGAIN.toNanos()) {
      LOG.warn("{}", sentence);
      said = sentence;
      saidAt = now;
    }
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
