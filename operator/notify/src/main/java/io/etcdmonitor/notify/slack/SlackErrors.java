package io.etcdmonitor.notify.slack;

import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.http.HttpResult;
import io.etcdmonitor.notify.http.Outcomes;
import java.util.Set;

/**
 * What Slack's error words mean: they say more than the HTTP status, which is 200 for most errors
 * of the Web API. Words as Slack documents them for incoming webhooks, chat.postMessage and
 * chat.update.
 */
final class SlackErrors {
  private static final Set<String> PASSING =
      Set.of(
          "ratelimited",
          "rate_limited",
          "message_limit_exceeded",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "rollup_error",
          "team_added_to_org");

  private static final Set<String> CONFIGURATION =
      Set.of(
          "not_authed",
          "invalid_auth",
          "invalid_token",
          "account_inactive",
          "token_revoked",
          "token_expired",
          "no_permission",
          "missing_scope",
          "not_allowed_token_type",
          "org_login_required",
          "ekm_access_denied",
          "access_denied",
          "team_access_not_granted",
          "enterprise_is_restricted",
          "two_factor_setup_required",
          "accesslimited",
          "channel_not_found",
          "not_in_channel",
          "is_archived",
          "channel_is_archived",
          "restricted_action",
          "restricted_action_read_only_channel",
          "action_prohibited",
          "posting_to_general_channel_denied",
          "no_service",
          "no_service_id",
          "no_active_hooks",
          "no_team",
          "team_disabled",
          "user_not_found",
          "messages_tab_disabled");

  private SlackErrors() {}

  /** The delivery that a word means. */
  static Delivery of(String word, HttpResult.Reply reply) {
    String said = "Slack answered " + word;
    if (PASSING.contains(word)) {
      return Outcomes.retry(word, said, reply.retryAfter());
    }
    if (CONFIGURATION.contains(word)) {
      return Outcomes.misconfigured(
          word, said + ": check the channel, the token or the webhook, and what they may do");
    }
    return Outcomes.rejected(word, said + ": it will not take this message");
  }

  static boolean known(String word) {
    return PASSING.contains(word) || CONFIGURATION.contains(word);
  }
}
