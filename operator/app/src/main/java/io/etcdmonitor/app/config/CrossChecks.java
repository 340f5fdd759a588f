package io.etcdmonitor.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What no single option can see. */
final class CrossChecks {
  private CrossChecks() {}

  static List<ConfigProblem> of(Settings settings) {
    List<ConfigProblem> problems = new ArrayList<>();
    pair(settings, ClusterOptions.CERT_FILE, ClusterOptions.KEY_FILE).ifPresent(problems::add);
    pair(settings, ClusterOptions.KEY_FILE, ClusterOptions.CERT_FILE).ifPresent(problems::add);
    if (settings.isSet(ClusterOptions.PASSWORD) && settings.isSet(ClusterOptions.PASSWORD_FILE)) {
      problems.add(
          problem(
              settings, ClusterOptions.PASSWORD, "and passwordFile are both given; leave one out"));
    }
    if ((settings.isSet(ClusterOptions.PASSWORD) || settings.isSet(ClusterOptions.PASSWORD_FILE))
        && !settings.isSet(ClusterOptions.USER)) {
      Option<?> given =
          settings.isSet(ClusterOptions.PASSWORD)
              ? ClusterOptions.PASSWORD
              : ClusterOptions.PASSWORD_FILE;
      problems.add(
          problem(
              settings, given, "needs a user: give " + ClusterOptions.USER.flag() + " as well"));
    }
    if (settings.isSet(ClusterOptions.USER)
        && !settings.isSet(ClusterOptions.PASSWORD)
        && !settings.isSet(ClusterOptions.PASSWORD_FILE)) {
      problems.add(
          problem(
              settings,
              ClusterOptions.USER,
              "needs a password: give "
                  + ClusterOptions.PASSWORD_FILE.flag()
                  + " or "
                  + ClusterOptions.PASSWORD.variable()));
    }
    if (settings.isSet(Options.STATEFUL_SET) && !settings.get(Options.LEADER_ELECTION)) {
      problems.add(
          problem(
              settings,
              Options.STATEFUL_SET,
              "needs " + Options.LEADER_ELECTION.key() + ": replicas share by Leases"));
    }
    if (settings.isSet(Options.SHARD) && !settings.isSet(Options.STATEFUL_SET)) {
      problems.add(
          problem(
              settings,
              Options.SHARD,
              "needs " + Options.STATEFUL_SET.key() + ", whose replicas are the shards"));
    }
    if (settings.get(Options.RENEW_TIMEOUT).compareTo(settings.get(Options.LEASE_DURATION)) >= 0) {
      problems.add(
          problem(
              settings,
              Options.RENEW_TIMEOUT,
              "must be shorter than " + Options.LEASE_DURATION.key()));
    }
    if (settings
            .get(Options.RETRY_PERIOD)
            .multipliedBy(2)
            .compareTo(settings.get(Options.LEASE_DURATION))
        > 0) {
      problems.add(
          problem(
              settings,
              Options.RETRY_PERIOD,
              "must be at most half of " + Options.LEASE_DURATION.key()));
    }
    return problems;
  }

  private static Optional<ConfigProblem> pair(Settings settings, Option<?> one, Option<?> other) {
    return settings.isSet(one) && !settings.isSet(other)
        ? Optional.of(
            problem(
                settings,
                one,
                "needs "
                    + other.key()
                    + " ("
                    + other.flag()
                    + ") as well: a certificate and its key come together"))
        : Optional.empty();
  }

  private static ConfigProblem problem(Settings settings, Option<?> option, String message) {
    return new ConfigProblem(settings.origin(option), option.key(), message);
  }
}
