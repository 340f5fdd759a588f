package io.etcdmonitor.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunContextTest {
  private static final Recollection KNOWN =
      new Recollection(Optional.of(Verdict.CRITICAL), "x", false, List.of(), Optional.empty());

  @Test
  void whatWasBeforeCanBeWhatAMemoryBeginsWith() {
    // A HashMap tells of every change from within computeIfAbsent, a ConcurrentHashMap of some.
    Map<Class<?>, Object> kept = new HashMap<>(Map.of(Recollection.class, KNOWN));
    RunContext context = context(kept);
    Optional<?> memory = context.memory(Optional.class, () -> Optional.of(context.before()));
    assertThat(memory.orElseThrow()).isSameAs(KNOWN);
    assertThat(context.before()).isSameAs(Recollection.NOTHING);
  }

  @Test
  void aMemoryIsMadeOnceAndKept() {
    Map<Class<?>, Object> kept = new HashMap<>();
    StringBuilder made = context(kept).memory(StringBuilder.class, StringBuilder::new);
    assertThat(context(kept).memory(StringBuilder.class, () -> new StringBuilder("another")))
        .isSameAs(made);
  }

  private static RunContext context(Map<Class<?>, Object> kept) {
    return new RunContext(null, null, null, null, null, new RunContext.Memories(kept, Map.of()));
  }
}
