"""Commands about alerts: rules, the webhook, what was raised and sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.options import DEFAULT_STORE, JsonOption, StoreOption
from dashboard.cli.terminal import escape, out
from data.filters import PERIODS, Period
from data.store.alerts import Alert, Rule, Webhook

if TYPE_CHECKING:
    from data.store import Store

PAGE = "http://127.0.0.1:8050/"
SHOWN = 10
WEBHOOK = "webhook"
MAX_SECRET = 1_000

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Be told of bursts, new topics, and topics over a line that you set.\n\n"
    "After each analysis what is news becomes an entry of the feed /alerts.atom, which the page serves, and is sent to "
    "a webhook where you name one. Each fact is told once. Bursts and new topics are told from the beginning.",
)
rules_app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Set what is told, and where it is sent.")
app.add_typer(rules_app, name="set")

PerOption = Annotated[str, typer.Option("--period", help="Count articles per day, week or month.")]


@rules_app.command()
def burst(
    *,
    strength: Annotated[
        float, typer.Option(min=0.0, help="From which strength on (Kleinberg's weight); 4 is clear, 15 is strong.")
    ] = 4.0,
    topic: Annotated[int | None, typer.Option(min=1, help="Only of this topic.")] = None,
    period: PerOption = "week",
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Tell bursts: periods in which a topic's volume is far above its own normal.

    Examples:

      newstide alerts set burst --strength 8

      newstide alerts set burst --topic 3 --period day
    """
    _set(store, Rule("burst", _period(period), "strength", strength, topic))


@rules_app.command()
def new(
    *,
    articles: Annotated[int, typer.Option(min=1, help="From so many articles on.")] = 5,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Tell new topics: those that began after the first analysis and whose articles are of the latest 30 days.

    Examples:

      newstide alerts set new --articles 20
    """
    _set(store, Rule("new", "week", "volume", articles))


@rules_app.command()
def line(
    topic: Annotated[int, typer.Argument(metavar="TOPIC", help="A topic's id, such as that of a pinned one.", min=1)],
    *,
    above: Annotated[int | None, typer.Option(min=0, help="More than so many articles in a period.")] = None,
    share: Annotated[
        float | None,
        typer.Option(min=0.0, max=100.0, help="More than so many per cent of all articles, when the period is over."),
    ] = None,
    period: PerOption = "week",
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Tell when a topic comes over a line; again only after it was below.

    Examples:

      newstide alerts set line 3 --above 20

      newstide alerts set line 3 --share 12.5 --period day
    """
    if (above is None) == (share is None):
        raise typer.BadParameter("Give --above with articles or --share with per cent; one of the two.")
    chosen = Rule("line", _period(period), "volume", above, topic) if above is not None else None
    _set(store, chosen or Rule("line", _period(period), "share", (share or 0.0) / 100.0, topic))


@rules_app.command()
def webhook(
    url: Annotated[str, typer.Argument(metavar="URL", help="Gets a POST with JSON for each alert.")],
    *,
    secret_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A file with a secret that signs what is sent."),
    ] = None,
    private: Annotated[
        bool, typer.Option("--allow-private", help="Allow an address of this machine or its network.")
    ] = False,
    page: Annotated[str, typer.Option(help="Where its reader finds the page; links begin with it.")] = PAGE,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Send the alerts of the next analyses to a webhook; what is sent stands in docs/api.md.

    Examples:

      newstide alerts set webhook https://example.org/hook --secret-file secret.txt

      newstide alerts set webhook http://127.0.0.1:9000/ --allow-private
    """
    from dashboard.alerts.sending import checked

    named = Webhook(checked(url), checked(page), _secret(secret_file), private)
    with _opened(store) as opened:
        opened.set_webhook(named)
    out.print(f"Alerts are sent to {escape(url)}. [dim]Next: newstide alerts test[/]", soft_wrap=True)


@app.command("list")
def list_alerts(*, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the rules, the webhook, the latest alerts, and what could not be sent.

    Examples:

      newstide alerts list
    """
    with _opened(store) as opened:
        rules, to, raised = opened.alert_rules(), opened.webhook(), opened.alerts()
        waiting = {alert.id for alert in opened.pending_alerts()}
        labels = {topic.id: topic.label for topic in opened.topics()}
        if as_json:
            typer.echo(json.dumps(_as_json(opened, rules, to, raised), ensure_ascii=False))
            return
    out.print("[bold]Rules[/]")
    for rule in rules:
        out.print(f"{rule.id:4}  {escape(_in_words(rule, labels))}", soft_wrap=True)
    if not rules:
        out.print("      none: nothing is told")
    out.print("[bold]Webhook[/]")
    out.print(f"      {escape(_of_webhook(to))}", soft_wrap=True)
    out.print("[bold]Latest alerts[/]")
    for alert in raised[:SHOWN]:
        _print(alert, waits=alert.id in waiting)
    if len(raised) > SHOWN:
        out.print(f"      {len(raised) - SHOWN:,} more; --json lists them all")
    if not raised:
        out.print("      none yet")


@app.command()
def remove(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's number, or webhook.")],
    *,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Remove a rule, or send alerts nowhere; what was raised stays in the feed.

    Examples:

      newstide alerts remove 2

      newstide alerts remove webhook
    """
    with _opened(store) as opened:
        if rule == WEBHOOK:
            opened.set_webhook(None)
            out.print("Alerts are sent nowhere now; the feed has them.")
        elif rule.isdecimal() and opened.remove_alert_rule(int(rule)):
            out.print(f"Rule {rule} is removed.")
        else:
            raise typer.BadParameter(f"There is no rule {rule}; newstide alerts list has their numbers.")


@app.command("test")
def try_out(*, store: StoreOption = DEFAULT_STORE) -> None:
    """Send a test to the webhook now, and say what came of it.

    Examples:

      newstide alerts test
    """
    from dashboard.alerts import send_test

    with _opened(store) as opened:
        to = opened.webhook()
        if to is None:
            raise typer.BadParameter("No webhook is set: newstide alerts set webhook URL.")
        send_test(opened, to, now=datetime.now(UTC))
    out.print(f"{escape(to.url)} took the test.", soft_wrap=True)


def _opened(store: str) -> Store:
    from data.store import Store

    return Store(store, create=False)


def _set(store: str, rule: Rule) -> None:
    with _opened(store) as opened:
        labels = {topic.id: topic.label for topic in opened.topics()} | {
            pin.topic_id: pin.name for pin in opened.pins()
        }
        if rule.topic_id is not None and rule.topic_id not in labels:
            raise typer.BadParameter(f"There is no topic {rule.topic_id}; newstide topics list has their numbers.")
        kept = opened.set_alert_rule(rule)
    words = _in_words(kept, labels)
    out.print(f"Rule {kept.id}: {escape(words)}. [dim]It is looked at after each analysis.[/]", soft_wrap=True)


def _period(given: str) -> Period:
    found = next((period for period in PERIODS if period == given), None)
    if found is None:
        raise typer.BadParameter(f"“{given}” is no period; choose {', '.join(PERIODS)}.")
    return found


def _secret(file: Path | None) -> str | None:
    if file is None:
        return None
    secret = file.read_text("utf-8", errors="replace")[: MAX_SECRET + 1].strip()
    if not secret or len(secret) > MAX_SECRET:
        raise typer.BadParameter(f"{file} holds no secret, or one of more than {MAX_SECRET:,} characters.")
    return secret


def _in_words(rule: Rule, labels: dict[int, str]) -> str:
    from analysis.locale import locale_of
    from dashboard.alerts.telling import in_words

    named = {topic: f"topic {topic} {label}".strip() for topic, label in labels.items()}
    return in_words(rule, named, locale_of("en"))


def _of_webhook(to: Webhook | None) -> str:
    if to is None:
        return "none: the feed alone has the alerts"
    marks = [*(["signed"] if to.secret else []), *(["private addresses allowed"] if to.private else [])]
    marked = f" ({', '.join(marks)})" if marks else ""
    return f"{to.url}{marked}; links lead to {to.page}"


def _print(alert: Alert, *, waits: bool) -> None:
    from analysis.locale import locale_of
    from dashboard.alerts.telling import text, title

    locale = locale_of("en")
    if alert.sent_at is not None:
        state = " [dim](sent)[/]"
    elif waits or alert.error is not None:
        what = "waits" if waits else "was not sent"
        state = f" [yellow]({what}{f': {escape(alert.error)}' if alert.error else ''})[/]"
    else:
        state = ""
    words = f"{escape(title(alert, locale))} [dim]{escape(text(alert, locale))}[/]"
    out.print(f"      {alert.raised_at:%Y-%m-%d %H:%M}  {words}{state}", soft_wrap=True)


def _as_json(store: Store, rules: list[Rule], to: Webhook | None, raised: list[Alert]) -> dict[str, Any]:
    from dataclasses import asdict

    from dashboard.alerts.telling import told

    feed, page = store.feed(), PAGE if to is None else to.page
    return {
        "rules": [asdict(rule) for rule in rules],
        "webhook": None if to is None else {**asdict(to), "secret": to.secret is not None},
        "alerts": [
            {
                **told(alert, feed, page=page).model_dump(mode="json"),
                "sent_at": None if alert.sent_at is None else alert.sent_at.isoformat(),
                "attempts": alert.attempts,
                "error": alert.error,
            }
            for alert in raised
        ],
    }
