package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.Transition;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** The whole state on one screen, redrawn in place. */
public final class LiveView implements View {
  private static final int SHOWN = 12;
  private static final String CLEAR = "\u001b[2J";
  private static final String HOME = "\u001b[H";
  private static final String TO_LINE_END = "\u001b[K";
  private static final String TO_SCREEN_END = "\u001b[J";
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";

  private final PrintStream out;
  private final Supplier<Snapshot> snapshot;
  private final String footer;
  private final Deque<Happening> happenings = new ArrayDeque<>();
  private String gap = "";

  /**
   * Takes the screen.
   *
   * @param out the terminal
   * @param snapshot what to show now
   * @param footer last line
   */
  public LiveView(PrintStream out, Supplier<Snapshot> snapshot, String footer) {
    this.out = out;
    this.snapshot = snapshot;
    this.footer = footer;
    out.print(HIDE_CURSOR + CLEAR);
  }

  @Override
  public void changed(ResultChange change) {
    for (Transition transition : change.transitions()) {
      happenings.addLast(
          new Happening(change.current().time().truncatedTo(ChronoUnit.SECONDS), transition));
      if (happenings.size() > SHOWN) {
        happenings.removeFirst();
      }
    }
    draw();
  }

  /** The state is whole again at once; what happened meanwhile is not. */
  @Override
  public void skipped(long results, Instant until) {
    gap =
        "Not in what happened: %d results before %s, while this screen stood still.\n"
            .formatted(results, until.truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public void tick() {
    draw();
  }

  @Override
  public void close() {
    out.print(SHOW_CURSOR);
    out.flush();
  }

  private void draw() {
    Snapshot now = snapshot.get();
    StringBuilder text = new StringBuilder(4_096);
    text.append(now.time().truncatedTo(ChronoUnit.SECONDS)).append("   ");
    now.assessment()
        .observation()
        .ifPresent(
            seen -> text.append("last look ").append(age(seen.time(), now.time())).append("\n"));
    if (now.assessment().observation().isEmpty()) {
      text.append("no look yet\n");
    }
    text.append('\n').append(TextReport.print(now));
    TextReport.transitions(text, List.copyOf(happenings));
    text.append(gap).append('\n').append(footer).append('\n');
    StringBuilder screen = new StringBuilder(HOME);
    text.toString().lines().forEach(line -> screen.append(line).append(TO_LINE_END).append('\n'));
    out.print(screen.append(TO_SCREEN_END));
    out.flush();
  }

  private static String age(Instant then, Instant now) {
    return Math.max(0, ChronoUnit.SECONDS.between(then, now)) + " s ago";
  }
}
