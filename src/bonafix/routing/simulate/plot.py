"""The comparison as a picture: share of urgent visits in time over booked visits late."""

from html import escape

from bonafix.routing.simulate.compare import Comparison

WIDE, HIGH, LEFT, BELOW = 720, 440, 70, 60
SHADES = ("#5f6b76", "#9a6a00", "#2f6f9f", "#0b6b3a", "#7a3e8a")


def svg(found: Comparison, title: str) -> str:
    """One SVG; crosses are 95 % intervals of the means."""
    lates = [found.mean(p, "booked_late") for p in found.figures]
    kepts = [found.mean(p, "urgent_in_time") for p in found.figures]
    most = max(1.0, *(i.high for i in lates)) * 1.1
    low = max(0.0, min(i.low for i in kepts) - 5)
    high = min(100.0, max(i.high for i in kepts) + 5)

    def x(value: float) -> float:
        return LEFT + (WIDE - LEFT - 30) * max(0.0, value) / most

    def y(value: float) -> float:
        return HIGH - BELOW - (HIGH - BELOW - 50) * (value - low) / max(1e-9, high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        f'font-family="sans-serif" font-size="14"><title>{escape(title)}</title>',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="16">{escape(title)}</text>',
        f'<path d="M{LEFT} 40V{HIGH - BELOW}H{WIDE - 30}" fill="none" stroke="#333"/>',
        f'<text x="{LEFT}" y="{HIGH - 16}">booked visits late, %</text>',
        f'<text transform="translate(18 {HIGH - BELOW}) rotate(-90)">'
        "urgent visits in time, %</text>",
    ]
    for step in range(5):
        late, kept = most * step / 4, low + (high - low) * step / 4
        parts.append(f'<text x="{x(late):.1f}" y="{HIGH - BELOW + 18}">{late:.1f}</text>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(kept):.1f}" text-anchor="end">{kept:.0f}</text>')
    for number, (name, late_i, kept_i) in enumerate(zip(found.figures, lates, kepts, strict=True)):
        shade = SHADES[number % len(SHADES)]
        cx, cy = x(late_i.mean), y(kept_i.mean)
        parts.append(
            f'<g stroke="{shade}" fill="{shade}"><path d="M{x(late_i.low):.1f} {cy:.1f}'
            f'H{x(late_i.high):.1f}M{cx:.1f} {y(kept_i.low):.1f}V{y(kept_i.high):.1f}"/>'
            f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="5"/>'
            f'<text x="{cx + 9:.1f}" y="{cy - 9:.1f}" stroke="none">{escape(name)}</text></g>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
