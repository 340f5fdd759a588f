package io.etcdmonitor.patterns.history;

import java.util.Optional;

/**
 * A lock with tokens that only rise, as one object: who takes it finds it free and gets a higher
 * token than everybody before.
 *
 * @param holder token of who has it; 0 when it is free
 * @param highest token so far
 */
public record LockModel(long holder, long highest) {
  /** Free, and never taken. */
  public static final LockModel FREE = new LockModel(0, 0);

  /** What clients see of it. */
  public sealed interface Action {
    /** Took it. */
    record Take(long token) implements Action {}

    /** Gave it up, or could no longer be sure to have it. */
    record GiveUp(long token) implements Action {}
  }

  /** The model. */
  public Optional<LockModel> step(Action action) {
    return switch (action) {
      case Action.Take take ->
          holder == 0 && take.token() > highest
              ? Optional.of(new LockModel(take.token(), take.token()))
              : Optional.empty();
      case Action.GiveUp gaveUp ->
          holder == gaveUp.token() ? Optional.of(new LockModel(0, highest)) : Optional.empty();
    };
  }
}
