package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.etcd.testing.EtcdInstallation;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Needs an etcd of this minor version and its own etcdctl: skipped with the reason without. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsEtcdctl.Condition.class)
@interface NeedsEtcdctl {
  String value();

  /** Looks whether they are here. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String minor =
          AnnotationSupport.findAnnotation(context.getRequiredTestClass(), NeedsEtcdctl.class)
              .orElseThrow()
              .value();
      return find(minor).isPresent()
          ? ConditionEvaluationResult.enabled("etcd and etcdctl %s are here".formatted(minor))
          : ConditionEvaluationResult.disabled("needs etcd and etcdctl " + minor);
    }

    static Optional<EtcdInstallation> find(String minor) {
      return EtcdInstallation.find(minor).filter(Condition::hasItsOwnEtcdctl);
    }

    /** Some installations have the etcdctl of another minor version beside the server. */
    private static boolean hasItsOwnEtcdctl(EtcdInstallation version) {
      return version.etcdctl().filter(etcdctl -> isOf(version, etcdctl)).isPresent();
    }

    static boolean isOf(EtcdInstallation version, Path tool) {
      try {
        return Files.isExecutable(tool)
            && CtlRun.program(tool, Map.of(), "", List.of("version"))
                .out()
                .contains(tool.getFileName() + " version: " + version.minor() + ".");
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
