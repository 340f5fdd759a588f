package io.etcdmonitor.kube.status;

import io.etcdmonitor.kube.calls.ApiErrors;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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

  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofHours(1);

  private final StatusPatcher patcher;
  private final TokenBucket budget;
  private final ApiBreaker breaker;
  private final Clock clock;
  private final RandomGenerator random;
  private final Outcomes<WriteOutcome> outcomes = new Outcomes<>(WriteOutcome.class);

  StatusWriter(
      StatusPatcher patcher,
      TokenBucket budget,
      ApiBreaker breaker,
      Clock clock,
      RandomGenerator random) {
    this.patcher = patcher;
    this.budget = budget;
    this.breaker = breaker;
    this.clock = clock;
    this.random = random;
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
        patcher, new TokenBucket(perSecond, burst, System::nanoTime), breaker, clock, random);
  }

  /**
   * What happened.
   *
   * @param outcome what
   * @param again when this object is to be looked at again, at the latest
   */
  public record Result(WriteOutcome outcome, Duration again) {}

  /**
   * Writes a status if it is worth it.
   *
   * @param fresh holds name, namespace and the new status only
   * @param uid of the object
   */
  public <S> Result write(StatusGate<S> gate, CustomResource<?, S> fresh, String uid) {
    String object = fresh.getMetadata().getNamespace() + "/" + fresh.getMetadata().getName();
    StatusGate.Decision decision = gate.decide(object, uid, fresh.getStatus(), clock.instant());
    if (!decision.write()) {
      return counted(WriteOutcome.UNCHANGED, decision.again());
    }
    if (!breaker.allows()) {
      return counted(WriteOutcome.DEFERRED, jittered(ApiBreaker.PAUSE));
    }
    boolean change = decision.reason() == WriteOutcome.CHANGED;
    if (!budget.take(change ? 0 : RESERVE_FOR_CHANGES)) {
      return counted(WriteOutcome.DEFERRED, jittered(change ? Duration.ofSeconds(1) : RETRY));
    }
    return patch(gate, fresh, uid, object, decision.reason());
  }

  /** Counts since start. */
  public Map<WriteOutcome, Long> outcomes() {
    return outcomes.snapshot();
  }

  private <S> Result patch(
      StatusGate<S> gate,
      CustomResource<?, S> fresh,
      String uid,
      String object,
      WriteOutcome reason) {
    try {
      patcher.patch(fresh);
      breaker.answered();
      gate.written(object, uid, fresh.getStatus(), clock.instant());
      return counted(reason, LONG);
    } catch (KubernetesClientException e) {
      if (ApiErrors.noAnswer(e)) {
        breaker.silent(String.valueOf(e.getMessage()));
        return counted(WriteOutcome.FAILED, jittered(ApiBreaker.PAUSE));
      }
      breaker.answered();
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        gate.forget(object);
        return counted(WriteOutcome.GONE, LONG);
      }
      LOG.warn(
          "The status of {} {} was not taken and is tried again: {}",
          fresh.getKind(),
          object,
          e.getMessage());
      return counted(WriteOutcome.FAILED, jittered(RETRY));
    }
  }

  private Result counted(WriteOutcome outcome, Duration again) {
    outcomes.count(outcome);
    return new Result(outcome, again);
  }

  /** From once to twice as long: those who wait for the same thing do not come back together. */
  private Duration jittered(Duration pause) {
    return pause.plusMillis((long) (pause.toMillis() * random.nextDouble()));
  }
}
