package io.etcdmonitor.kube.event;

import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import io.etcdmonitor.kube.Times;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.etcdmonitor.kube.status.Outcomes;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of Kubernetes Events. {@code record} never blocks and never throws; a thread of
 * its own writes. While the API is away notes wait in a bounded queue. See DESIGN.md beside this
 * class.
 */
public final class EventRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(10);

  /**
   * Each says what is now, of which a member may have several: the words of an earlier one, counted
   * once more, would be false.
   */
  private static final Set<TransitionType> NEWS_EACH_TIME =
      EnumSet.of(
          TransitionType.ALARM_RAISED,
          TransitionType.ALARM_CLEARED,
          TransitionType.CERTIFICATE_EXPIRING,
          TransitionType.CLUSTER_ID_CHANGED,
          TransitionType.VERSION_CHANGED,
          TransitionType.MEMBER_ADDED,
          TransitionType.MEMBER_REMOVED);

  private final EventWriter writer;
  private final Subjects subjects;
  private final Clock clock;
  private final EventFactory factory;
  private final EventAggregator aggregator;
  private final BlockingQueue<Waiting> queue;
  private final Outcomes<EventOutcome> outcomes = new Outcomes<>(EventOutcome.class);
  private long serial;
  private final Forbidden forbidden = new Forbidden();
  private Thread worker;

  private record Waiting(EventNote note, Instant time) {}

  /**
   * What bounds it.
   *
   * @param instance name of this replica
   * @param perObjectPerHour Events about one object
   * @param queue notes that may wait
   */
  public record Settings(String instance, int perObjectPerHour, int queue) {}

  public EventRecorder(EventWriter writer, Subjects subjects, Settings settings, Clock clock) {
    this.writer = writer;
    this.subjects = subjects;
    this.clock = clock;
    this.factory = new EventFactory(settings.instance());
    this.aggregator = new EventAggregator(settings.perObjectPerHour());
    this.queue = new LinkedBlockingQueue<>(settings.queue());
  }

  /** Starts the writing thread. */
  public synchronized void start() {
    worker = Thread.ofVirtual().name("event-recorder").start(this::work);
  }

  @Override
  public synchronized void close() {
    if (worker != null) {
      worker.interrupt();
    }
  }

  /** Takes a note. Returns at once. */
  public void record(EventNote note) {
    if (!queue.offer(new Waiting(note, clock.instant()))) {
      outcomes.count(EventOutcome.DROPPED);
    }
  }

  /** Takes note of what happened between two results. Returns at once. */
  public void record(ResultChange change) {
    for (Transition transition : change.transitions()) {
      record(note(change.spec(), transition));
    }
  }

  /** Counts since start. */
  public Map<EventOutcome, Long> outcomes() {
    return outcomes.snapshot();
  }

  /** Notes waiting. */
  public int waiting() {
    return queue.size();
  }

  /**
   * What a person's own inspection sees is told on it, so that the cluster's Events say everything
   * once.
   */
  private static EventNote note(InspectionSpec spec, Transition t) {
    boolean ofInspection =
        !spec.primary()
            || t.type() == TransitionType.INSPECTION_FAILED
            || t.type() == TransitionType.INSPECTION_RECOVERED;
    return new EventNote(
        t.cluster(),
        ofInspection ? Optional.of(t.inspection().name()) : Optional.empty(),
        t.trouble(),
        t.type().word(),
        NEWS_EACH_TIME.contains(t.type()) ? t.message() : t.member() + "/" + t.reason(),
        t.message());
  }

  private void work() {
    try {
      while (!Thread.interrupted()) {
        Waiting next = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          untilAnswered(next.note().cluster().namespace(), () -> write(next));
        }
        writeSeries();
        aggregator.sweep(clock.instant());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries until the API has answered, whatever the answer: the order of Events is kept. */
  private void untilAnswered(String namespace, Runnable attempt) throws InterruptedException {
    Duration pause = FIRST_RETRY;
    while (true) {
      try {
        attempt.run();
        return;
      } catch (RuntimeException | Error e) {
        if (!(e instanceof KubernetesClientException answer)
            || !worthAnotherTry(answer, namespace)) {
          outcomes.count(EventOutcome.REFUSED);
          LOG.warn("An Event could not be written: {}", ApiErrors.sentence(e));
          return;
        }
        LOG.debug("An Event waits for the API: {}", ApiErrors.sentence(e));
      }
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      pause = Times.shorter(pause.multipliedBy(2), LAST_RETRY);
    }
  }

  private boolean worthAnotherTry(KubernetesClientException answer, String namespace) {
    return goesAway(answer)
        || (answer.getCode() == HttpURLConnection.HTTP_FORBIDDEN
            && !ApiErrors.terminating(answer)
            && forbidden.mayPass(namespace, clock.instant()));
  }

  private static boolean goesAway(KubernetesClientException answer) {
    return ApiErrors.passing(answer) || ApiErrors.conflict(answer);
  }

  private void write(Waiting waiting) {
    EventNote note = waiting.note();
    Optional<ObjectReference> regarding = regarding(note);
    if (regarding.isEmpty()) {
      outcomes.count(EventOutcome.DROPPED);
      return;
    }
    EventAggregator.Key key = EventAggregator.key(note, regarding.get().getUid());
    if (aggregator.repeat(key, waiting.time()).isPresent()) {
      outcomes.count(EventOutcome.AGGREGATED);
      return;
    }
    if (!aggregator.allowed(key, waiting.time())) {
      outcomes.count(EventOutcome.OVER_BUDGET);
      return;
    }
    Event event = factory.create(note, regarding.get(), waiting.time(), serial++);
    writer.create(event);
    forbidden.allowed(note.cluster().namespace());
    aggregator.created(
        key, event.getMetadata().getNamespace(), event.getMetadata().getName(), waiting.time());
    outcomes.count(EventOutcome.CREATED);
  }

  private Optional<ObjectReference> regarding(EventNote note) {
    if (note.cluster().equals(EventNote.OPERATOR)) {
      return subjects.operatorReference();
    }
    return note.inspection().isPresent()
        ? subjects.inspectionReference(note.cluster().namespace(), note.inspection().get())
        : subjects.clusterReference(note.cluster());
  }

  private void writeSeries() throws InterruptedException {
    for (var due = aggregator.due(clock.instant());
        due.isPresent();
        due = aggregator.due(clock.instant())) {
      EventAggregator.Key key = due.get().getKey();
      EventAggregator.Series series = due.get().getValue();
      untilAnswered(series.namespace, () -> write(key, series));
    }
  }

  private void write(EventAggregator.Key key, EventAggregator.Series series) {
    try {
      writer.updateSeries(series.namespace, series.name, series.count, series.last);
      series.saved = series.last;
    } catch (RuntimeException | Error e) {
      if (e instanceof KubernetesClientException answer && goesAway(answer)) {
        throw e;
      }
      outcomes.count(EventOutcome.REFUSED);
      LOG.warn("The repeats of an Event could not be written: {}", ApiErrors.sentence(e));
      aggregator.lost(key);
    }
  }
}
