package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.metricspage.MetricsPage.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** One reading of one member's page, reduced to what is used. Immutable. */
public final class MemberSample {
  private static final String HANDLED = "grpc_server_handled_total";

  private static final String HANDLING_SUM = "grpc_server_handling_seconds_sum";
  private static final String CLIENTS = "etcd_server_client_requests_total";

  private final Instant time;
  private final double[] values;
  private final Map<Timings, Histogram> histograms;
  private final Requests requests;
  private final Map<String, Peer> peers;

  private MemberSample(
      Instant time,
      double[] values,
      Map<Timings, Histogram> histograms,
      Requests requests,
      Map<String, Peer> peers) {
    this.time = time;
    this.values = values;
    this.histograms = histograms;
    this.requests = requests;
    this.peers = Map.copyOf(peers);
  }

  /**
   * Unary requests. RPCs that were never called are left out: etcd lists all that it knows.
   *
   * @param handled number by RPC
   * @param errors those that failed on the server's side, by RPC
   * @param seconds time they took by RPC, with {@code --metrics=extensive}
   * @param clients number by the client's API version
   */
  public record Requests(
      Map<String, Double> handled,
      Map<String, Double> errors,
      Map<String, Double> seconds,
      Map<String, Double> clients) {
    public Requests {
      handled = Map.copyOf(handled);
      errors = Map.copyOf(errors);
      seconds = Map.copyOf(seconds);
      clients = Map.copyOf(clients);
    }
  }

  /** Whether a metric is read from a page at all. */
  static boolean wanted(String name) {
    return Wanted.NAMES.contains(name);
  }

  /**
   * Reduces a page; empty when it is not etcd's.
   *
   * @param before the same member's sample before this one, for what lasts longer than one
   */
  static Optional<MemberSample> of(MetricsPage page, Instant time, Optional<MemberSample> before) {
    if (page.samples(Series.COMMITTED.metric()).isEmpty()) {
      return Optional.empty();
    }
    double[] values = new double[Series.COUNT];
    for (Series series : Series.values()) {
      values[series.ordinal()] = page.value(series.metric()).orElse(Double.NaN);
    }
    Map<Timings, Histogram> histograms = new EnumMap<>(Timings.class);
    for (Timings timings : Timings.values()) {
      Histogram.of(page.samples(timings.buckets()).stream().filter(timings::has).toList())
          .ifPresent(histogram -> histograms.put(timings, histogram));
    }
    return Optional.of(
        new MemberSample(
            time,
            values,
            histograms,
            requests(page),
            Peer.of(page, time, before.map(b -> b.peers).orElse(Map.of()))));
  }

  /** When it was read. */
  public Instant time() {
    return time;
  }

  /** A series' value; empty when the page has none, or none that is a number. */
  public OptionalDouble value(Series series) {
    double value = values[series.ordinal()];
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** A histogram since the process began; empty when the page has none. */
  public Optional<Histogram> histogram(Timings timings) {
    return Optional.ofNullable(histograms.get(timings));
  }

  /** Requests since the process began. */
  public Requests requests() {
    return requests;
  }

  /** Peers by ID, as this member sees them. */
  public Map<String, Peer> peers() {
    return peers;
  }

  /**
   * What happened since an earlier sample; empty when the process was restarted in between, a
   * counter went back, or no time has passed.
   */
  public Optional<SampleDelta> since(MemberSample before) {
    Duration passed = Duration.between(before.time, time);
    if (passed.isNegative() || passed.isZero() || restartedSince(before)) {
      return Optional.empty();
    }
    return Optional.of(new SampleDelta(before, this, passed));
  }

  /** Whether the process is another one than at the time of an earlier sample. */
  public boolean restartedSince(MemberSample before) {
    OptionalDouble started = value(Series.PROCESS_START);
    OptionalDouble startedBefore = before.value(Series.PROCESS_START);
    if (started.isPresent() && startedBefore.isPresent()) {
      // The kernel rounds it to ticks, so that it may differ a little between two readings.
      if (Math.abs(started.getAsDouble() - startedBefore.getAsDouble()) > 1) {
        return true;
      }
    }
    boolean wentBack =
        Arrays.stream(Series.values())
            .filter(Series::counter)
            .anyMatch(s -> values[s.ordinal()] < before.values[s.ordinal()]);
    return wentBack
        || before.requests.handled().entrySet().stream()
            .anyMatch(e -> requests.handled().getOrDefault(e.getKey(), 0.0) < e.getValue());
  }

  private static Requests requests(MetricsPage page) {
    Map<String, Double> handled = new HashMap<>();
    Map<String, Double> errors = new HashMap<>();
    Map<String, Double> seconds = new HashMap<>();
    Map<String, Double> clients = new HashMap<>();
    for (Sample sample : page.samples(HANDLED)) {
      // A stream ends with an error whenever its client goes away: that tells nothing.
      if (sample.label("grpc_type").equals("unary") && sample.value() > 0) {
        String method = sample.label("grpc_method");
        handled.merge(method, sample.value(), Double::sum);
        if (Wanted.SERVER_FAILURES.contains(sample.label("grpc_code"))) {
          errors.merge(method, sample.value(), Double::sum);
        }
      }
    }
    for (Sample sample : page.samples(HANDLING_SUM)) {
      if (sample.label("grpc_type").equals("unary") && sample.value() > 0) {
        seconds.merge(sample.label("grpc_method"), sample.value(), Double::sum);
      }
    }
    for (Sample sample : page.samples(CLIENTS)) {
      clients.merge(sample.label("client_api_version"), sample.value(), Double::sum);
    }
    return new Requests(handled, errors, seconds, clients);
  }

  /** Names of what is read. */
  private static final class Wanted {
    static final Set<String> NAMES = names();

    /**
     * Codes that are the server's failure, as etcd's own alerts count them; not what clients did
     * wrong.
     */
    static final Set<String> SERVER_FAILURES =
        Set.of(
            "Unknown",
            "FailedPrecondition",
            "ResourceExhausted",
            "Internal",
            "Unavailable",
            "DataLoss",
            "DeadlineExceeded");

    private static Set<String> names() {
      Set<String> names = new HashSet<>(Peer.NAMES);
      names.addAll(List.of(HANDLED, HANDLING_SUM, CLIENTS));
      Arrays.stream(Series.values()).map(Series::metric).forEach(names::add);
      Arrays.stream(Timings.values()).map(Timings::buckets).forEach(names::add);
      return Set.copyOf(names);
    }
  }
}
