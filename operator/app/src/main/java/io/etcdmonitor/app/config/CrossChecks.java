package io.etcdmonitor.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What no single option can see. */
final class CrossChecks {
  private CrossChecks() {}

  static List<ConfigProblem> of(Settings settings) {
    List<ConfigProblem> problems = new ArrayList<>();
    pair(settings, Options.CERT_FILE, Options.KEY_FILE).ifPresent(problems::add);
    pair(settings, Options.KEY_FILE, Options.CERT_FILE).ifPresent(problems::add);
    if (settings.isSet(Options.PASSWORD) && settings.isSet(Options.PASSWORD_FILE)) {
      problems.add(
          problem(settings, Options.PASSWORD, "and passwordFile are both given; leave one out"));
    }
    if ((settings.isSet(Options.PASSWORD) || settings.isSet(Options.PASSWORD_FILE))
        && !settings.isSet(Options.USER)) {
      Option<?> given = settings.isSet(Options.PASSWORD) ? Options.PASSWORD : Options.PASSWORD_FILE;
      problems.add(
          problem(settings, given, "needs a user: give " + Options.USER.flag() + " as well"));
    }
    if (settings.isSet(Options.USER)
        && !settings.isSet(Options.PASSWORD)
        && !settings.isSet(Options.PASSWORD_FILE)) {
      problems.add(
          problem(
              settings,
              Options.USER,
              "needs a password: give "
                  + Options.PASSWORD_FILE.flag()
                  + " or "
                  + Options.PASSWORD.variable()));
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
