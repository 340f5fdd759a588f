package io.etcdmonitor.kube.status;

import io.etcdmonitor.kube.calls.ApiErrors;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of statuses: asks the gate, keeps the budget, survives the API's absence.
 * Thread-safe. Never throws for what the API does.
 */
public final class StatusWriter {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

  /** Refreshing leaves this share of the burst to changes. */
  private static final double RESERVE_FOR_CHANGES = 0.25;

  private static final Duration LONG = Duration.ofHours(1);

  private final StatusPatcher patcher;
  private final WriteTurns turns;
  private final ApiBreaker breaker;
  private final Clock clock;
  private final RandomGenerator random;
  private final Refusals refusals;
  private final Outcomes<WriteOutcome> outcomes = new Outcomes<>(WriteOutcome.class);

  StatusWriter(
      StatusPatcher patcher,
      WriteTurns turns,
      ApiBreaker breaker,
      Clock clock,
      RandomGenerator random) {
    this.patcher = patcher;
    this.turns = turns;
    this.breaker = breaker;
    this.clock = clock;
    this.random = random;
    this.refusals = new Refusals(clock);
  }

  /**
   * Builds one.
   *
   * @param perSecond writes in the long run
   * @param burst writes at once
   */
  public static StatusWriter create(
      StatusPatcher patcher,
      double perSecond,
      int burst,
      ApiBreaker breaker,
      Clock clock,
      RandomGenerator random) {
    return new StatusWriter(
        patcher,
        new WriteTurns(perSecond, burst, RESERVE_FOR_CHANGES, System::nanoTime),
        breaker,
        clock,
        random);
  }

  /**
   * What happened.
   *
   * @param outcome what
   * @param again when this object is to be looked at again, at the latest
   */
  public record Result(WriteOutcome outcome, Duration again) {}

  /**
   * Whether there is no use in composing the status of an object, because even news of it could not
   * be written yet: it waits for its turn already, or for the API. Cheap.
   *
   * @return when to ask again; empty when it is to be composed and given to {@link #write}
   */
  public Optional<Duration> waits(StatusGate<?, ?> gate, String object) {
    return turns
        .idle(new WriteTurns.Who(gate, object), breaker.barred(), ApiBreaker.PAUSE)
        .map(StatusWriter::roundedUp);
  }

  /**
   * Writes a status if it is worth it.
   *
   * @param fresh holds name, namespace and the new status only
   * @param uid of the object
   */
  public <S> Result write(StatusGate<S, ?> gate, CustomResource<?, S> fresh, String uid) {
    String object = fresh.getMetadata().getNamespace() + "/" + fresh.getMetadata().getName();
    WriteTurns.Who who = new WriteTurns.Who(gate, object);
    StatusGate.Decision decision = gate.decide(object, uid, fresh.getStatus(), clock.instant());
    if (!decision.write()) {
      turns.giveUp(who);
      return counted(WriteOutcome.UNCHANGED, decision.again());
    }
    boolean change = decision.reason() == WriteOutcome.CHANGED;
    if (breaker.barred()) {
      return deferred(turns.away(who, change, ApiBreaker.PAUSE));
    }
    Optional<Duration> turn = turns.ask(who, change);
    if (turn.isPresent()) {
      return deferred(turn.get());
    }
    if (!breaker.allows()) {
      return deferred(turns.away(who, change, ApiBreaker.PAUSE));
    }
    return patch(gate, fresh, uid, object, decision.reason());
  }

  /** The object is gone, or another replica's. */
  public void forget(StatusGate<?, ?> gate, String object) {
    WriteTurns.Who who = new WriteTurns.Who(gate, object);
    gate.forget(object);
    turns.giveUp(who);
    refusals.over(who);
  }

  /** Nobody waits any more: another replica writes now. */
  public void clear() {
    turns.clear();
  }

  /** Counts since start. */
  public Map<WriteOutcome, Long> outcomes() {
    return outcomes.snapshot();
  }

  private <S> Result patch(
      StatusGate<S, ?> gate,
      CustomResource<?, S> fresh,
      String uid,
      String object,
      WriteOutcome reason) {
    WriteTurns.Who who = new WriteTurns.Who(gate, object);
    try {
      String version = patcher.patch(fresh);
      breaker.answered();
      refusals.over(who);
      gate.written(object, uid, fresh.getStatus(), version, clock.instant());
      return counted(reason, LONG);
    } catch (KubernetesClientException e) {
      if (ApiErrors.noAnswer(e)) {
        breaker.silent(ApiErrors.root(e));
        return counted(WriteOutcome.FAILED, jittered(ApiBreaker.PAUSE));
      }
      breaker.answered();
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        gate.forget(object);
        refusals.over(who);
        return counted(WriteOutcome.GONE, LONG);
      }
      say(fresh.getKind(), object, e);
      return counted(WriteOutcome.FAILED, jittered(refusals.pause(who, ApiErrors.lasting(e))));
    }
  }

  private void say(String kind, String object, KubernetesClientException e) {
    refusals
        .worthSaying(kind + e.getCode())
        .ifPresent(others ->
            LOG.warn(
                "The status of {} {} was not taken and is tried again{}: {}",
                kind,
                object,
                others == 0 ? "" : " (so were " + others + " since this was said last)",
                ApiErrors.refusal(e)));
  }

  private Result counted(WriteOutcome outcome, Duration again) {
    outcomes.count(outcome);
    return new Result(outcome, again);
  }

  private Result deferred(Duration again) {
    return counted(WriteOutcome.DEFERRED, roundedUp(again));
  }

  /** Schedules count milliseconds: nobody is to come just before its turn. */
  private static Duration roundedUp(Duration time) {
    return Duration.ofMillis(time.toMillis() + 1);
  }

  /** From once to twice as long: those who wait for the same thing do not come back together. */
  private Duration jittered(Duration pause) {
    return pause.plusMillis((long) (pause.toMillis() * random.nextDouble()));
  }
}
