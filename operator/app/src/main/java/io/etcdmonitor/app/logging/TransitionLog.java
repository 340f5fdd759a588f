package io.etcdmonitor.app.logging;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.engine.transition.Transition;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logs what happens, once each: trouble as a warning, recovery and news as information. */
public final class TransitionLog implements ResultListener {
  private static final Logger LOG = LoggerFactory.getLogger(TransitionLog.class);

  @Override
  public void onResult(ResultChange change) {
    if (change.transitions().isEmpty()) {
      return;
    }
    ClusterKey cluster = change.current().key().cluster();
    Map<String, String> before = MDC.getCopyOfContextMap();
    MDC.put(LogSetup.CLUSTER, cluster.name());
    MDC.put(LogSetup.NAMESPACE, cluster.namespace());
    MDC.put(LogSetup.FEATURE, change.current().feature());
    try {
      change.transitions().forEach(transition -> log(cluster, transition));
    } finally {
      MDC.setContextMap(before == null ? Map.of() : before);
    }
  }

  private static void log(ClusterKey cluster, Transition transition) {
    if (transition.trouble()) {
      LOG.warn("{}: {}: {}", cluster, transition.type().word(), transition.message());
    } else {
      LOG.info("{}: {}: {}", cluster, transition.type().word(), transition.message());
    }
  }
}
