package io.etcdmonitor.notify.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.notify.template.Schema.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON whose texts are templates. The tree itself is given as data, so the result is valid JSON
 * whatever a value holds. A text that is one field and nothing else yields that field as JSON (a
 * number stays a number, a list a list); {@code {"$for": "e in episodes", "$each": ...}} yields an
 * array. Immutable.
 */
public final class JsonTemplate {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern WHOLE = Pattern.compile("\\{\\{\\s*([\\w./-]+)\\s*}}");
  private static final Pattern FOR = Pattern.compile("([A-Za-z_]\\w*)\\s+in\\s+(\\S+)");

  private final Function<Map<String, Object>, JsonNode> root;

  private JsonTemplate(Function<Map<String, Object>, JsonNode> root) {
    this.root = root;
  }

  /**
   * Reads a tree of maps, lists, texts, numbers and flags.
   *
   * @throws TemplateException with the place in the tree and what is wrong
   */
  public static JsonTemplate parse(Object tree, Schema<?> schema) {
    Map<String, Schema<?>> variables = new HashMap<>();
    variables.put("", schema);
    return new JsonTemplate(compile(tree, variables, "body"));
  }

  /** The JSON for one object. */
  public JsonNode render(Object subject) {
    Map<String, Object> scope = new HashMap<>();
    scope.put("", subject);
    return root.apply(scope);
  }

  private static Function<Map<String, Object>, JsonNode> compile(
      Object tree, Map<String, Schema<?>> variables, String where) {
    return switch (tree) {
      case null -> scope -> JSON.nullNode();
      case Map<?, ?> map when map.containsKey("$for") -> loop(map, variables, where);
      case Map<?, ?> map -> object(map, variables, where);
      case Collection<?> list -> array(list, variables, where);
      case String text -> text(text, variables, where);
      case Boolean flag -> scope -> JSON.booleanNode(flag);
      case Number number -> {
        JsonNode node = SchemaJson.number(number);
        yield scope -> node;
      }
      default ->
          throw new TemplateException(where + ": write a map, a list, a text, a number or a flag");
    };
  }

  private static Function<Map<String, Object>, JsonNode> object(
      Map<?, ?> map, Map<String, Schema<?>> variables, String where) {
    Map<String, Function<Map<String, Object>, JsonNode>> parts = new LinkedHashMap<>();
    map.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (name.startsWith("$")) {
        throw new TemplateException(
            where + ": \"" + name + "\" is unknown; a loop has $for and $each");
      }
      parts.put(name, compile(value, variables, where + "." + name));
    });
    return scope -> {
      ObjectNode node = JSON.objectNode();
      parts.forEach((name, part) -> node.set(name, part.apply(scope)));
      return node;
    };
  }

  private static Function<Map<String, Object>, JsonNode> array(
      Collection<?> list, Map<String, Schema<?>> variables, String where) {
    List<Function<Map<String, Object>, JsonNode>> parts =
        list.stream().map(element -> compile(element, variables, where + "[]")).toList();
    return scope -> {
      ArrayNode node = JSON.arrayNode();
      parts.forEach(part -> node.add(part.apply(scope)));
      return node;
    };
  }

  private static Function<Map<String, Object>, JsonNode> loop(
      Map<?, ?> map, Map<String, Schema<?>> variables, String where) {
    Matcher form = FOR.matcher(String.valueOf(map.get("$for")));
    if (!form.matches() || map.size() != 2 || !map.containsKey("$each")) {
      throw new TemplateException(
          where + ": a loop is {\"$for\": \"e in episodes\", \"$each\": ...}");
    }
    Path list = resolve(form.group(2), variables, where);
    if (list.kind() != Kind.LIST && list.kind() != Kind.MAP) {
      throw new TemplateException(
          where + ": \"" + form.group(2) + "\" is neither a list nor a map");
    }
    String variable = form.group(1);
    Map<String, Schema<?>> inner = new HashMap<>(variables);
    inner.put(variable, list.schema(variables));
    var each = compile(map.get("$each"), inner, where + ".$each");
    return scope -> {
      ArrayNode node = JSON.arrayNode();
      Map<String, Object> innerScope = new HashMap<>(scope);
      for (Object element : Template.elements(list.read(scope))) {
        innerScope.put(variable, element);
        node.add(each.apply(innerScope));
      }
      return node;
    };
  }

  private static Function<Map<String, Object>, JsonNode> text(
      String text, Map<String, Schema<?>> variables, String where) {
    Matcher whole = WHOLE.matcher(text);
    if (whole.matches()) {
      Path path = resolve(whole.group(1), variables, where);
      if (path.kind() == Kind.LIST || path.kind() == Kind.OBJECT) {
        Schema<?> schema = path.schema(variables);
        return scope -> SchemaJson.json(path.read(scope), path.kind(), schema);
      }
      return scope -> SchemaJson.plain(path.read(scope));
    }
    try {
      List<Node> nodes = new TemplateParser(text, variables).nodes();
      return scope -> JSON.textNode(Template.render(nodes, scope, UnaryOperator.identity()));
    } catch (TemplateException e) {
      throw new TemplateException(where + ": " + e.getMessage());
    }
  }

  private static Path resolve(String path, Map<String, Schema<?>> variables, String where) {
    try {
      return Path.resolve(path, variables);
    } catch (TemplateException e) {
      throw new TemplateException(where + ": " + e.getMessage());
    }
  }
}
