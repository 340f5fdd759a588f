package io.etcdmonitor.engine.walk;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** How much an engine holds: the largest of the collections that each of its fields refers to. */
final class Sizes {
  private static final String OURS = "io.etcdmonitor.engine";

  /** What remembers for the test, and what is bounded by bytes. */
  private static final Set<String> NOT_COUNTED = Set.of("FakeChannel", "Watcher", "History");

  private final Map<String, Integer> largest = new TreeMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> todo = new ArrayDeque<>();

  private Sizes() {}

  static Map<String, Integer> of(Object... roots) {
    Sizes sizes = new Sizes();
    for (Object root : roots) {
      sizes.visit("", root);
    }
    while (!sizes.todo.isEmpty()) {
      sizes.fields(sizes.todo.poll());
    }
    return sizes.largest;
  }

  private void visit(String field, Object value) {
    if (value instanceof Map<?, ?> map) {
      largest.merge(field, map.size(), Math::max);
      map.forEach((key, held) -> {
        visit(field + "{}", key);
        visit(field + "{}", held);
      });
    } else if (value instanceof Collection<?> all) {
      largest.merge(field, all.size(), Math::max);
      all.forEach(held -> visit(field + "[]", held));
    } else if (value instanceof Optional<?> maybe) {
      maybe.ifPresent(held -> visit(field, held));
    } else if (value != null && counts(value.getClass()) && seen.add(value)) {
      todo.add(value);
    }
  }

  private static boolean counts(Class<?> type) {
    return type.getName().startsWith(OURS) && !NOT_COUNTED.contains(type.getSimpleName());
  }

  private void fields(Object holder) {
    for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field :
          type.getName().startsWith(OURS) ? type.getDeclaredFields() : new Field[0]) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          visit(type.getSimpleName() + "." + field.getName(), value(field, holder));
        }
      }
    }
  }

  private static Object value(Field field, Object holder) {
    try {
      field.setAccessible(true);
      return field.get(holder);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
