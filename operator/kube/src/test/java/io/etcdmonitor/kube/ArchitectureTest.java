package io.etcdmonitor.kube;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.etcdmonitor.kube",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NO_ETCD_IO_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.etcd..", "io.grpc..", "io.netty..", "io.micrometer..", "io.vertx..");

  @ArchTest
  static final ArchRule NO_CONNECTION_IS_OPENED_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "io\\.etcdmonitor\\.etcd\\.(EtcdConnector|ClusterConnection|MemberClient)");

  @ArchTest
  static final ArchRule COMPOSERS_ARE_PURE =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Composer")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8.kubernetes.client..", "java.util.concurrent..");

  @ArchTest
  static final ArchRule STATS_ARE_PLAIN =
      classes()
          .that()
          .haveSimpleName("KubeStats")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.etcdmonitor.kube..");
}
