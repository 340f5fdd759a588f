package io.etcdmonitor.notify.slack;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.ChannelOption;
import io.etcdmonitor.engine.alert.channel.ChannelOption.Type;
import io.etcdmonitor.notify.http.AddressPolicy;
import io.etcdmonitor.notify.http.Connection;
import io.etcdmonitor.notify.http.HttpSender;
import io.etcdmonitor.notify.http.Redactor;
import io.etcdmonitor.notify.http.Urls;
import io.etcdmonitor.notify.option.ChannelType;
import io.etcdmonitor.notify.option.CommonOptions;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.option.Pace;
import io.etcdmonitor.notify.render.Overrides;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Slack, by an incoming webhook or by a bot. */
public final class SlackChannelType extends ChannelType {
  static final String WEBHOOK_URL = "webhookUrl";
  static final String BOT_TOKEN = "botToken";
  static final String CHANNEL = "channel";
  static final String BASE_URL = "baseUrl";

  @Override
  public String type() {
    return "slack";
  }

  @Override
  public String description() {
    return "Posts to Slack: by an incoming webhook, or by a bot, which also edits the first message"
        + " and answers in its thread.";
  }

  @Override
  public List<ChannelOption> options() {
    List<ChannelOption> options = new ArrayList<>();
    options.add(
        CommonOptions.secret(
            WEBHOOK_URL, "URL of an incoming webhook. Give either this, or botToken and channel."));
    options.add(
        CommonOptions.secret(BOT_TOKEN, "Token of a bot (`xoxb-...`) with the scope chat:write."));
    options.add(
        CommonOptions.optional(
            CHANNEL,
            Type.TEXT,
            "",
            "With a bot: the channel's ID, or its name. The bot must be a member of it."));
    options.add(
        CommonOptions.optional(
            BASE_URL,
            Type.TEXT,
            "https://slack.com/api",
            "With a bot: where Slack's Web API is, for a relay of yours."));
    options.add(CommonOptions.title("the header"));
    options.add(
        CommonOptions.text("what follows the header, in Slack's mrkdwn; values are escaped"));
    options.addAll(CommonOptions.http());
    options.add(CommonOptions.messagesPerMinute(50));
    return List.copyOf(options);
  }

  @Override
  public String sample() {
    return """
    type: slack
    botTokenFile: /etc/etcd-monitor-secrets/slack-token
    channel: C0123456789
    """;
  }

  @Override
  public String notes() {
    return """
    With a bot, one message stands for one group of alerts from its first firing to its end: it is edited to what is true
    now, and what happened is told in its thread; a raised severity and an escalation are shown in the channel, too. A
    webhook can do neither: it posts anew. Where the first message cannot be edited any more (deleted, the channel archived or
    left) the next one begins anew in the configured channel.

    Messages never notify a whole channel, whatever a label holds.
    """
        .strip();
  }

  @Override
  protected AlertChannel create(String name, OptionValues options) {
    boolean webhook = options.has(WEBHOOK_URL);
    boolean bot = options.has(BOT_TOKEN);
    if (webhook == bot) {
      throw options.error("give either webhookUrl, or botToken and channel");
    }
    if (bot && !options.has(CHANNEL)) {
      throw options.error("the option channel is required with botToken");
    }
    HttpSender sender =
        HttpSender.over(
            Connection.of(options),
            new AddressPolicy(true),
            new Redactor(options.secrets()),
            Clock.systemUTC());
    SlackBlocks blocks = new SlackBlocks(Overrides.of(options));
    if (webhook) {
      SlackWebhook poster =
          new SlackWebhook(Urls.http(options, WEBHOOK_URL, options.text(WEBHOOK_URL)), sender);
      return new SlackChannel(name, blocks, poster, Pace.of(options));
    }
    SlackApi api =
        new SlackApi(
            Urls.http(options, BASE_URL, options.text(BASE_URL)),
            options.text(BOT_TOKEN).strip(),
            sender);
    return new SlackChannel(
        name, blocks, new SlackBot(api, options.text(CHANNEL).strip()), Pace.of(options));
  }
}
