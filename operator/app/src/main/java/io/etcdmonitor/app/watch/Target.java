package io.etcdmonitor.app.watch;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.app.config.ClusterOptions;
import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.EngineConfig;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.model.WriteProbe;
import io.etcdmonitor.etcd.BadTlsMaterialException;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one cluster that {@code monitor} and {@code inspect} look at, made from the configuration.
 */
public final class Target {
  private static final String REQUEST = "request";
  private static final List<String> HEALTH = List.of("healthy", "alarm");

  private final AppConfig config;
  private final ClusterKey key;

  public Target(AppConfig config) {
    this.config = config;
    this.key = new ClusterKey("", config.watch().name());
  }

  /**
   * An engine for this cluster alone: it looks at once, and waits for an answer as long as it was
   * told.
   */
  public EngineConfig engineConfig() {
    EngineConfig defaults = EngineConfig.DEFAULTS;
    return new EngineConfig(
        defaults.maxConcurrentRounds(),
        defaults.tick(),
        Duration.ZERO,
        config.etcd().dialTimeout());
  }

  /** Its name. */
  public ClusterKey key() {
    return key;
  }

  /**
   * The features to run.
   *
   * @throws UserException when one is asked for that there is not
   */
  public List<FeatureProvider> features(Engine engine) {
    List<FeatureProvider> all =
        engine.features().stream().sorted(Comparator.comparing(FeatureProvider::name)).toList();
    List<String> wanted = config.watch().features();
    if (wanted.isEmpty()) {
      return all.stream().filter(FeatureProvider::enabledByDefault).toList();
    }
    List<String> known = all.stream().map(FeatureProvider::name).toList();
    wanted.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw new UserException(
              ExitCode.USAGE,
              "the feature '" + name + "' is not known: there are " + String.join(", ", known));
        });
    return all.stream().filter(feature -> wanted.contains(feature.name())).toList();
  }

  /**
   * Starts watching.
   *
   * @param once run every feature once, instead of on its interval
   * @throws UserException when a file cannot be read or a setting is refused
   */
  public void watch(Engine engine, boolean once) {
    List<FeatureProvider> features = features(engine);
    try {
      engine.watch(cluster(once));
      features.forEach(feature -> engine.inspect(inspection(feature, once)));
    } catch (BadTlsMaterialException | IllegalArgumentException e) {
      throw new UserException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
  }

  private InspectionSpec inspection(FeatureProvider feature, boolean once) {
    return new InspectionSpec(
        new InspectionKey(key, feature.name()),
        feature.name(),
        once ? Optional.empty() : Optional.of(interval(feature)),
        config.etcd().dialTimeout().multipliedBy(EngineConfig.CALLS_IN_A_ROW),
        Map.of(),
        true);
  }

  private Duration interval(FeatureProvider feature) {
    Optional<Duration> own =
        HEALTH.contains(feature.name())
            ? config.watch().healthInterval()
            : feature.name().equals(REQUEST) ? config.watch().metricsInterval() : Optional.empty();
    return own.or(() -> config.watch().interval())
        .orElseGet(() -> feature.defaultInterval(metrics()));
  }

  private MetricsAccess metrics() {
    return config
        .watch()
        .metricsInterval()
        .map(MetricsAccess.DEFAULT::every)
        .orElse(MetricsAccess.DEFAULT);
  }

  WatchedCluster cluster(boolean once) {
    return new WatchedCluster(
        key,
        "",
        connection().by(config.etcd().api()),
        thresholds(),
        Expected.NOTHING,
        metrics(),
        once ? WriteProbe.OFF : writeProbe());
  }

  /**
   * Of {@code monitor} only: who looks once writes nothing, whatever a file says that both read.
   */
  private WriteProbe writeProbe() {
    AppConfig.WriteProbe probe = config.watch().writeProbe();
    if (probe.enabled() && config.etcd().api() == EtcdApi.V2) {
      throw new UserException(
          ExitCode.CONFIGURATION,
          "the write probe needs storage backend v3: leave one of them out");
    }
    return new WriteProbe(probe.enabled(), probe.key());
  }

  private Thresholds thresholds() {
    Thresholds d = Thresholds.DEFAULTS;
    return new Thresholds(
        config.watch().maxLatency(),
        config.watch().maxLeaderChanges(),
        d.quotaWarningPercent(),
        d.quotaCriticalPercent(),
        d.fragmentationPercent(),
        d.fragmentationMinBytes(),
        d.fsyncWarning(),
        d.fsyncCritical(),
        d.commitWarning(),
        d.commitCritical(),
        d.errorRatePercent(),
        d.pendingProposals(),
        d.appliedLag(),
        d.certificateWarning(),
        d.certificateCritical(),
        d.fileDescriptorsPercent(),
        d.clockSkew());
  }

  private ConnectionSpec connection() {
    AppConfig.Tls tls = config.etcd().tls();
    boolean secure =
        tls.caFile().isPresent()
            || tls.certFile().isPresent()
            || tls.serverName().isPresent()
            || tls.insecureSkipVerify();
    List<Endpoint> endpoints = endpoints(secure);
    if (secure && endpoints.stream().noneMatch(Endpoint::tls)) {
      throw new UserException(
          ExitCode.CONFIGURATION,
          "TLS flags are given, but every endpoint says http://, which is plain text: write https://"
              + " or leave the scheme out");
    }
    Optional<TlsMaterial> material =
        secure
            ? Optional.of(
                new TlsMaterial(
                    tls.caFile().map(file -> read("CA", file)),
                    tls.certFile().map(file -> read("certificate", file)),
                    tls.keyFile().map(file -> read("key", file)),
                    tls.serverName(),
                    tls.insecureSkipVerify()))
            : Optional.empty();
    return new ConnectionSpec(endpoints, material, credentials(), Map.of());
  }

  /**
   * An endpoint without a scheme speaks TLS when TLS flags are given: a password never goes out in
   * the clear.
   */
  private List<Endpoint> endpoints(boolean secure) {
    if (!secure) {
      return config.etcd().endpoints();
    }
    return Arrays.stream(config.settings().text(ClusterOptions.ENDPOINTS).split(","))
        .map(String::strip)
        .map(text -> Endpoint.parse(text.contains("://") ? text : "https://" + text))
        .toList();
  }

  private Optional<Credentials> credentials() {
    return config
        .etcd()
        .user()
        .map(user ->
            new Credentials(
                user,
                config
                    .etcd()
                    .password()
                    .map(AppConfig.Secret::value)
                    .orElseGet(() -> password(config.etcd().passwordFile().orElseThrow()))));
  }

  private static String password(String file) {
    String password = read("password", file).lines().findFirst().orElse("");
    if (password.isEmpty()) {
      throw new UserException(ExitCode.CONFIGURATION, "the password file " + file + " is empty");
    }
    return password;
  }

  private static String read(String what, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new UserException(
          ExitCode.CONFIGURATION, "the " + what + " file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new UserException(
          ExitCode.CONFIGURATION,
          "the "
              + what
              + " file "
              + file
              + " cannot be read: check its permissions and that it is text",
          e);
    }
  }
}
