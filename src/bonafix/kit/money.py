"""Money is whole fen; floats never touch it."""

from decimal import Decimal, InvalidOperation

from bonafix.kit.errors import Invalid

Fen = int


def yuan(text: str) -> Fen:
    """Fen of an amount in yuan like "1,234.50". `Invalid` for anything else."""
    try:
        fen = Decimal(text.replace(",", "").replace("¥", "").strip()) * 100
    except InvalidOperation as error:
        raise Invalid("not_money", "“%(text)s” is not an amount of money.", text=text[:40]) from error
    if not fen.is_finite() or fen != fen.to_integral_value() or abs(fen) > 10**13:
        raise Invalid("not_money", "“%(text)s” is not an amount of money.", text=text[:40])
    return int(fen)


def show(fen: Fen) -> str:
    """¥1,234.50"""
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
