package io.etcdmonitor.e2e;

import io.etcdmonitor.e2e.kube.KubeBinaries;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Needs a real kube-apiserver: without one each test is reported as skipped, by name and with the
 * reason.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsKubeApi.Condition.class)
public @interface NeedsKubeApi {

  /** Looks once per test run; a look may include a download. */
  final class Condition implements ExecutionCondition {
    private static final Namespace STORE = Namespace.create(NeedsKubeApi.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      KubeBinaries.Search search =
          context
              .getRoot()
              .getStore(STORE)
              .getOrComputeIfAbsent(
                  "search", key -> KubeBinaries.find(), KubeBinaries.Search.class);
      return switch (search) {
        case KubeBinaries.Search.Found found ->
            ConditionEvaluationResult.enabled(found.binaries().apiServer().toString());
        case KubeBinaries.Search.Missing missing ->
            ConditionEvaluationResult.disabled("needs a real kube-apiserver: " + missing.why());
      };
    }
  }
}
