package io.etcdmonitor.notify.template;

import io.etcdmonitor.notify.template.Schema.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a template, once, from left to right. */
final class TemplateParser {
  private static final Pattern FOR = Pattern.compile("for\\s+([A-Za-z_]\\w*)\\s+in\\s+(\\S+)");
  private static final Pattern COMPARISON = Pattern.compile("(\\S+)\\s*(==|!=)\\s*\"([^\"]*)\"");
  private static final Pattern FILTERED = Pattern.compile("(\\S+)\\s*\\|\\s*(\\w+)");
  private static final Pattern CONTROL = Pattern.compile("(if|for)\\s.*|else|end", Pattern.DOTALL);
  private static final int DEEPEST = 8;

  private final String source;
  private int at;
  private final Map<String, Schema<?>> variables;

  TemplateParser(String source, Map<String, Schema<?>> variables) {
    this.source = source;
    this.variables = new HashMap<>(variables);
  }

  /** What ended a block. */
  private enum End {
    TEXT,
    ELSE,
    END
  }

  private record Tag(String content, int start, int end) {}

  List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    End end = block(nodes, 0, 0);
    if (end != End.TEXT) {
      throw error(at, "{{ " + end.name().toLowerCase(Locale.ROOT) + " }} without an if or for");
    }
    return nodes;
  }

  private End block(List<Node> nodes, int depth, int opened) {
    if (depth > DEEPEST) {
      throw error(opened, "more than " + DEEPEST + " ifs and fors inside each other");
    }
    while (true) {
      int open = source.indexOf("{{", at);
      if (open < 0) {
        literal(nodes, source.substring(at));
        at = source.length();
        if (depth > 0) {
          throw error(opened, "this has no {{ end }}");
        }
        return End.TEXT;
      }
      Tag tag = tag(open);
      int textEnd = tag.start();
      literal(nodes, source.substring(at, Math.max(at, textEnd)));
      at = tag.end();
      switch (tag.content()) {
        case "end" -> {
          return End.END;
        }
        case "else" -> {
          return End.ELSE;
        }
        default -> nodes.add(node(tag.content(), depth, open));
      }
    }
  }

  /** The tag that opens here; one that steers and is alone on its line takes the line with it. */
  private Tag tag(int open) {
    int close = source.indexOf("}}", open);
    if (close < 0) {
      throw error(open, "{{ without }}");
    }
    String content = source.substring(open + 2, close).strip();
    int start = open;
    int end = close + 2;
    if (CONTROL.matcher(content).matches()) {
      int lineStart = source.lastIndexOf('\n', open - 1) + 1;
      int lineEnd = source.indexOf('\n', end);
      int stop = lineEnd < 0 ? source.length() : lineEnd;
      if (lineStart >= at
          && source.substring(lineStart, open).isBlank()
          && source.substring(end, stop).isBlank()) {
        return new Tag(content, lineStart, lineEnd < 0 ? stop : stop + 1);
      }
    }
    return new Tag(content, start, end);
  }

  private Node node(String content, int depth, int open) {
    try {
      if (content.startsWith("for ")) {
        return loop(content, depth, open);
      }
      if (content.startsWith("if ")) {
        return branch(content, depth, open);
      }
      return value(content);
    } catch (TemplateException e) {
      throw e.getMessage().startsWith("line ") ? e : error(open, e.getMessage());
    }
  }

  private Node value(String content) {
    Matcher filtered = FILTERED.matcher(content);
    boolean hasFilter = filtered.matches();
    Path path = Path.resolve(hasFilter ? filtered.group(1) : content, variables);
    if (path.kind() == Kind.LIST || path.kind() == Kind.OBJECT) {
      throw new TemplateException(
          "\"" + content + "\" is no text: name one of its fields, or loop with for x in a list");
    }
    return new Node.Value(
        path, hasFilter ? Optional.of(filter(filtered.group(2))) : Optional.empty());
  }

  private static Node.Filter filter(String name) {
    return switch (name) {
      case "upper" -> Node.Filter.UPPER;
      case "lower" -> Node.Filter.LOWER;
      default ->
          throw new TemplateException("there is no filter \"" + name + "\"; known: lower, upper");
    };
  }

  private Node branch(String content, int depth, int open) {
    Node.Condition condition = condition(content.substring(3).strip());
    List<Node> then = new ArrayList<>();
    List<Node> otherwise = new ArrayList<>();
    if (block(then, depth + 1, open) == End.ELSE && block(otherwise, depth + 1, open) == End.ELSE) {
      throw error(open, "this if has two elses");
    }
    return new Node.If(condition, then, otherwise);
  }

  private Node.Condition condition(String text) {
    Matcher comparison = COMPARISON.matcher(text);
    if (comparison.matches()) {
      return new Node.Condition(
          comparable(Path.resolve(comparison.group(1), variables)),
          comparison.group(2).equals("!="),
          Optional.of(comparison.group(3)));
    }
    boolean negated = text.startsWith("not ");
    String path = negated ? text.substring(4).strip() : text;
    return new Node.Condition(Path.resolve(path, variables), negated, Optional.empty());
  }

  private static Path comparable(Path path) {
    if (path.kind() == Kind.LIST || path.kind() == Kind.OBJECT || path.kind() == Kind.MAP) {
      throw new TemplateException("only a text, number, flag or time can be compared");
    }
    return path;
  }

  private Node loop(String content, int depth, int open) {
    Matcher form = FOR.matcher(content);
    if (!form.matches()) {
      throw new TemplateException("a loop is written {{ for e in episodes }}");
    }
    Path list = Path.resolve(form.group(2), variables);
    if (list.kind() != Kind.LIST && list.kind() != Kind.MAP) {
      throw new TemplateException("\"" + form.group(2) + "\" is neither a list nor a map");
    }
    String variable = form.group(1);
    if (variables.containsKey(variable)) {
      throw new TemplateException("the variable \"" + variable + "\" is in use already");
    }
    variables.put(variable, list.schema(variables));
    List<Node> body = new ArrayList<>();
    if (block(body, depth + 1, open) == End.ELSE) {
      throw error(open, "a for has no else");
    }
    variables.remove(variable);
    return new Node.For(variable, list, body);
  }

  private static void literal(List<Node> nodes, String text) {
    if (!text.isEmpty()) {
      nodes.add(new Node.Literal(text));
    }
  }

  private TemplateException error(int offset, String problem) {
    return TemplateException.at(source, offset, problem);
  }
}
