"""Alerts: the rules by which they are raised, where they are sent, and what came of sending them."""

import time
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("alerts", sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
    op.add_column("alerts", sa.Column("tried_at", sa.BigInteger))
    op.add_column("alerts", sa.Column("error", sa.Text))
    rules = op.create_table(
        "alert_rules",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("topic_id", KEY),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("measure", sa.String(16), nullable=False),
        sa.Column("threshold", sa.Float, nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
    )
    settings = op.create_table(
        "alert_settings",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("feed_id", sa.String(36), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("webhook", sa.JSON),
        sa.Column("webhook_set_at", sa.BigInteger),
    )
    now = int(time.time())
    op.bulk_insert(settings, [{"only": 1, "feed_id": str(uuid.uuid4()), "made_at": now}])
    weekly = {"period": "week", "set_at": now}
    op.bulk_insert(
        rules,
        [
            {"kind": "burst", "measure": "strength", "threshold": 4.0, **weekly},
            {"kind": "new", "measure": "volume", "threshold": 5.0, **weekly},
        ],
    )
