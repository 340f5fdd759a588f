package io.etcdmonitor.app;

import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.app.config.Options;
import io.etcdmonitor.kube.KubeOperatorConfig;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which share of the clusters is this replica's. */
final class Shards {
  private static final Pattern ORDINAL = Pattern.compile(".*-([0-9]{1,4})");

  private Shards() {}

  /**
   * As configured, or by the name of the Pod, which a StatefulSet ends with a number.
   *
   * @throws UserException when neither says
   */
  static KubeOperatorConfig.Sharding of(
      AppConfig.Sharding config, Map<String, String> environment) {
    return new KubeOperatorConfig.Sharding(
        config.statefulSet(),
        config.shard().orElseGet(() -> ordinal(environment.getOrDefault("HOSTNAME", ""))));
  }

  private static int ordinal(String pod) {
    Matcher matcher = ORDINAL.matcher(pod);
    if (!matcher.matches()) {
      throw new UserException(
          ExitCode.CONFIGURATION,
          "the name '%s' (HOSTNAME) does not end with the number of a shard, as the Pods of a"
                  .formatted(pod)
              + " StatefulSet do: set "
              + Options.SHARD.key()
              + " ("
              + Options.SHARD.flag()
              + ")");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
