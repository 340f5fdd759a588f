package io.etcdmonitor.patterns.configuration;

/** A text that is no value of its setting; the message names the key and what is allowed. */
public final class BadSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadSettingException(String message, Throwable cause) {
    super(message, cause);
  }
}
