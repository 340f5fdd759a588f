package io.etcdmonitor.notify.template;

/** A template that cannot be used: where, and what is wrong with it, in one sentence. */
public final class TemplateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  TemplateException(String message) {
    super(message);
  }

  static TemplateException at(String source, int offset, String problem) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset && i < source.length(); i++) {
      if (source.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new TemplateException("line " + line + ", column " + column + ": " + problem);
  }
}
