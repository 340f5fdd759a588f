package io.etcdmonitor.engine.alert.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * The outcome of one attempt.
 *
 * @param outcome what to do next
 * @param code the receiver's reply code, empty when there was none
 * @param detail one sentence with an excerpt of the reply; never a secret
 * @param retryAfter how long the receiver asked us to wait
 */
public record Delivery(Outcome outcome, String code, String detail, Optional<Duration> retryAfter) {

  /** What to do after an attempt. */
  public enum Outcome {
    /** The receiver has it. */
    SENT,
    /** A passing fault (network, 408, 429, 5xx): try again. */
    RETRY,
    /** This message will never be taken (other 4xx): give up on it, tell the fallback channel. */
    REJECTED,
    /**
     * The channel's credentials or address are wrong (401, 403, 404, 410): pause it, tell the
     * fallback channel.
     */
    MISCONFIGURED
  }

  public static Delivery sent(String code) {
    return new Delivery(Outcome.SENT, code, "", Optional.empty());
  }
}
