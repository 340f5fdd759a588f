package io.etcdmonitor.app.cli.ctl;

/** Ends a command with one of etcdctl's exit codes. */
public final class CtlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int ERROR = 1;
  static final int GONE = 2;
  static final int INVALID_INPUT = 3;
  static final int BAD_FEATURE = 4;
  static final int INTERRUPTED = 5;
  static final int BAD_ARGS = 128;

  private final int code;

  CtlException(int code, String message) {
    super(message);
    this.code = code;
  }

  static CtlException badArgs(String message) {
    return new CtlException(BAD_ARGS, message);
  }

  int code() {
    return code;
  }
}
