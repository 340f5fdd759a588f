package io.etcdmonitor.notify.template;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A text with fields, conditions and loops. It can read the fields of its schema and nothing else:
 * no methods, no files, no recursion, so that a template is data, not a program. Immutable.
 */
public final class Template {
  /** Longest text that a template may yield, in characters: the rest is cut off. */
  static final int MOST = 256 * 1024;

  private final List<Node> nodes;

  private Template(List<Node> nodes) {
    this.nodes = nodes;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException with line, column and what is wrong
   */
  public static Template parse(String source, Schema<?> schema) {
    return new Template(new TemplateParser(source, Map.of("", schema)).nodes());
  }

  /** The text for one object, with every value as it is. */
  public String render(Object subject) {
    return render(subject, UnaryOperator.identity());
  }

  /**
   * The text for one object; {@code escape} is applied to values, never to the template's own text.
   */
  public String render(Object subject, UnaryOperator<String> escape) {
    return render(nodes, Map.of("", subject), escape);
  }

  static String render(List<Node> nodes, Map<String, Object> scope, UnaryOperator<String> escape) {
    StringBuilder out = new StringBuilder();
    write(nodes, scope, escape, out);
    return out.length() > MOST ? out.substring(0, MOST) : out.toString();
  }

  private static void write(
      List<Node> nodes,
      Map<String, Object> scope,
      UnaryOperator<String> escape,
      StringBuilder out) {
    for (Node node : nodes) {
      if (out.length() > MOST) {
        return;
      }
      switch (node) {
        case Node.Literal literal -> out.append(literal.text());
        case Node.Value value -> out.append(escape.apply(filtered(value, scope)));
        case Node.If branch ->
            write(
                holds(branch.condition(), scope) ? branch.then() : branch.otherwise(),
                scope,
                escape,
                out);
        case Node.For loop -> loop(loop, scope, escape, out);
      }
    }
  }

  private static void loop(
      Node.For loop, Map<String, Object> scope, UnaryOperator<String> escape, StringBuilder out) {
    Map<String, Object> inner = new HashMap<>(scope);
    for (Object element : elements(loop.list().read(scope))) {
      inner.put(loop.variable(), element);
      write(loop.body(), inner, escape, out);
    }
  }

  /** What a loop goes over: a list's elements, or a map's entries by name. */
  static Collection<?> elements(Object value) {
    return value instanceof Map<?, ?> map ? new TreeMap<>(map).entrySet() : (Collection<?>) value;
  }

  private static String filtered(Node.Value value, Map<String, Object> scope) {
    String text = text(value.path().read(scope));
    return value
        .filter()
        .map(filter ->
            switch (filter) {
              case UPPER -> text.toUpperCase(Locale.ROOT);
              case LOWER -> text.toLowerCase(Locale.ROOT);
            })
        .orElse(text);
  }

  private static boolean holds(Node.Condition condition, Map<String, Object> scope) {
    Object value = condition.path().read(scope);
    boolean result =
        condition.equal().map(wanted -> text(value).equals(wanted)).orElseGet(() -> truth(value));
    return result != condition.negated();
  }

  private static boolean truth(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0;
      case Collection<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> !text(value).isEmpty();
    };
  }

  private static String text(Object value) {
    return switch (value) {
      case Instant time -> time.toString();
      case Map<?, ?> map ->
          new TreeMap<>(map)
              .entrySet().stream()
                  .map(entry -> entry.getKey() + "=" + entry.getValue())
                  .collect(Collectors.joining(", "));
      default -> String.valueOf(value);
    };
  }
}
