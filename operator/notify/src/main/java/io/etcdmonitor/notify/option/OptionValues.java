package io.etcdmonitor.notify.option;

import io.etcdmonitor.engine.alert.channel.ChannelOption;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The options of one channel, checked against what its type declares. Every problem is an {@link
 * IllegalArgumentException} of one sentence that names the channel and the option, never a value of
 * a secret. Printing it shows no values at all.
 */
public final class OptionValues {
  private static final Pattern SPAN = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  private final String channel;
  private final Map<String, ChannelOption> declared = new LinkedHashMap<>();
  private final Map<String, Object> given;

  /** Checks that all options are known and that none is missing. */
  public OptionValues(String channel, List<ChannelOption> options, Map<String, Object> given) {
    this.channel = channel;
    this.given = new TreeMap<>(given);
    options.forEach(option -> declared.put(option.name(), option));
    for (String name : this.given.keySet()) {
      if (!declared.containsKey(name)) {
        String known = declared.keySet().stream().sorted().collect(Collectors.joining(", "));
        throw error("there is no option " + name + "; known: " + known);
      }
    }
    for (ChannelOption option : options) {
      if (option.required() && isAbsent(option.name())) {
        throw error(
            "the option "
                + option.name()
                + (option.secret() ? " (or %1$sFile, or %1$sEnv)".formatted(option.name()) : "")
                + " is required: "
                + option.description());
      }
    }
  }

  /** A problem with this channel's options. */
  public IllegalArgumentException error(String problem) {
    return new IllegalArgumentException("channel " + channel + ": " + problem);
  }

  private boolean isAbsent(String name) {
    Object value = given.get(name);
    return value == null || (value instanceof String text && text.isBlank());
  }

  /** Whether it was given. */
  public boolean has(String name) {
    return !isAbsent(name);
  }

  /** Text; the default, or empty, when it was not given. */
  public String text(String name) {
    Object value = given.get(name);
    if (value == null) {
      return declared.get(name).defaultValue();
    }
    if (value instanceof Map || value instanceof Collection) {
      throw error("the option " + name + " is a text");
    }
    return String.valueOf(value);
  }

  /** One word of several. */
  public String oneOf(String name, String... allowed) {
    String value = text(name);
    if (!List.of(allowed).contains(value)) {
      throw error("the option " + name + " is one of " + String.join(", ", allowed));
    }
    return value;
  }

  /** A whole number in a range. */
  public int number(String name, int least, int most) {
    try {
      int value = Integer.parseInt(text(name).strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw error("the option " + name + " is a number from " + least + " to " + most);
  }

  /** True or false. */
  public boolean flag(String name) {
    return switch (text(name).strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false", "" -> false;
      default -> throw error("the option " + name + " is true or false");
    };
  }

  /** A span such as {@code 10s}. */
  public Duration duration(String name) {
    Object value = given.get(name);
    if (value instanceof Duration duration) {
      return duration;
    }
    String text = text(name).strip();
    Matcher span = SPAN.matcher(text);
    if (span.matches() && span.group(1).length() < 10) {
      long amount = Long.parseLong(span.group(1));
      return switch (span.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw error("the option " + name + " is a span such as 500ms, 10s, 5m or 1h");
    }
  }

  /** Texts; one text is a list of one, or of several between commas. */
  public List<String> list(String name) {
    Object value = given.get(name);
    Collection<?> elements;
    if (value instanceof Collection<?> collection) {
      elements = collection;
    } else {
      elements = List.of(text(name).split(","));
    }
    List<String> texts = new ArrayList<>();
    for (Object element : elements) {
      String text = String.valueOf(element).strip();
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  /** Anything by name, as it was given; empty when it was not. */
  public Map<String, Object> tree(String name) {
    Object value = given.get(name);
    if (value == null || "".equals(value)) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw error("the option " + name + " is a map");
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    map.forEach((key, element) -> tree.put(String.valueOf(key), element));
    return tree;
  }

  /** Texts by name. */
  public Map<String, String> texts(String name) {
    Map<String, String> texts = new TreeMap<>();
    tree(name)
        .forEach((key, value) -> {
          if (value == null || value instanceof Map || value instanceof Collection) {
            throw error("the option " + name + "." + key + " is a text");
          }
          texts.put(key, String.valueOf(value));
        });
    return texts;
  }

  /** The values of all secret options, for taking them out of what is logged. */
  public List<String> secrets() {
    return declared.values().stream()
        .filter(option -> option.secret() && has(option.name()))
        .map(option -> String.valueOf(given.get(option.name())))
        .toList();
  }

  @Override
  public String toString() {
    return "options of channel " + channel + ": " + given.keySet();
  }
}
