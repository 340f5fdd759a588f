package io.etcdmonitor.notify.slack;

import java.util.regex.Pattern;

/** Text for Slack: escaped as Slack asks for, unable to notify a channel, cut where it must be. */
final class SlackText {
  private static final Pattern BROADCAST =
      Pattern.compile("@(?=here|channel|everyone)", Pattern.CASE_INSENSITIVE);

  private SlackText() {}

  /** A value in mrkdwn: the three characters that Slack reads as control characters are escaped. */
  static String escape(String value) {
    return quiet(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A value in plain_text, where nothing is read as mark-up but a broadcast may be. */
  static String quiet(String value) {
    // A zero-width space: reads the same, notifies nobody.
    return BROADCAST.matcher(value).replaceAll("@\u200b");
  }

  /** At most so many characters of escaped text, no entity and no character cut in two. */
  static String clip(String escaped, int most) {
    if (escaped.length() <= most) {
      return escaped;
    }
    int end = most - 1;
    int entity = escaped.lastIndexOf('&', end - 1);
    if (entity >= 0 && end - entity < 5 && escaped.indexOf(';', entity) >= end) {
      end = entity;
    }
    if (end > 0 && Character.isHighSurrogate(escaped.charAt(end - 1))) {
      end--;
    }
    return escaped.substring(0, end) + "…";
  }

  /** A link in mrkdwn; an address that could end it early stays text. */
  static String link(String text, String url) {
    String clean =
        url.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C").replace(" ", "%20");
    return "<" + clean.replace("&", "&amp;") + "|" + escape(text).replace("|", "¦") + ">";
  }
}
