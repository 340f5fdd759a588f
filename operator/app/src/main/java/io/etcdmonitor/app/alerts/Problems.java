package io.etcdmonitor.app.alerts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gathers what is wrong with a file, so that people hear of all of it at once. */
final class Problems {
  private static final Pattern LINE = Pattern.compile("line (\\d+): .*", Pattern.DOTALL);

  private final List<String> found = new ArrayList<>();

  /** Reads something; empty when it is refused. */
  <T> Optional<T> read(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (IllegalArgumentException e) {
      found.add(e.getMessage());
      return Optional.empty();
    }
  }

  /** Reads the elements of a list that may be missing; those that are refused are left out. */
  <T> List<T> readAll(Node root, String key, Function<Node, T> reader) {
    List<Node> nodes =
        read(() -> root.get(key).map(Node::list).orElse(List.of())).orElse(List.of());
    return nodes.stream().flatMap(n -> read(() -> reader.apply(n)).stream()).toList();
  }

  /**
   * Goes on only when nothing was refused.
   *
   * @throws AlertsFileException with all that was
   */
  void raise() {
    if (!found.isEmpty()) {
      throw new AlertsFileException(
          found.stream().sorted(Comparator.comparingInt(Problems::line)).toList());
    }
  }

  private static int line(String problem) {
    Matcher matcher = LINE.matcher(problem);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
