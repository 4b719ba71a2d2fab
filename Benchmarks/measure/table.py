"""The table: ours, the reference, the ratio, and what was aimed at."""
from dataclasses import dataclass


@dataclass
class Row:
    what: str
    unit: str
    ours: float
    reference: float
    against: str                 # what the reference is
    least_ratio: float = None    # ours / reference at least
    most_ratio: float = None     # ours / reference at most
    least: float = None          # ours at least
    most: float = None           # ours at most
    note: str = ""

    @property
    def ratio(self):
        return self.ours / self.reference if self.reference else float("nan")

    def target(self):
        parts = [(self.least_ratio, ">= {}x"), (self.most_ratio, "<= {}x"), (self.least, ">= {}"), (self.most, "<= {}")]
        return ", ".join(form.format(number(value)) for value, form in parts if value is not None)

    def met(self):
        return not (
            self.least_ratio is not None and not self.ratio >= self.least_ratio
            or self.most_ratio is not None and not self.ratio <= self.most_ratio
            or self.least is not None and not self.ours >= self.least
            or self.most is not None and not self.ours <= self.most)


@dataclass
class Skipped:
    what: str
    why: str


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def number(value):
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.4g}"


def table(rows):
    cells = [("what", "unit", "ours", "reference", "ratio", "target", "", "the reference is")]
    for row in rows:
        if isinstance(row, Skipped):
            cells.append((row.what, "", "-", "-", "-", "", "", f"not measured: {row.why}"))
            continue
        verdict = ("ok" if row.met() else "MISSED") if row.target() else ""
        against = row.against + (f"; {row.note}" if row.note else "")
        cells.append((row.what, row.unit, number(row.ours), number(row.reference), f"{row.ratio:.3g}", row.target(),
                      verdict, against))
    widths = [max(len(row[column]) for row in cells) for column in range(8)]
    left = (0, 1, 5, 6, 7)
    lines = ["  ".join(text.ljust(width) if column in left else text.rjust(width)
                       for column, (text, width) in enumerate(zip(row, widths))).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
