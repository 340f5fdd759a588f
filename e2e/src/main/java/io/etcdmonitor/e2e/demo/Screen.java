package io.etcdmonitor.e2e.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the view goes: a terminal, where it is drawn over in place and the line being typed below
 * it stays; or a pipe, where it is printed when it changes. Thread-safe.
 */
final class Screen {
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String SAVE_CURSOR = "\u001b7";
  private static final String RESTORE_CURSOR = "\u001b8";
  private static final String PROMPT = "> ";

  /** Of the terminal: an empty line, the message, the prompt, and one to spare. */
  private static final int OTHER_ROWS = 4;

  private final PrintStream out;
  private final boolean terminal;
  private final Supplier<Terminal> size;
  private String message = "";
  private String essence = "";
  private int drawn;
  private int typed;

  /**
   * A screen.
   *
   * @param terminal whether to draw over
   * @param size of the terminal, asked for at each drawing
   */
  Screen(PrintStream out, boolean terminal, Supplier<Terminal> size) {
    this.out = out;
    this.terminal = terminal;
    this.size = size;
  }

  /** Says that somebody ended a line at the prompt: the cursor is one line further down. */
  synchronized void lineTyped() {
    typed++;
  }

  /** Shows a sentence about what somebody did. */
  synchronized void say(String sentence) {
    message = sentence;
    if (!terminal) {
      out.println("* " + sentence);
      out.flush();
    }
  }

  /** Shows the view. */
  synchronized void show(View.Look look) {
    if (terminal) {
      draw(look.lines());
    } else if (!look.essence().equals(essence)) {
      essence = look.essence();
      out.println();
      look.lines().forEach(out::println);
      out.flush();
    }
  }

  private void draw(List<String> lines) {
    Terminal now = size.get();
    int fit = Math.max(1, now.rows() - OTHER_ROWS);
    List<String> block = new ArrayList<>(lines.subList(0, Math.min(fit, lines.size())));
    block.add("");
    block.add(message);
    StringBuilder text = new StringBuilder();
    boolean inPlace = drawn == block.size() && typed == 0;
    if (inPlace) {
      text.append(SAVE_CURSOR);
    }
    if (drawn > 0) {
      text.append("\u001b[").append(drawn + typed).append("A\r");
    }
    if (!inPlace) {
      text.append(CLEAR_BELOW);
    }
    block.forEach(line -> text.append(now.cut(line)).append(CLEAR_LINE).append('\n'));
    text.append(inPlace ? RESTORE_CURSOR : PROMPT);
    drawn = block.size();
    typed = 0;
    out.print(text);
    out.flush();
  }
}
