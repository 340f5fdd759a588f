package io.etcdmonitor.toolkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of this module. */
@AnalyzeClasses(
    packages = "io.etcdmonitor.toolkit",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_ONLY_ETCD =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.etcdmonitor.engine..",
              "io.etcdmonitor.kube..",
              "io.etcdmonitor.app..",
              "io.etcdmonitor.api..",
              "io.fabric8..",
              "io.vertx..",
              "io.netty..");

  @ArchTest
  static final ArchRule WHAT_IS_PRINTED_KNOWS_NO_TRANSPORT =
      noClasses()
          .that()
          .resideInAPackage("io.etcdmonitor.toolkit.output..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "io.etcd..", "io.etcdmonitor.etcd.grpc..");
}
