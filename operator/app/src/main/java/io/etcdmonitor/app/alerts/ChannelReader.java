package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertChannelProvider;
import io.etcdmonitor.engine.alert.channel.ChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the channels that a file names. */
final class ChannelReader {
  /** The channel that there is without a file: the program's own log. */
  static final String LOG_CHANNEL = "log";

  private final Map<String, String> environment;
  private final Map<String, AlertChannelProvider> types = new TreeMap<>();

  ChannelReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    ServiceLoader.load(AlertChannelProvider.class).forEach(p -> types.put(p.type(), p));
  }

  /** Type by name, without making any: no secret is needed. */
  String type(Node node) {
    AlertChannelProvider type = provider(node);
    Set<String> known = new TreeSet<>(Set.of("name", "type"));
    for (ChannelOption option : type.options()) {
      known.add(option.name());
      if (option.secret()) {
        known.add(option.name() + "File");
        known.add(option.name() + "Env");
      }
    }
    node.only(known.toArray(String[]::new));
    return type.type();
  }

  /** One channel. */
  AlertChannel channel(Node node) {
    AlertChannelProvider type = provider(node);
    return node.within(() -> type.create(node.need("name").text(), options(node, type)));
  }

  /** The files beside it that a channel is made of: secrets, certificate authorities. */
  static Set<Path> files(Node node) {
    Set<Path> files = new TreeSet<>();
    node.map()
        .forEach((key, value) -> {
          if (key.endsWith("File")) {
            files.add(Path.of(value.text()));
          }
        });
    return files;
  }

  /** The channel of those who name none. */
  AlertChannel log() {
    return types.get("console").create(LOG_CHANNEL, Map.of("target", "log"));
  }

  private AlertChannelProvider provider(Node node) {
    String word = node.need("type").text();
    AlertChannelProvider type = types.get(word);
    if (type == null) {
      throw node.need("type")
          .error(
              "there is no channel type '%s'; there are %s"
                  .formatted(word, String.join(", ", types.keySet())));
    }
    return type;
  }

  /** Everything but name and type; secrets from where they are said to be. */
  private Map<String, Object> options(Node node, AlertChannelProvider type) {
    Map<String, Object> options = new LinkedHashMap<>();
    node.map()
        .forEach((key, value) -> {
          if (!key.equals("name") && !key.equals("type")) {
            options.put(key, value.plain());
          }
        });
    for (ChannelOption option : type.options()) {
      if (option.secret()) {
        node.get(option.name() + "File")
            .ifPresent(file -> {
              options.remove(option.name() + "File");
              options.put(option.name(), secretFile(file));
            });
        node.get(option.name() + "Env")
            .ifPresent(variable -> {
              options.remove(option.name() + "Env");
              options.put(option.name(), secretVariable(variable));
            });
      }
    }
    return options;
  }

  private String secretVariable(Node variable) {
    String secret = environment.get(variable.text());
    if (secret == null) {
      throw variable.error("the variable " + variable.text() + " is not set");
    }
    return secret;
  }

  private static String secretFile(Node file) {
    try {
      return Files.readString(Path.of(file.text())).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file.error("the file " + file.text() + " cannot be read: " + e.getClass().getSimpleName())
              .getMessage(),
          e);
    }
  }
}
