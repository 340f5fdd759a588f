package io.etcdmonitor.notify.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of one kind of object that templates may name. A template is checked against it when
 * it is loaded, so a misspelt field is found then, not at three in the morning.
 *
 * @param <T> the object
 */
public final class Schema<T> {
  /** What a field holds. */
  public enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    TIME,
    /** Text by name; any name may be asked for, and is empty when it is not there. */
    MAP,
    LIST,
    OBJECT
  }

  /**
   * One field.
   *
   * @param value reads it; a text, Number, Boolean, Instant, Map of text, List or object by kind
   * @param of what a LIST holds or an OBJECT is
   */
  public record Field<T>(
      String name,
      Kind kind,
      String description,
      Function<T, Object> value,
      Optional<Schema<?>> of) {}

  private final Class<T> type;
  private final Map<String, Field<T>> fields = new LinkedHashMap<>();

  private Schema(Class<T> type) {
    this.type = type;
  }

  /** Starts one. */
  public static <T> Builder<T> of(Class<T> type) {
    return new Builder<>(type);
  }

  /** In the order in which they are documented. */
  public List<Field<T>> fields() {
    return List.copyOf(fields.values());
  }

  Optional<Field<T>> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** Reads one field of an object of this kind. */
  public Object read(Object subject, String name) {
    return fields.get(name).value().apply(type.cast(subject));
  }

  /** All names, and the nearest one to a name that is not there. */
  String suggest(String wrong) {
    String known = fields.keySet().stream().sorted().collect(Collectors.joining(", "));
    return fields.keySet().stream()
        .min(Comparator.comparingInt(name -> distance(name, wrong)))
        .filter(name -> distance(name, wrong) <= 2)
        .map(name -> "did you mean \"" + name + "\"? Known: " + known)
        .orElse("known: " + known);
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  /** Collects fields. */
  public static final class Builder<T> {
    private final Class<T> type;
    private final List<Field<T>> fields = new ArrayList<>();

    private Builder(Class<T> type) {
      this.type = type;
    }

    /** A field of a plain kind. */
    public Builder<T> field(String name, Kind kind, String description, Function<T, Object> value) {
      fields.add(new Field<>(name, kind, description, value, Optional.empty()));
      return this;
    }

    /** A LIST or an OBJECT. */
    public Builder<T> field(
        String name, Kind kind, String description, Function<T, Object> value, Schema<?> of) {
      fields.add(new Field<>(name, kind, description, value, Optional.of(of)));
      return this;
    }

    /** The schema. */
    public Schema<T> build() {
      Schema<T> schema = new Schema<>(type);
      fields.forEach(field -> schema.fields.put(field.name(), field));
      return schema;
    }
  }
}
