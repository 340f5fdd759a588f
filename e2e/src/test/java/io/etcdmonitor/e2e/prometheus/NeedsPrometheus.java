package io.etcdmonitor.e2e.prometheus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Needs Prometheus and promtool: without them each test is reported as skipped, by name and with
 * the reason.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPrometheus.Condition.class)
@interface NeedsPrometheus {

  /** Looks whether they are here. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      List<String> missing =
          List.of("prometheus", "promtool").stream()
              .filter(name -> PrometheusTools.find(name).isEmpty())
              .toList();
      return missing.isEmpty()
          ? ConditionEvaluationResult.enabled("Prometheus is here")
          : ConditionEvaluationResult.disabled(
              "needs %s: deploy/dev/setup.sh installs it where there is apt, or put it on the PATH"
                  .formatted(String.join(" and ", missing)));
    }
  }
}
