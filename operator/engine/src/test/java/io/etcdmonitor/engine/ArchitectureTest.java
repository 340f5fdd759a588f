package io.etcdmonitor.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls of the engine. */
@AnalyzeClasses(
    packages = "io.etcdmonitor.engine",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final int MOST_LINES = 300;

  @ArchTest
  static final ArchRule KNOWS_NO_KUBERNETES_NETWORK_OR_DATABASE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8..",
              "io.javaoperatorsdk..",
              "io.kubernetes..",
              "io.grpc..",
              "io.netty..",
              "io.etcd..",
              "io.micrometer..",
              "com.sun.net.httpserver..",
              "java.net.http..",
              "java.sql..",
              "javax.sql..");

  @ArchTest
  static final ArchRule USES_THE_CONTRACT_OF_ETCD_ONLY =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.etcdmonitor.etcd.grpc..");

  @ArchTest
  static final ArchRule TIME_IS_INJECTED =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethodWhere(
              com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                  com.tngtech.archunit.core.domain.properties.HasName.Predicates.name("sleep")));

  @ArchTest
  static final ArchRule ONLY_THE_BUILDER_KNOWS_THE_SYSTEM_CLOCK =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.etcdmonitor.engine.EngineBuilder")
          .should()
          .callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule FEATURES_DO_NOT_KNOW_EACH_OTHER =
      slices().matching("io.etcdmonitor.engine.features.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_FEATURES =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.etcdmonitor.engine.features..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.etcdmonitor.engine.features..");

  @Test
  void classesAreShort() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<String> tooLong =
          sources
              .filter(p -> p.toString().endsWith(".java"))
              .filter(p -> lines(p) > MOST_LINES)
              .map(Path::toString)
              .toList();
      assertThat(tooLong).isEmpty();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
