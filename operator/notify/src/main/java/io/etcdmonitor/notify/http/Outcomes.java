package io.etcdmonitor.notify.http;

import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import java.time.Duration;
import java.util.Optional;

/** Makes deliveries, and tells passing faults from lasting ones. */
public final class Outcomes {
  private Outcomes() {}

  /** A passing fault. */
  public static Delivery retry(String code, String detail, Optional<Duration> retryAfter) {
    return new Delivery(Outcome.RETRY, code, detail, retryAfter);
  }

  /** A passing fault without a wish for when. */
  public static Delivery retry(String code, String detail) {
    return retry(code, detail, Optional.empty());
  }

  /** This message will never be taken. */
  public static Delivery rejected(String code, String detail) {
    return new Delivery(Outcome.REJECTED, code, detail, Optional.empty());
  }

  /** No message will be taken before somebody changes the configuration. */
  public static Delivery misconfigured(String code, String detail) {
    return new Delivery(Outcome.MISCONFIGURED, code, detail, Optional.empty());
  }

  /** By the status of an HTTP reply. */
  static Delivery ofReply(String receiver, HttpResult.Reply reply) {
    int status = reply.status();
    String code = String.valueOf(status);
    if (reply.success()) {
      return Delivery.sent(code);
    }
    String said = receiver + " answered " + status + excerpt(reply);
    return switch (outcome(status)) {
      case RETRY -> retry(code, said, reply.retryAfter());
      case REJECTED -> rejected(code, said + ": it will not take this message");
      case MISCONFIGURED ->
          misconfigured(
              code,
              status / 100 == 3
                  ? said + " (redirects are not followed): configure the address that it leads to"
                  : said + ": check the channel's address and credentials");
      case SENT -> Delivery.sent(code);
    };
  }

  static Outcome outcome(int status) {
    return switch (status) {
      case 408, 425, 429 -> Outcome.RETRY;
      case 401, 403, 404, 407, 410 -> Outcome.MISCONFIGURED;
      default ->
          switch (status / 100) {
            case 2 -> Outcome.SENT;
            case 3 -> Outcome.MISCONFIGURED;
            case 4 -> Outcome.REJECTED;
            default -> Outcome.RETRY;
          };
    };
  }

  private static String excerpt(HttpResult.Reply reply) {
    String what = reply.location().isEmpty() ? reply.excerpt() : "to " + reply.location();
    return what.isEmpty() ? "" : " (" + what + ")";
  }
}
