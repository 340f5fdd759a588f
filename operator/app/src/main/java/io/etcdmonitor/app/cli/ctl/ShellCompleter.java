package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Ids;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completes commands, flags, members and keys. */
final class ShellCompleter implements Completer {
  private static final Set<String> TAKE_KEYS = Set.of("get", "put", "del", "watch", "cas");
  private static final Set<String> TAKE_MEMBERS =
      Set.of("remove", "update", "promote", "move-leader");

  private final Supplier<CommandSpec> root;
  private final ShellNames names;

  ShellCompleter(Supplier<CommandSpec> root, ShellNames names) {
    this.root = root;
    this.names = names;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    CommandSpec at = root.get();
    for (String word : line.words().subList(0, line.wordIndex())) {
      CommandLine next = at.subcommands().get(word);
      at = next == null ? at : next.getCommandSpec();
    }
    String word = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
    if (word.startsWith("-")) {
      for (OptionSpec option : at.options()) {
        candidates.add(candidate(option.longestName(), option.description()));
      }
      return;
    }
    if (!at.subcommands().isEmpty()) {
      at.subcommands()
          .forEach((name, sub) ->
              candidates.add(candidate(name, sub.getCommandSpec().usageMessage().description())));
      if (line.wordIndex() == 0) {
        Shell.OWN.forEach(name -> candidates.add(new Candidate(name)));
      }
    } else if (TAKE_KEYS.contains(at.name())) {
      // Incomplete: more characters may follow a key that is the beginning of others.
      names
          .keys(word)
          .forEach(key -> candidates.add(new Candidate(key, key, null, null, null, null, false)));
    } else if (TAKE_MEMBERS.contains(at.name())) {
      names
          .members()
          .forEach(member -> {
            candidates.add(described(Ids.hex(member.id()), member.name()));
            if (!member.name().isEmpty()) {
              candidates.add(described(member.name(), Ids.hex(member.id())));
            }
          });
    }
  }

  private static Candidate candidate(String name, String... description) {
    return described(name, description.length == 0 ? null : description[0]);
  }

  private static Candidate described(String value, String description) {
    return new Candidate(value, value, null, description, null, null, true);
  }
}
