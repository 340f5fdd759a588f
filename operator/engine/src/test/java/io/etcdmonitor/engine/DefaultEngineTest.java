package io.etcdmonitor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.features.healthy.HealthyProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine from the outside, in real time but without a network. */
class DefaultEngineTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final FakeCluster.FakeConnector connector = FakeCluster.connector(cluster);
  private Engine engine = new EngineBuilder(connector).build();

  @AfterEach
  void close() {
    engine.close();
  }

  private InspectionSpec spec(String feature, Map<String, String> settings) {
    return new InspectionSpec(
        new InspectionKey(cluster.watched().key(), "c1-" + feature),
        feature,
        Optional.of(Duration.ofSeconds(30)),
        Duration.ofSeconds(10),
        settings,
        true);
  }

  private InspectionResult result(String feature) {
    InspectionKey key = spec(feature, Map.of()).key();
    Await.until(
        "a result of " + feature,
        Duration.ofSeconds(10),
        () -> engine.inspection(key).flatMap(InspectionState::latest).isPresent());
    return engine.inspection(key).flatMap(InspectionState::latest).orElseThrow();
  }

  @Test
  void theBuiltInFeaturesAreFound() {
    assertThat(engine.features())
        .extracting(FeatureProvider::name)
        .containsExactly(
            "alarm",
            "capacity",
            "certificate",
            "consistency",
            "disk",
            "healthy",
            "request",
            "version");
    for (FeatureProvider feature : engine.features()) {
      assertThat(feature.description()).endsWith(".");
      feature
          .settings()
          .forEach(s -> assertThat(s.check().apply(s.defaultValue())).as(s.name()).isEmpty());
    }
  }

  @Test
  void aClusterIsWatchedAssessedAndForgotten() {
    engine.watch(cluster.watched());
    engine.inspect(spec("healthy", Map.of()));
    engine.inspect(spec("alarm", Map.of()));
    assertThat(engine.assess(cluster.watched().key(), List.of()).health())
        .isEqualTo(Health.UNKNOWN);
    engine.resume();
    assertThat(result("healthy").verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result("alarm").verdict()).isEqualTo(Verdict.PASSED);
    assertThat(engine.assess(cluster.watched().key(), List.of()).health())
        .isEqualTo(Health.HEALTHY);
    assertThat(engine.inspections(cluster.watched().key())).hasSize(2);
    assertThat(engine.stats().rounds()).isEqualTo(1);

    engine.watch(cluster.watched());
    assertThat(connector.opened).hasSize(1);
    WatchedCluster moved = cluster.watched(Expected.NOTHING, cluster.endpoints().subList(0, 1));
    engine.watch(moved);
    assertThat(connector.opened).hasSize(2);
    assertThat(connector.opened.get(0).closed).isTrue();
    assertThat(engine.clusters()).containsExactly(moved);

    engine.unwatch(moved.key());
    assertThat(connector.opened.get(1).closed).isTrue();
    assertThat(engine.clusters()).isEmpty();
    assertThat(engine.inspections(moved.key())).isEmpty();
    engine.unwatch(new ClusterKey("no", "such"));
  }

  @Test
  void whatAFormerProcessKnewIsAskedForOnceAndStandsOn() {
    Instant then = Instant.parse("2020-01-01T00:00:00Z");
    AtomicInteger asked = new AtomicInteger();
    Supplier<Recollection> before =
        () -> {
          asked.incrementAndGet();
          return wasHealthy(
              List.of(),
              Optional.of(new Recollection.Leader("a1", OptionalLong.empty(), Optional.of(then))));
        };
    engine.watch(cluster.watched());
    engine.inspect(spec("healthy", Map.of()), before);
    engine.inspect(spec("healthy", Map.of("learnerStuckAfter", "5m")), before);
    engine.resume();

    assertThat(result("healthy").observation().orElseThrow().leader().orElseThrow().since())
        .isEqualTo(then);
    assertThat(asked).hasValue(1);
  }

  @Test
  void whomAFormerProcessKnewIsNamedThoughNobodyAnswers() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    Recollection.Member known =
        new Recollection.Member(
            "a3",
            "m3",
            "http://c1-m3:2379",
            true,
            MemberState.HEALTHY,
            "Serving",
            Optional.empty(),
            Optional.empty());
    engine.watch(cluster.watched());
    engine.inspect(spec("healthy", Map.of()), () -> wasHealthy(List.of(known), Optional.empty()));
    engine.resume();

    assertThat(result("healthy").observation().orElseThrow().members())
        .singleElement()
        .satisfies(m -> {
          assertThat(m.name()).isEqualTo("m3");
          assertThat(m.state()).isEqualTo(MemberState.UNREACHABLE);
        });
  }

  /** A password or a CA is renewed while nobody is there to say who the members are. */
  @Test
  void membersAreNamedThoughASecretChangesWhileNobodyAnswers() {
    WatchedCluster watched = cluster.watched();
    engine.watch(watched);
    engine.inspect(spec("healthy", Map.of()));
    engine.resume();
    InspectionResult before = result("healthy");
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);

    engine.watch(
        new WatchedCluster(
            watched.key(),
            "",
            new ConnectionSpec(
                watched.connection().seeds(),
                Optional.empty(),
                Optional.of(new Credentials("root", "new")),
                Map.of()),
            watched.thresholds(),
            watched.expected(),
            watched.metrics()));

    Await.until(
        "a result through the new connection",
        Duration.ofSeconds(10),
        () -> !result("healthy").time().equals(before.time()));
    InspectionResult result = result("healthy");
    assertThat(result.reason()).isEqualTo("QuorumLost");
    assertThat(result.observation().orElseThrow().members())
        .hasSize(3)
        .allSatisfy(m -> assertThat(m.state()).isEqualTo(MemberState.UNREACHABLE));
  }

  @Test
  void whatCannotBeRunIsRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> engine.inspect(spec("helthy", Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'helthy' is unknown")
        .hasMessageContaining("healthy");
    assertThatThrownBy(() -> engine.inspect(spec("healthy", Map.of("learnerStuck", "1m"))))
        .hasMessageContaining("'learnerStuck'")
        .hasMessageContaining("learnerStuckAfter");
    assertThatThrownBy(() -> engine.inspect(spec("healthy", Map.of("learnerStuckAfter", "soon"))))
        .hasMessageContaining("'soon'")
        .hasMessageContaining("30s");
    assertThatThrownBy(() -> engine.inspect(spec("consistency", Map.of("maxKeys", "0"))))
        .hasMessageContaining("from 1 to 100");
    assertThat(engine.inspections(cluster.watched().key())).isEmpty();
  }

  @Test
  void twoFeaturesOfOneNameAreRefused() {
    assertThatThrownBy(() ->
            new EngineBuilder(connector)
                .providers(List.of(new HealthyProvider(), new HealthyProvider()))
                .build())
        .hasMessageContaining("two features are named 'healthy'");
  }

  private static final String PLUGGED_IN =
      """
      package plugged;
      import io.etcdmonitor.engine.feature.*;
      import io.etcdmonitor.engine.model.*;
      import java.util.*;
      public final class Names implements FeatureProvider {
        public String name() { return "names"; }
        public String description() { return "Members have names."; }
        public java.time.Duration defaultInterval() { return java.time.Duration.ofMinutes(1); }
        public Set<SettingSpec> settings() {
          return Set.of(Settings.integer("least", "How many names.", 1, 1, 9));
        }
        public InspectionOutcome inspect(InspectionContext context) {
          long named = context.view().members().stream().filter(m -> !m.name().isEmpty()).count();
          boolean enough = named >= Integer.parseInt(context.setting("least"));
          return new InspectionOutcome(enough ? Verdict.PASSED : Verdict.WARNING,
              enough ? "Named" : "TooFewNames", named + " members have names",
              List.of(), List.of(), Optional.empty());
        }
      }
      """;

  @Test
  void aJarOnTheClassPathAddsAFeature(@TempDir Path dir) throws Exception {
    Path jar = jarOf(dir);
    try (URLClassLoader plugins =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
      List<FeatureProvider> all = new ArrayList<>();
      ServiceLoader.load(FeatureProvider.class, plugins).forEach(all::add);
      assertThat(all).hasSize(engine.features().size() + 1);
      engine.close();
      engine = new EngineBuilder(connector).providers(all).build();
      engine.watch(cluster.watched());
      engine.inspect(spec("names", Map.of("least", "4")));
      engine.resume();

      InspectionResult result = result("names");

      assertThat(result.reason()).isEqualTo("TooFewNames");
      assertThat(result.message()).isEqualTo("3 members have names");
      assertThatThrownBy(() -> engine.inspect(spec("names", Map.of("least", "10"))))
          .hasMessageContaining("from 1 to 9");
    }
  }

  private static Path jarOf(Path dir) throws IOException {
    Path source = Files.createDirectories(dir.resolve("plugged")).resolve("Names.java");
    Files.writeString(source, PLUGGED_IN);
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path") + java.io.File.pathSeparator + location(),
                source.toString());
    assertThat(exit).isZero();
    Path jar = dir.resolve("names.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("plugged/Names.class"));
      out.write(Files.readAllBytes(dir.resolve("plugged/Names.class")));
      out.putNextEntry(new JarEntry("META-INF/services/" + FeatureProvider.class.getName()));
      out.write("plugged.Names".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  /** Surefire may hide the class path in a manifest. */
  private static Path location() {
    try {
      URI uri = FeatureProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(uri);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Recollection wasHealthy(
      List<Recollection.Member> members, Optional<Recollection.Leader> leader) {
    return new Recollection(
        Optional.of(Verdict.PASSED),
        "QuorumHealthy",
        false,
        List.of(),
        Optional.of(new Recollection.Cluster(Optional.of("c1"), members, leader)));
  }
}
