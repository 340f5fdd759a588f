package io.etcdmonitor.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** The walls of the engine. */
@AnalyzeClasses(
    packages = "io.etcdmonitor.engine",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
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
}
