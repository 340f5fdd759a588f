package io.etcdmonitor.notify.http;

import io.etcdmonitor.engine.alert.channel.Delivery;
import java.time.Duration;
import java.util.Optional;

/** What came of a request. */
public sealed interface HttpResult {
  /**
   * The receiver answered.
   *
   * @param body the first 64 KiB of it
   * @param excerpt the beginning of the body on one line, without secrets
   * @param location where a redirect leads, without secrets; empty when it is none
   */
  record Reply(
      int status, String body, String excerpt, String location, Optional<Duration> retryAfter)
      implements HttpResult {

    /** 2xx. */
    public boolean success() {
      return status / 100 == 2;
    }
  }

  /** There was no answer; the delivery says why. */
  record Failure(Delivery delivery) implements HttpResult {}

  /** The delivery that this result means by its status alone. */
  default Delivery delivery(String receiver) {
    return switch (this) {
      case Failure failure -> failure.delivery();
      case Reply reply -> Outcomes.ofReply(receiver, reply);
    };
  }
}
