package io.etcdmonitor.engine.alert.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records to JSON text and back, by component name. A component that the text lacks is empty, so a
 * newer program reads what an older one wrote; what the program does not know is dropped.
 */
public final class RecordCodec {
  /** Looking them up is most of the work. */
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  private record Shape(List<RecordComponent> parts, Constructor<?> constructor) {
    static Shape of(Class<?> type) {
      RecordComponent[] parts = type.getRecordComponents();
      Class<?>[] types = new Class<?>[parts.length];
      for (int i = 0; i < parts.length; i++) {
        types[i] = parts[i].getType();
        parts[i].getAccessor().setAccessible(true);
      }
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return new Shape(List.of(parts), constructor);
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("every record has a canonical constructor", e);
      }
    }
  }

  private RecordCodec() {}

  /** As text of one line. */
  public static String write(Record value) {
    StringBuilder out = new StringBuilder(256);
    Json.write(plain(value), out);
    return out.toString();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException when the text is not such a record
   */
  public static <T extends Record> T read(String text, Class<T> type) {
    return type.cast(typed(Json.read(text), type));
  }

  private static Object plain(Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> maybe -> maybe.map(RecordCodec::plain).orElse(null);
      case Enum<?> word -> word.name();
      case Iterable<?> many -> {
        List<Object> list = new ArrayList<>();
        many.forEach(item -> list.add(plain(item)));
        yield list;
      }
      case Map<?, ?> map -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((key, item) -> fields.put(key.toString(), plain(item)));
        yield fields;
      }
      case Record nested -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent part : SHAPES.get(nested.getClass()).parts()) {
          Object item = plain(component(part, nested));
          if (item != null) {
            fields.put(part.getName(), item);
          }
        }
        yield fields;
      }
      case Number number -> number;
      case Boolean flag -> flag;
      default -> value.toString();
    };
  }

  private static Object component(RecordComponent part, Record owner) {
    try {
      return part.getAccessor().invoke(owner);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("record component " + part + " cannot be read", e);
    }
  }

  private static Object typed(Object value, Type type) {
    if (type instanceof ParameterizedType generic) {
      return container(value, generic);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record((Map<?, ?>) value, plain);
    }
    if (plain.isEnum()) {
      return constant(plain, (String) value);
    }
    if (plain == Instant.class) {
      return value == null ? null : Instant.parse((String) value);
    }
    if (plain == Duration.class) {
      return value == null ? Duration.ZERO : Duration.parse((String) value);
    }
    if (plain == String.class) {
      return value == null ? "" : value.toString();
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return Boolean.TRUE.equals(value);
    }
    Number number = value == null ? 0 : (Number) value;
    if (plain == int.class || plain == Integer.class) {
      return number.intValue();
    }
    if (plain == long.class || plain == Long.class) {
      return number.longValue();
    }
    return number.doubleValue();
  }

  private static Object container(Object value, ParameterizedType type) {
    Type inner = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
    Class<?> raw = (Class<?>) type.getRawType();
    if (raw == Optional.class) {
      return Optional.ofNullable(value).map(v -> typed(v, inner));
    }
    if (raw == Map.class) {
      Map<String, Object> map = new LinkedHashMap<>();
      if (value != null) {
        ((Map<?, ?>) value).forEach((key, item) -> map.put(key.toString(), typed(item, inner)));
      }
      return map;
    }
    List<Object> list = new ArrayList<>();
    if (value != null) {
      ((List<?>) value).forEach(item -> list.add(typed(item, inner)));
    }
    return raw == Set.class ? (Object) new LinkedHashSet<>(list) : list;
  }

  private static Object constant(Class<?> type, String word) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(word)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(word + " is no " + type.getSimpleName());
  }

  private static Object record(Map<?, ?> fields, Class<?> type) {
    Shape shape = SHAPES.get(type);
    Object[] values = new Object[shape.parts().size()];
    for (int i = 0; i < values.length; i++) {
      RecordComponent part = shape.parts().get(i);
      values[i] = typed(fields.get(part.getName()), part.getGenericType());
    }
    try {
      return shape.constructor().newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("not a " + type.getSimpleName(), e);
    }
  }
}
