package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * What one channel was last told of one episode.
 *
 * @param fingerprint of its alert
 * @param firing that it fires, else that it is over
 * @param unsure a message was begun, and whether it arrived is not known
 * @param severity as told
 * @param acknowledged whether it was told that somebody took it
 * @param silenced whether it was silenced since
 * @param at when
 * @param gaveUp when telling it was given up
 * @param flapping the flapping that it was told of, by its beginning
 */
public record Told(
    String fingerprint,
    boolean firing,
    boolean unsure,
    Severity severity,
    boolean acknowledged,
    boolean silenced,
    Instant at,
    Optional<Instant> gaveUp,
    Optional<Instant> flapping) {

  /** After a delivery that said so. */
  public static Told of(Alert alert, boolean firing, Instant now) {
    return new Told(
        alert.identity().fingerprint(),
        firing,
        false,
        alert.severity(),
        alert.ack().isPresent(),
        false,
        now,
        Optional.empty(),
        alert.tally().flappingSince());
  }

  /** Before an attempt to say for the first time that it fires, maybe after one was given up. */
  public static Told unsure(Alert alert, Optional<Instant> gaveUp, Instant now) {
    return new Told(
        alert.identity().fingerprint(),
        true,
        true,
        alert.severity(),
        false,
        false,
        now,
        gaveUp,
        Optional.empty());
  }

  /** As another replica wrote down that it had said. */
  public static Told heard(Alert alert, Severity severity, Instant at, boolean sure) {
    return new Told(
        alert.identity().fingerprint(),
        true,
        !sure,
        severity,
        alert.ack().isPresent(),
        false,
        at,
        Optional.empty(),
        Optional.empty());
  }

  /** When a message is given up; what was said before stands. */
  public static Told gaveUp(Alert alert, Told before, Instant now) {
    Told known =
        before == null
            ? new Told(
                alert.identity().fingerprint(),
                false,
                false,
                alert.severity(),
                false,
                false,
                now,
                Optional.empty(),
                Optional.empty())
            : before;
    return known.timed(known.at, Optional.of(now));
  }

  /** With no time later than this: a clock that was set back since has stamped it. */
  Told notAfter(Instant now) {
    return timed(Spans.earlier(at, now), gaveUp.map(t -> Spans.earlier(t, now)));
  }

  /** As delivered at this moment. */
  public Told at(Instant moment) {
    return timed(moment, gaveUp);
  }

  Told triedAnew() {
    return timed(at, Optional.empty());
  }

  private Told timed(Instant then, Optional<Instant> ended) {
    return new Told(
        fingerprint, firing, unsure, severity, acknowledged, silenced, then, ended, flapping);
  }

  /** Whether it says that this flaps; one that was taken back, or may have been, does not. */
  boolean isNoticeOf(Alert alert) {
    return fingerprint.equals(alert.identity().fingerprint())
        && flapping.equals(alert.tally().flappingSince())
        && firing
        && !unsure;
  }

  Told doubted() {
    return new Told(
        fingerprint, firing, true, severity, acknowledged, silenced, at, gaveUp, flapping);
  }

  Told withSilenced(boolean value) {
    return new Told(
        fingerprint, firing, unsure, severity, acknowledged, value, at, gaveUp, flapping);
  }
}
