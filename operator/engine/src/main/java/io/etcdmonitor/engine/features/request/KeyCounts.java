package io.etcdmonitor.engine.features.request;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Keys under prefixes: counted by one member, without reading a value. */
final class KeyCounts {
  private static final Duration CALL = Duration.ofSeconds(3);

  private KeyCounts() {}

  static void count(
      InspectionContext context,
      ViewMember member,
      List<String> prefixes,
      List<Measurement> measurements,
      List<Finding> findings) {
    Duration budget = context.budget(CALL);
    Map<String, CompletableFuture<Reply<Long>>> calls = new LinkedHashMap<>();
    for (String prefix : prefixes) {
      calls.put(prefix, context.view().client(member).count(KeyRange.prefix(prefix), 0, budget));
    }
    Calls.awaitAll(calls)
        .forEach((prefix, reply) -> {
          reply
              .value()
              .ifPresent(keys ->
                  measurements.add(
                      new Measurement(MeasurementNames.KEYS, "", prefix, (double) keys)));
          reply.failure().ifPresent(failure -> findings.add(notCounted(context, prefix, failure)));
        });
  }

  private static Finding notCounted(InspectionContext context, String prefix, EtcdFailure failure) {
    return finding(
            Severity.INFO,
            FailureReasons.of(failure.cause()),
            "keys under %s could not be counted: %s".formatted(prefix, failure.message()))
        .kind("KeysNotCounted:" + prefix)
        .remedy(FailureReasons.remedy(failure.cause()))
        .at(context.now());
  }
}
