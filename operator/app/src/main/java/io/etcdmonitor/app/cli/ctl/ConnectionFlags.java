package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.toolkit.ops.OperationOptions;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * etcdctl's flags that say where and how to connect, with its variables ({@code ETCDCTL_ENDPOINTS}
 * and so on), and {@code --cluster namespace/name}. They may stand before and after the name of the
 * command.
 */
public final class ConnectionFlags {
  /**
   * Takes endpoints and credentials from an EtcdCluster; etcdctl's own flag of that name has no
   * value.
   */
  public static final String CLUSTER = "--cluster";

  private static final String ENDPOINTS = "--endpoints";
  private static final String CACERT = "--cacert";
  private static final String CERT = "--cert";
  private static final String KEY = "--key";
  private static final String SKIP_VERIFY = "--insecure-skip-tls-verify";
  private static final String USER = "--user";
  private static final String PASSWORD = "--password";
  private static final String COMMAND_TIMEOUT = "--command-timeout";
  private static final String DIAL_TIMEOUT = "--dial-timeout";

  /** What an EtcdCluster says; beside its name they would count for nothing. */
  private static final List<String> OF_CONNECTION =
      List.of(ENDPOINTS, CACERT, CERT, KEY, SKIP_VERIFY, USER, PASSWORD);

  private ConnectionFlags() {}

  /** Finds the connection of an EtcdCluster in Kubernetes, by {@code namespace/name}. */
  @FunctionalInterface
  public interface Clusters extends Function<String, ConnectionSpec> {}

  /** Adds all of them. */
  public static CommandSpec addTo(CommandSpec spec) {
    return addTo(spec, "5s", "2s");
  }

  /**
   * The same.
   *
   * @param command how long one request may take by default, in words
   * @param dial the same of one connection
   */
  public static CommandSpec addTo(CommandSpec spec, String command, String dial) {
    spec.addOption(text(ENDPOINTS, "URL[,URL]", "Client URLs. Default: 127.0.0.1:2379."));
    if (!spec.optionsMap().containsKey(CLUSTER)) {
      spec.addOption(
          text(CLUSTER, "NAMESPACE/NAME", "Connect as this EtcdCluster in Kubernetes says."));
    }
    spec.addOption(text(CACERT, "FILE", "CA that the server's certificate must be signed by."));
    spec.addOption(text(CERT, "FILE", "Our certificate."));
    spec.addOption(text(KEY, "FILE", "Its private key."));
    spec.addOption(flag(SKIP_VERIFY, "Take any server certificate: for tests only."));
    spec.addOption(text(USER, "NAME[:PASSWORD]", "etcd user; without a password it is asked for."));
    spec.addOption(text(PASSWORD, "PASSWORD", "Its password; better in ETCDCTL_PASSWORD."));
    spec.addOption(text(COMMAND_TIMEOUT, "DURATION", "For one request. Default: " + command + "."));
    spec.addOption(text(DIAL_TIMEOUT, "DURATION", "For one connection. Default: " + dial + "."));
    return spec;
  }

  /** A flag with a value. */
  public static OptionSpec text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description.replace("%", "%%"))
        .build();
  }

  /** A flag without one, or with {@code =false}. As in etcdctl, the word after it is not its. */
  public static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name)
        .type(boolean.class)
        .arity("0..1")
        .paramLabel("true|false")
        .preprocessor((words, command, flag, info) -> {
          if (" ".equals(info.get("separator"))) {
            words.push("true");
          }
          return false;
        })
        .description(description.replace("%", "%%"))
        .build();
  }

  /** What was written for a flag, on the command or above it; else its variable. */
  public static Optional<String> value(
      ParseResult parsed, Map<String, String> environment, String flag) {
    for (CommandSpec at = parsed.commandSpec(); at != null; at = at.parent()) {
      ParseResult here = at.commandLine() == null ? null : at.commandLine().getParseResult();
      if (here != null && here.hasMatchedOption(flag)) {
        return Optional.ofNullable(here.matchedOptionValue(flag, (Object) null))
            .map(Object::toString);
      }
    }
    String variable = "ETCDCTL_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    return Optional.ofNullable(environment.get(variable)).filter(v -> !v.isEmpty());
  }

  /** Where to connect. */
  public static ConnectionSpec connection(
      ParseResult parsed, Map<String, String> environment, Clusters clusters) {
    Optional<String> cluster = cluster(parsed);
    if (cluster.isPresent()) {
      OF_CONNECTION.stream()
          .filter(flag -> value(parsed, Map.of(), flag).isPresent())
          .findFirst()
          .ifPresent(flag -> {
            throw CtlException.badArgs(
                "%s %s says how to connect: leave %s out".formatted(CLUSTER, cluster.get(), flag));
          });
      return clusters.apply(cluster.get());
    }
    Optional<TlsMaterial> tls = tls(parsed, environment);
    List<Endpoint> seeds =
        Arrays.stream(value(parsed, environment, ENDPOINTS).orElse("127.0.0.1:2379").split(","))
            .map(String::strip)
            .filter(url -> !url.isEmpty())
            // As etcdctl: a URL without a scheme speaks TLS when there is anything to speak it
            // with.
            .map(url -> url.contains("://") || tls.isEmpty() ? url : "https://" + url)
            .map(Endpoint::parse)
            .toList();
    return new ConnectionSpec(seeds, tls, credentials(parsed, environment), Map.of());
  }

  /** The name nearest to the command: the flag alone, without one, says which members. */
  private static Optional<String> cluster(ParseResult parsed) {
    for (CommandSpec at = parsed.commandSpec(); at != null; at = at.parent()) {
      ParseResult here = at.commandLine() == null ? null : at.commandLine().getParseResult();
      String name = here == null ? "" : here.matchedOptionValue(CLUSTER, "");
      if (!name.isEmpty()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** How long things may take. */
  public static OperationOptions timeouts(ParseResult parsed, Map<String, String> environment) {
    OperationOptions defaults = OperationOptions.DEFAULT;
    return new OperationOptions(
        commandTimeout(parsed, environment).orElse(defaults.commandTimeout()),
        dialTimeout(parsed, environment).orElse(defaults.dialTimeout()));
  }

  /** How long one request may take, where that was said. */
  public static Optional<Duration> commandTimeout(
      ParseResult parsed, Map<String, String> environment) {
    return duration(parsed, environment, COMMAND_TIMEOUT);
  }

  /** How long one connection may take, where that was said. */
  public static Optional<Duration> dialTimeout(
      ParseResult parsed, Map<String, String> environment) {
    return duration(parsed, environment, DIAL_TIMEOUT);
  }

  private static Optional<Duration> duration(
      ParseResult parsed, Map<String, String> environment, String flag) {
    return value(parsed, environment, flag).map(text -> GoDurations.parse(flag, text));
  }

  static boolean hasCommandTimeout(ParseResult parsed, Map<String, String> environment) {
    return value(parsed, environment, COMMAND_TIMEOUT).isPresent();
  }

  private static Optional<TlsMaterial> tls(ParseResult parsed, Map<String, String> environment) {
    Optional<String> ca = file(parsed, environment, CACERT);
    Optional<String> cert = file(parsed, environment, CERT);
    Optional<String> key = file(parsed, environment, KEY);
    boolean skip = value(parsed, environment, SKIP_VERIFY).map(Boolean::parseBoolean).orElse(false);
    return ca.isEmpty() && cert.isEmpty() && key.isEmpty() && !skip
        ? Optional.empty()
        : Optional.of(new TlsMaterial(ca, cert, key, Optional.empty(), skip));
  }

  private static Optional<String> file(
      ParseResult parsed, Map<String, String> environment, String flag) {
    return value(parsed, environment, flag)
        .map(name -> {
          try {
            return Files.readString(Path.of(name));
          } catch (IOException e) {
            throw CtlException.badArgs(flag + ": " + name + " cannot be read");
          }
        });
  }

  private static Optional<Credentials> credentials(
      ParseResult parsed, Map<String, String> environment) {
    Optional<String> password = value(parsed, environment, PASSWORD);
    return value(parsed, environment, USER)
        .map(user -> {
          int colon = user.indexOf(':');
          if (password.isPresent()) {
            return new Credentials(user, password.get());
          }
          return colon < 0
              ? new Credentials(user, ask("Password: "))
              : new Credentials(user.substring(0, colon), user.substring(colon + 1));
        });
  }

  /** Asks without showing what is typed. */
  @SuppressWarnings(
      "SystemConsoleNull") // before Java 22 it is null without a terminal; later it reads null
  static String ask(String prompt) {
    Console console = System.console();
    char[] answer = console == null ? null : console.readPassword(prompt);
    if (answer == null) {
      throw CtlException.badArgs(
          "a password is needed and there is no terminal to ask on: set ETCDCTL_PASSWORD");
    }
    return new String(answer);
  }
}
