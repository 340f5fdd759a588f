package io.etcdmonitor.etcd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of this module. */
@AnalyzeClasses(
    packages = "io.etcdmonitor.etcd",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_CONTRACT_KNOWS_NO_TRANSPORT =
      noClasses()
          .that()
          .resideInAPackage("io.etcdmonitor.etcd")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..", "io.netty..", "io.etcd..", "io.vertx..", "io.etcdmonitor.etcd.grpc..")
          .because("jetcd, gRPC and Netty stay behind the contract");

  @ArchTest
  static final ArchRule TWO_WAYS_IN =
      classes()
          .that()
          .resideInAPackage("io.etcdmonitor.etcd.grpc")
          .and()
          .doNotHaveSimpleName("NettyEtcdConnector")
          .and()
          .doNotHaveSimpleName("ToolConnection")
          .should()
          .notBePublic()
          .because("monitoring comes in by the connector, the toolkit by its own door");

  @ArchTest
  static final ArchRule NO_VERTX =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("io.vertx..");

  @ArchTest
  static final ArchRule NOTHING_SLEEPS =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
