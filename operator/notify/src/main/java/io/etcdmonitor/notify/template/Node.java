package io.etcdmonitor.notify.template;

import java.util.List;
import java.util.Optional;

/** A part of a template. */
sealed interface Node {
  record Literal(String text) implements Node {}

  record Value(Path path, Optional<Filter> filter) implements Node {}

  record If(Condition condition, List<Node> then, List<Node> otherwise) implements Node {}

  record For(String variable, Path list, List<Node> body) implements Node {}

  /** {@code path}, {@code not path}, {@code path == "text"}, {@code path != "text"}. */
  record Condition(Path path, boolean negated, Optional<String> equal) {}

  /** Changes a value before it is written. */
  enum Filter {
    UPPER,
    LOWER
  }
}
