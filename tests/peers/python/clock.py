from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def beijing():
    """Now, as Beijing's clocks show it: `2026-01-01T08:00:00+08:00`."""
    return datetime.now(BEIJING).isoformat(timespec="seconds")


def compact():
    """The same in digits alone: `20260101080000`."""
    return "".join(it for it in plain() if it.isdigit())


def plain():
    """The same as Alipay writes it: `2026-01-01 08:00:00`."""
    return beijing()[:19].replace("T", " ")
