package io.etcdmonitor.kube;

import io.etcdmonitor.kube.calls.ApiCall;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.event.EventOutcome;
import io.etcdmonitor.kube.event.EventRecorder;
import io.etcdmonitor.kube.leader.LeaderGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.etcdmonitor.kube.status.WriteOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks those who know. */
record OperatorStats(
    LeaderGate gate,
    Supplier<Optional<Shard>> share,
    Starter starter,
    StatusWriter writer,
    EventRecorder recorder,
    ApiCallCounter calls)
    implements KubeStats {
  @Override
  public boolean leader() {
    return gate.leading();
  }

  @Override
  public Optional<Shard> shard() {
    return share.get();
  }

  @Override
  public boolean synced() {
    return starter.synced();
  }

  @Override
  public Map<WriteOutcome, Long> statusWrites() {
    return writer.outcomes();
  }

  @Override
  public Map<EventOutcome, Long> events() {
    return recorder.outcomes();
  }

  @Override
  public int eventsWaiting() {
    return recorder.waiting();
  }

  @Override
  public Map<ApiCall, Long> apiCalls() {
    return calls.snapshot();
  }
}
