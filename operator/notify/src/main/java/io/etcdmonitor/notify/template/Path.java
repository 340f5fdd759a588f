package io.etcdmonitor.notify.template;

import io.etcdmonitor.notify.template.Schema.Field;
import io.etcdmonitor.notify.template.Schema.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A field that exists: {@code cluster.name}, or {@code e.labels.team} where {@code e} is the
 * variable of a loop.
 *
 * @param variable where it starts; empty for the message itself
 * @param steps one schema and field name after the other
 * @param key a name in the map that the last step yields, if one is asked for
 */
record Path(String variable, List<Step> steps, Optional<String> key, Kind kind) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z_][\\w-]*(\\.[A-Za-z0-9_][\\w/-]*)*");

  record Step(Schema<?> schema, String field) {}

  /** Finds the field, or says which part of the path is unknown. */
  static Path resolve(String text, Map<String, Schema<?>> variables) {
    if (!FORM.matcher(text).matches()) {
      throw new TemplateException(
          "\"" + text + "\" is no field: write a name such as title or cluster.name");
    }
    List<String> parts = List.of(text.split("\\."));
    String variable = variables.containsKey(parts.get(0)) ? parts.get(0) : "";
    Schema<?> schema = variables.get(variable);
    List<Step> steps = new ArrayList<>();
    int first = variable.isEmpty() ? 0 : 1;
    if (first == parts.size()) {
      return new Path(variable, steps, Optional.empty(), Kind.OBJECT);
    }
    for (int i = first; ; i++) {
      String name = parts.get(i);
      Optional<? extends Field<?>> field = schema.field(name);
      if (field.isEmpty()) {
        throw new TemplateException(
            "there is no field \"" + name + "\" (in \"" + text + "\"); " + schema.suggest(name));
      }
      steps.add(new Step(schema, name));
      Kind kind = field.get().kind();
      if (i == parts.size() - 1) {
        return new Path(variable, steps, Optional.empty(), kind);
      }
      if (kind == Kind.MAP && i == parts.size() - 2) {
        return new Path(variable, steps, Optional.of(parts.get(i + 1)), Kind.TEXT);
      }
      if (kind != Kind.OBJECT) {
        throw new TemplateException(
            "\"" + name + "\" in \"" + text + "\" has no fields of its own");
      }
      schema = field.get().of().orElseThrow();
    }
  }

  /** What is in it now. */
  Object read(Map<String, Object> scope) {
    Object value = scope.get(variable);
    for (Step step : steps) {
      value = step.schema().read(value, step.field());
    }
    if (key.isPresent()) {
      Object found = ((Map<?, ?>) value).get(key.get());
      return found == null ? "" : found;
    }
    return value;
  }

  /** What an object or the elements of a list are. */
  Schema<?> schema(Map<String, Schema<?>> variables) {
    if (steps.isEmpty()) {
      return variables.get(variable);
    }
    if (kind == Kind.MAP) {
      return MapEntries.SCHEMA;
    }
    Step last = steps.get(steps.size() - 1);
    return last.schema().field(last.field()).orElseThrow().of().orElseThrow();
  }
}
