package io.etcdmonitor.app.cli.ctl;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.reader.impl.history.DefaultHistory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Remembers commands without what may be secret: values that are written, passwords, and what
 * stands behind a word that was mistyped.
 */
final class DiscreetHistory extends DefaultHistory {
  private static final Set<String> WRITES = Set.of("put", "cas");

  private final Supplier<CommandSpec> commands;

  /**
   * @param commands what is understood beside the {@link Shell}'s own words
   */
  DiscreetHistory(Supplier<CommandSpec> commands) {
    this.commands = commands;
  }

  @Override
  public void add(Instant time, String line) {
    String kept = discreet(line, commands.get());
    if (!kept.isEmpty()) {
      super.add(time, kept);
    }
  }

  /** What is remembered of a line; empty for nothing. */
  static String discreet(String line, CommandSpec commands) {
    List<String> words = Words.of(line);
    if (words.isEmpty()
        || line.contains("--password")
        || line.contains("--user")
        || line.contains("--new-user-password")
        || line.contains("--expect")) {
      return "";
    }
    if (words.contains("user") && (words.contains("add") || words.contains("passwd"))) {
      return "";
    }
    // Flags may stand before the command.
    for (int i = 0; i < words.size(); i++) {
      if (WRITES.contains(words.get(i))) {
        return String.join(" ", words.subList(0, Math.min(i + 2, words.size())));
      }
    }
    int understood = understood(words, commands);
    if (understood == words.size()) {
      return line;
    }
    List<String> kept = new ArrayList<>(words.subList(0, understood));
    kept.add(flag(words.get(understood)));
    return String.join(" ", kept);
  }

  /** How many words stand before the first command or flag that is none: "putt key secret". */
  private static int understood(List<String> words, CommandSpec commands) {
    if (Shell.OWN.contains(words.get(0))) {
      return words.size();
    }
    CommandSpec at = commands;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        break;
      }
      if (word.startsWith("-") && word.length() > 1) {
        OptionSpec option = at.optionsMap().get(flag(word));
        if (option == null) {
          return i;
        }
        // Its value is no command.
        if (option.arity().min() > 0 && flag(word).equals(word)) {
          i++;
        }
      } else if (!at.subcommands().isEmpty()) {
        CommandLine command = at.subcommands().get(word);
        if (command == null) {
          return i;
        }
        at = command.getCommandSpec();
      }
    }
    return words.size();
  }

  /** A flag without the value that hangs on it; other words as they are. */
  private static String flag(String word) {
    if (word.startsWith("--")) {
      return word.split("=", 2)[0];
    }
    return word.startsWith("-") && word.length() > 1 ? word.substring(0, 2) : word;
  }
}
