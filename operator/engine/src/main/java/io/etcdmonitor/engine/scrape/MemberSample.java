package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.etcd.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** One reading of one member's page, reduced to what is used. Immutable. */
public final class MemberSample {
  private static final String CLUSTER_VERSION = "etcd_cluster_version";
  private static final String SERVER_ID = "etcd_server_id";
  private static final double[] NOTHING = new double[Series.COUNT];

  /** The year 10000. */
  private static final double LAST_SECOND = 253_402_300_800.0;

  static {
    Arrays.fill(NOTHING, Double.NaN);
  }

  private final Instant time;
  private final double[] values;
  private final Map<Timings, Histogram> histograms;
  private final Rpcs rpcs;
  private final Map<String, Peer> peers;
  private final String clusterVersion;

  /** What clients ask: calls, and streams under way. */
  private record Rpcs(Requests requests, Map<String, Double> streams) {
    static final Rpcs NONE =
        new Rpcs(new Requests(Map.of(), Map.of(), Map.of(), Map.of()), Map.of());
  }

  private MemberSample(
      Instant time,
      double[] values,
      Map<Timings, Histogram> histograms,
      Rpcs rpcs,
      Map<String, Peer> peers,
      String clusterVersion) {
    this.time = time;
    this.values = values;
    this.histograms = histograms;
    this.rpcs = rpcs;
    this.peers = Map.copyOf(peers);
    this.clusterVersion = clusterVersion;
  }

  /** Whether a metric is read from a page at all. */
  static boolean wanted(String name) {
    return Wanted.NAMES.contains(name);
  }

  /** Whether a 0 of a metric tells nothing. */
  static boolean onlyCounted(String name) {
    return name.equals(Requests.HANDLED);
  }

  /** Whose page it is, where it says so and that is not this member: its ID, lower-case hex. */
  static Optional<String> stranger(MetricsPage page, String memberId) {
    List<String> ids =
        page.samples(SERVER_ID).stream()
            .filter(s -> s.value() == 1)
            .map(s -> OneLine.name(s.label("server_id")))
            .toList();
    return ids.contains(memberId) ? Optional.empty() : ids.stream().findFirst();
  }

  /**
   * Reduces a page; empty when it is not etcd's.
   *
   * @param before the same member's sample before this one, for what lasts longer than one
   */
  static Optional<MemberSample> of(MetricsPage page, Instant time, Optional<MemberSample> before) {
    Requests requests = Requests.of(page);
    if (page.samples(Series.COMMITTED.metric()).isEmpty() || !requests.plausible()) {
      return Optional.empty();
    }
    double[] values = new double[Series.COUNT];
    for (Series series : Series.values()) {
      values[series.ordinal()] = page.value(series.metric()).orElse(Double.NaN);
    }
    Map<Timings, Histogram> histograms = new EnumMap<>(Timings.class);
    for (Timings timings : Timings.values()) {
      Histogram.of(page.samples(timings.buckets()).stream().filter(timings::has).toList())
          .ifPresent(histogram ->
              histograms.put(
                  timings,
                  histogram.sharing(before.map(b -> b.histograms.get(timings)).orElse(null))));
    }
    return Optional.of(
        new MemberSample(
            time,
            values,
            histograms,
            new Rpcs(requests, Streams.of(page)),
            Peer.of(page, time, before.map(b -> b.peers).orElse(Map.of())),
            clusterVersion(page)));
  }

  /** What it says of the process itself, without requests and peers. */
  public MemberSample ofTheProcess() {
    return new MemberSample(time, values, histograms, Rpcs.NONE, Map.of(), clusterVersion);
  }

  /** Only what was timed, of these. */
  public MemberSample ofTimings(Set<Timings> kept) {
    Map<Timings, Histogram> some = new EnumMap<>(histograms);
    some.keySet().retainAll(kept);
    return new MemberSample(time, NOTHING, some, Rpcs.NONE, Map.of(), "");
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

  /** A series' value as the point in time that it tells; empty when it can be none. */
  public Optional<Instant> instant(Series series) {
    return value(series).stream()
        .filter(seconds -> seconds > 0 && seconds < LAST_SECOND)
        .mapToObj(seconds -> Instant.ofEpochSecond((long) seconds))
        .findFirst();
  }

  /** A histogram since the process began; empty when the page has none. */
  public Optional<Histogram> histogram(Timings timings) {
    return Optional.ofNullable(histograms.get(timings));
  }

  /** Requests since the process began. */
  public Requests requests() {
    return rpcs.requests();
  }

  /**
   * Calls that have begun and not ended, by kind: {@code watch}, {@code lease}, {@code other}. etcd
   * does not tell how many connections carry them.
   */
  public Map<String, Double> streams() {
    return rpcs.streams();
  }

  /** The cluster's version as the member knows it, for example {@code 3.5}; empty when unknown. */
  public String clusterVersion() {
    return clusterVersion;
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
    return wentBack || requests().wentBackSince(before.requests());
  }

  /** The page keeps a row of an earlier version, with the value 0. */
  private static String clusterVersion(MetricsPage page) {
    return page.samples(CLUSTER_VERSION).stream()
        .filter(s -> s.value() == 1)
        .map(s -> OneLine.name(s.label("cluster_version")))
        .findFirst()
        .orElse("");
  }

  /** Names of what is read. */
  private static final class Wanted {
    static final Set<String> NAMES = names();

    private static Set<String> names() {
      Set<String> names = new HashSet<>(Peer.NAMES);
      names.addAll(Requests.NAMES);
      names.addAll(Streams.NAMES);
      names.add(CLUSTER_VERSION);
      names.add(SERVER_ID);
      Arrays.stream(Series.values()).map(Series::metric).forEach(names::add);
      Arrays.stream(Timings.values()).map(Timings::buckets).forEach(names::add);
      return Set.copyOf(names);
    }
  }
}
