package io.etcdmonitor.app.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Puts flags, environment, file and defaults together, in this order of precedence. Refuses what it
 * does not know; finds all problems, not only the first.
 */
public final class ConfigLoader {
  /** Names the configuration file. */
  public static final String FILE_VARIABLE = Option.ENV_PREFIX + "CONFIG";

  /** Names the file in which the shell keeps its history; empty keeps none. No option has it. */
  public static final String HISTORY_VARIABLE = Option.ENV_PREFIX + "HISTORY";

  /**
   * Variables that Kubernetes sets in every pod for a Service called etcd-monitor or
   * etcd-monitor-something. They are not ours although they look like it.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_.+)?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private record Given(String text, Origin origin) {}

  private final Map<String, String> environment;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Map<Option<?>, Given> given = new HashMap<>();

  private ConfigLoader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Loads the configuration.
   *
   * @param use the command; decides whether etcdctl's variables count
   * @param file from the flag {@code --config}; else {@link #FILE_VARIABLE} may name one
   * @param environment the process's variables
   * @param flags text of every flag given
   * @throws ConfigException with everything that is refused
   */
  public static AppConfig load(
      ConfigUse use,
      Optional<Path> file,
      Map<String, String> environment,
      Map<Option<?>, String> flags) {
    ConfigLoader loader = new ConfigLoader(environment);
    file.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of))
        .ifPresent(loader::readFile);
    if (use.dials()) {
      loader.readEtcdctl();
    }
    loader.readVariables();
    flags.forEach((option, text) -> loader.give(option, text, Origin.flag(option.flag())));
    Settings settings = loader.parse();
    if (loader.problems.isEmpty()) {
      loader.problems.addAll(CrossChecks.of(settings));
    }
    if (!loader.problems.isEmpty()) {
      throw new ConfigException(loader.problems);
    }
    return AppConfig.of(settings);
  }

  private void readFile(Path file) {
    try {
      String text = Files.readString(file);
      for (YamlFile.Entry entry : YamlFile.read(file.toString(), text, problems)) {
        give(entry.option(), entry.text(), Origin.file(file.toString(), entry.line()));
      }
    } catch (NoSuchFileException e) {
      problems.add(new ConfigProblem(file.toString(), "", "does not exist"));
    } catch (MalformedInputException e) {
      problems.add(new ConfigProblem(file.toString(), "", "is not UTF-8 text"));
    } catch (IOException e) {
      problems.add(
          new ConfigProblem(
              file.toString(),
              "",
              "cannot be read ("
                  + e.getClass().getSimpleName()
                  + "): check its path and permissions"));
    }
  }

  private void readEtcdctl() {
    for (Option<?> option : Options.ALL) {
      option
          .etcdctl()
          .ifPresent(variable -> {
            String text = environment.get(variable);
            if (text != null && !text.isEmpty()) {
              give(option, text, Origin.etcdctl(variable));
            }
          });
    }
  }

  private void readVariables() {
    Map<String, Option<?>> known = new TreeMap<>();
    Options.ALL.forEach(option -> known.put(option.variable(), option));
    environment.forEach((name, text) -> {
      if (!name.startsWith(Option.ENV_PREFIX)
          || name.equals(FILE_VARIABLE)
          || name.equals(HISTORY_VARIABLE)
          || serviceLink(name, text)) {
        return;
      }
      Option<?> option = known.get(name);
      if (option == null) {
        problems.add(
            new ConfigProblem(
                name,
                "",
                "is not known; "
                    + Suggestions.nearest(name, known.keySet())
                        .map(word -> "did you mean " + word + "?")
                        .orElse("etcd-monitor config docs lists the variables")));
      } else if (!text.isEmpty()) {
        give(option, text, Origin.variable(name));
      }
    });
  }

  private static boolean serviceLink(String name, String text) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(text).matches());
  }

  private void give(Option<?> option, String text, Origin origin) {
    // etcdctl's way: "--user name:password".
    int colon = option.equals(ClusterOptions.USER) && origin.rank() != 1 ? text.indexOf(':') : -1;
    if (colon > 0) {
      give(ClusterOptions.USER, text.substring(0, colon), origin);
      give(ClusterOptions.PASSWORD, text.substring(colon + 1), origin);
      return;
    }
    Given before = given.get(option);
    if (before == null || before.origin().rank() <= origin.rank()) {
      given.put(option, new Given(text, origin));
    }
  }

  private Settings parse() {
    Settings settings = new Settings();
    for (Option<?> option : Options.ALL) {
      parse(settings, option);
    }
    return settings;
  }

  private <T> void parse(Settings settings, Option<T> option) {
    Given value = given.get(option);
    if (value == null) {
      option
          .defaultValue()
          .ifPresent(parsed -> settings.put(option, parsed, option.defaultText(), Origin.DEFAULT));
      return;
    }
    try {
      settings.put(
          option, option.type().parser().apply(value.text()), value.text(), value.origin());
    } catch (IllegalArgumentException e) {
      String shown = option.secret() ? "" : ", not \"" + value.text() + "\"";
      problems.add(
          new ConfigProblem(
              value.origin().where(),
              named(option, value.origin()),
              "must be " + option.type().allowed() + shown));
    }
  }

  /** The key where the origin does not say it already. */
  private static String named(Option<?> option, Origin origin) {
    return origin.rank() == 1 ? option.key() : "";
  }
}
