package io.etcdmonitor.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls inside this module. */
@AnalyzeClasses(packages = "io.etcdmonitor.app", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule metersStayInTheirPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.etcdmonitor.app.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule onlyTheCompositionRootHoldsAKubernetesClient =
      noClasses()
          .that()
          .areNotAssignableTo(Composition.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8..");

  @ArchTest
  static final ArchRule onlyTheCompositionRootKnowsHowEtcdIsSpokenTo =
      noClasses()
          .that()
          .areNotAssignableTo(Composition.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.etcdmonitor.etcd.grpc..");

  @ArchTest
  static final ArchRule nobodySpeaksGrpc =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "io.netty..", "io.etcd..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule configurationKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage("io.etcdmonitor.app.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.etcdmonitor.app.cli..",
              "io.etcdmonitor.app.http..",
              "io.etcdmonitor.app.metrics..",
              "io.etcdmonitor.app.watch..",
              "io.etcdmonitor.engine..",
              "io.etcdmonitor.kube..");

  @ArchTest
  static final ArchRule whatPeopleSeeDoesNotNeedKubernetes =
      noClasses()
          .that()
          .resideInAnyPackage("io.etcdmonitor.app.watch..", "io.etcdmonitor.app.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.etcdmonitor.kube..");
}
