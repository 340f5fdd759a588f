package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.metricspage.MetricsPage.Sample;
import io.etcdmonitor.etcd.OneLine;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Requests since the process began. Kinds that were never asked for are left out: etcd lists all
 * that it knows.
 *
 * @param handled number of unary requests by RPC, and of those of the v2 API by method ({@code v2
 *     GET})
 * @param errors those that failed on the server's side
 * @param seconds time they took, where etcd measures it (with {@code --metrics=extensive})
 * @param clients number by the client's API version: of {@link #MAX_CLIENT_VERSIONS}, and of all
 *     {@link #OTHER}
 */
public record Requests(
    Map<String, Double> handled,
    Map<String, Double> errors,
    Map<String, Double> seconds,
    Map<String, Double> clients) {
  /** A client names what it likes: those with most requests are told apart. */
  static final int MAX_CLIENT_VERSIONS = 20;

  /** Of unary RPCs etcd has some fifty, and of methods of its v2 API five. */
  static final int MOST_KINDS = 200;

  /** Stands for all versions that are not told apart. */
  static final String OTHER = "other";

  static final String HANDLED = "grpc_server_handled_total";
  private static final String HANDLING_SUM = "grpc_server_handling_seconds_sum";
  private static final String CLIENTS = "etcd_server_client_requests_total";
  private static final String V2_RECEIVED = "etcd_http_received_total";
  private static final String V2_FAILED = "etcd_http_failed_total";
  private static final String V2_SUM = "etcd_http_successful_duration_seconds_sum";

  static final Set<String> NAMES =
      Set.of(HANDLED, HANDLING_SUM, CLIENTS, V2_RECEIVED, V2_FAILED, V2_SUM);

  /**
   * Codes that are the server's failure, as etcd's own alerts count them; not what clients did
   * wrong.
   */
  private static final Set<String> SERVER_FAILURES =
      Set.of(
          "Unknown",
          "FailedPrecondition",
          "ResourceExhausted",
          "Internal",
          "Unavailable",
          "DataLoss",
          "DeadlineExceeded");

  public Requests {
    handled = Map.copyOf(handled);
    errors = Map.copyOf(errors);
    seconds = Map.copyOf(seconds);
    clients = Map.copyOf(clients);
  }

  static Requests of(MetricsPage page) {
    Map<String, Double> handled = new HashMap<>();
    Map<String, Double> errors = new HashMap<>();
    Map<String, Double> seconds = new HashMap<>();
    Map<String, Double> clients = new HashMap<>();
    for (Sample sample : page.samples(HANDLED)) {
      // A stream ends with an error whenever its client goes away: that tells nothing.
      if (unary(sample)) {
        String method = word(sample, "grpc_method");
        handled.merge(method, sample.value(), Double::sum);
        if (SERVER_FAILURES.contains(sample.label("grpc_code"))) {
          errors.merge(method, sample.value(), Double::sum);
        }
      }
    }
    for (Sample sample : page.samples(HANDLING_SUM)) {
      if (unary(sample)) {
        seconds.merge(word(sample, "grpc_method"), sample.value(), Double::sum);
      }
    }
    for (Sample sample : page.samples(CLIENTS)) {
      clients.merge(word(sample, "client_api_version"), sample.value(), Double::sum);
    }
    ofV2(page, handled, errors, seconds);
    return new Requests(handled, errors, seconds, bounded(clients));
  }

  private static Map<String, Double> bounded(Map<String, Double> clients) {
    if (clients.size() <= MAX_CLIENT_VERSIONS) {
      return clients;
    }
    Map<String, Double> bounded = new HashMap<>();
    clients.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(e ->
            bounded.merge(
                bounded.size() < MAX_CLIENT_VERSIONS ? e.getKey() : OTHER,
                e.getValue(),
                Double::sum));
    return bounded;
  }

  /** Whether there are no more kinds than an etcd can have: each is a time series of ours. */
  boolean plausible() {
    return Stream.of(handled, errors, seconds).allMatch(kinds -> kinds.size() <= MOST_KINDS);
  }

  /** Whether something was counted that is counted lower now. */
  boolean wentBackSince(Requests before) {
    return before.handled.entrySet().stream()
        .anyMatch(e -> handled.getOrDefault(e.getKey(), 0.0) < e.getValue());
  }

  /** etcd up to 3.5 counts what its v2 API is asked. */
  private static void ofV2(
      MetricsPage page,
      Map<String, Double> handled,
      Map<String, Double> errors,
      Map<String, Double> seconds) {
    for (Sample sample : page.samples(V2_RECEIVED)) {
      handled.merge(v2(sample), sample.value(), Double::sum);
    }
    for (Sample sample : page.samples(V2_FAILED)) {
      if (sample.label("code").startsWith("5")) {
        errors.merge(v2(sample), sample.value(), Double::sum);
      }
    }
    for (Sample sample : page.samples(V2_SUM)) {
      seconds.merge(v2(sample), sample.value(), Double::sum);
    }
  }

  private static String v2(Sample sample) {
    return "v2 " + word(sample, "method");
  }

  /** It is shown to people. */
  private static String word(Sample sample, String label) {
    return OneLine.name(sample.label(label));
  }

  private static boolean unary(Sample sample) {
    return sample.value() > 0 && sample.label("grpc_type").equals("unary");
  }
}
