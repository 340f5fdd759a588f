package io.etcdmonitor.patterns;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The patterns are made of the operations that anybody may use, and of nothing below them. */
@AnalyzeClasses(
    packages = "io.etcdmonitor.patterns",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule STAND_ON_THE_OPERATIONS =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.etcdmonitor.patterns..",
              "io.etcdmonitor.toolkit.ops..",
              "io.etcdmonitor.etcd",
              "com.fasterxml.jackson..",
              "com.google.protobuf..",
              "org.slf4j..",
              "java..");
}
