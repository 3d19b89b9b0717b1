"""Fills the pages beside the lessons, course/*.md, from the lessons, course/claims.csv and course/glossary.csv.

    python -m tests.pages           fill all pages, and make the printed form of the cheat sheet

A page is written by hand, but for what stands between <!-- make: WORDS --> and <!-- end -->. WORDS say what is made:

    lessons            a table of the lessons: how long they take, what they need
    verdicts           how many claims got which verdict, lesson by lesson
    claims ID ID ...   the first claim with its verdict, evidence and better sentence; the others, which are near it,
                       in short
    other claims       the claims that fall short and that nothing above names, lesson by lesson, in the same way
    all claims         a table of all claims
    glossary           a table of course/glossary.csv

In the cheat sheet, the last column of each row, such as 01.2, becomes a link to that section. So after a change to a
lesson, a claim, a term or the cheat sheet, run it and look at the page.
"""

import collections
import csv
import functools
import html
import re
import sys

from tests import notebooks

COURSE = notebooks.ROOT / "course"
VERDICTS = ["true", "half-true", "false", "outdated"]
MADE = re.compile(r"(?P<open><!-- make: (?P<words>[^>]*?) -->\n)(?P<made>.*?)(?P<close><!-- end -->)", re.DOTALL)
POINTER = re.compile(r"\| \[?(\d\d)\.(\d+)(?:\]\(\S*\))? \|$", re.MULTILINE)  # the last column of the cheat sheet
CHEAT_SHEET = COURSE / "cheat_sheet.md"
PRINTED = CHEAT_SHEET.with_suffix(".html")


def pages():
    return sorted(COURSE.glob("*.md"))


def filled(text):
    """Return the page with what is made, made anew."""
    named = {name for found in MADE.finditer(text) for name in re.findall(r"S\d-\d\d", found["words"])}

    def made(found):
        kind, _, rest = found["words"].partition(" ")
        makers = {
            "lessons": table_of_lessons,
            "verdicts": table_of_verdicts,
            "claims": lambda: belief(rest.split()),
            "other": lambda: other_beliefs(named),
            "all": table_of_claims,
            "glossary": table_of_terms,
        }
        made = makers[kind]().strip()
        return found["open"] + made + "\n" * bool(made) + found["close"]

    text = MADE.sub(made, text)
    return POINTER.sub(lambda found: f"| [{found[1]}.{found[2]}]({link(found[1], found[2])}) |", text)


# The lessons


@functools.cache
def read(path):
    return notebooks.read(path)


def numbered(number):
    """Return the path of the lesson with this number, such as "04"."""
    (path,) = COURSE.glob(f"{number}_*.ipynb")
    return path


@functools.cache
def sections(number):
    """Return {section: (heading, its Markdown, the id of the cell with the heading)} of a lesson.

    Section "0" is what stands before the first heading. Only numbered sections count: not the claim court, nor what
    comes after it.
    """
    found = {}
    for cell in read(numbered(number)).cells:
        parts = re.split(r"^(?=## )", cell.source, flags=re.MULTILINE) if cell.cell_type == "markdown" else []
        for part in filter(None, parts):
            heading = re.match("#+ (.*)", part)
            if not found:
                section = "0"
            elif part.startswith("## "):
                section = re.match(r"## (?:(\d+)\. )?", part)[1]
            if section and section not in found:
                found[section] = heading[1], "", cell.id
            if section:
                title, text, place = found[section]
                found[section] = title, text + part + "\n\n", place
    return found


def link(number, section):
    """Return the address of the cell in which a section begins.

    JupyterLab goes to the cell, also in a notebook that is not open yet; what else shows notebooks opens the lesson.
    """
    return numbered(number).name + (f"#cell-id={sections(number)[section][2]}" if section != "0" else "")


def minutes(number):
    """Return the minutes that a lesson and its claim court take, by its first cell, and what it needs."""
    opening = sections(number)["0"][1]
    time, needs = re.search(r"\*\*Time:\*\* (.*?) \*\*You need:\*\* (.*)", opening).groups()
    lesson = int(re.search(r"(\d+) minutes", time)[1])
    if without := re.search(r"without the claim court.*?, (\d+)", time):
        return int(without[1]), lesson - int(without[1]), needs
    more = re.search(r"and (\d+) more", time)
    return lesson, int(more[1]) if more else 0, needs


def exercises(number):
    """Return the minutes and points of the exercises of a lesson, by their first cells."""
    texts = [read(path).cells[0].source for path in sorted(notebooks.ROOT.glob(f"solutions/{number}_*/*.ipynb"))]
    found = [re.search(r"(\d+) points, about (\d+) minutes", text) for text in texts]
    return sum(int(one[2]) for one in found), sum(int(one[1]) for one in found)


def table_of_lessons():
    lines = ["| lesson | reading | claim court | exercises | you need |", "|---|---|---|---|---|"]
    total = [0, 0, 0, 0]
    for path in notebooks.lessons():
        number = path.stem[:2]
        title = sections(number)["0"][0].replace("Lesson ", "").replace(f"{number} · ", "")
        lesson, court, needs = minutes(number)
        time, points = exercises(number)
        total = [a + b for a, b in zip(total, [lesson, court, time, points], strict=True)]
        asked = f"{hours(time) if time > 120 else f'{time} min'}, {points} points" if points else "none"
        tried = f"{court} min" if court else "none"
        needs = re.sub(r"\]\((?=\d)", "](", needs).split(". There are no exercises")[0].rstrip(".") + "."
        lines.append(f"| [{number} {title}]({path.name}) | {lesson} min | {tried} | {asked} | {needs} |")
    lesson, court, time, points = total
    lines.append(f"| all | {hours(lesson)} | {hours(court)} | {hours(time)}, {points} points | |")
    return "\n".join(lines)


def hours(minutes):
    return f"{minutes // 60} h {minutes % 60:02d} min"


# The claims


@functools.cache
def claims():
    """Return {id: its row in the register, with "said", the claim in the words of the lesson}."""
    with open(COURSE / "claims.csv", encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for path in notebooks.lessons():
        text = "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
        for name, said in re.findall(r"^\*\*(S\d-\d\d)\*\* · (.+)$", text, re.MULTILINE):
            rows[name]["said"] = without_stage_directions(said.strip())
    return rows


def without_stage_directions(said):
    """Return a claim without what its note in brackets at the end says about the cell that tries it."""
    claim, bracket, note = said.rpartition(" (")
    if not note.endswith(".)"):
        return said
    kept = [part for part in re.split(r"(?<=\.) ", note[:-1]) if not re.search(r"\bcell\b|\bbelow\b|^Look at", part)]
    return claim + (f"{bracket}{' '.join(kept)})" if kept else "")


def escaped(text):
    """Return plain text as Markdown that shows just this text, also inside a table."""
    return re.sub(r"([\\*_`<>|$])", r"\\\1", text)


def tried(row, words):
    return f"[{words}]({numbered(row['lesson']).name}#cell-id={row['cell']})"


def belief(names):
    """Return the first claim in full, and the others in short."""
    first, *others = [claims()[name] for name in names]
    lines = [
        f"- **Said:** {first['said']}",
        f"- **Verdict: {first['verdict']}.** {escaped(first['evidence'])}",
    ]
    if first["better sentence"]:
        lines.append(f"- **Better:** {escaped(first['better sentence'])}")
    place = f"lesson {first['lesson']}, claim {first['id']}"
    lines.append(f"- **See for yourself:** {tried(first, place)}")
    if others:
        lines.append("- **Also said:**")
    for row in others:
        lines.append(f"  - {row['said']} *{row['verdict'].capitalize()}:* {tried(row, row['id'])}")
    return "\n".join(lines)


def other_beliefs(named):
    """Return what falls short and is not named on the page yet, with headings."""
    found = []
    for path in notebooks.lessons():
        rows = [row for row in claims().values() if row["lesson"] == path.stem[:2]]
        rows = [row for row in rows if row["verdict"] != "true" and row["id"] not in named]
        if rows:
            found.append("## From " + sections(path.stem[:2])["0"][0].replace("Lesson", "lesson"))
        for row in sorted(rows, key=lambda row: VERDICTS[::-1].index(row["verdict"])):
            found.append(f"### {row['id']}\n\n{belief([row['id']])}")
    return "\n\n".join(found)


def table_of_verdicts():
    lines = ["| lesson | " + " | ".join([*VERDICTS, "all"]) + " |", "|---|" + "--:|" * (len(VERDICTS) + 1)]
    total = collections.Counter()
    for path in notebooks.lessons():
        number = path.stem[:2]
        count = collections.Counter(row["verdict"] for row in claims().values() if row["lesson"] == number)
        total += count
        if count:
            title = sections(number)["0"][0].replace("Lesson ", "").replace(" · ", " ")
            lines.append(f"| {title} | {counted(count)} |")
    return "\n".join([*lines, f"| **all** | {counted(total)} |"])


def counted(count):
    return " | ".join(str(number) for number in [*(count[verdict] for verdict in VERDICTS), count.total()])


def table_of_claims():
    lines = ["| claim | what is said | verdict |", "|---|---|---|"]
    for row in sorted(claims().values(), key=lambda row: (row["lesson"], row["id"])):
        said = row["said"].replace("|", r"\|")
        lines.append(f"| {tried(row, row['id'])} | {said} | {row['verdict']} |")
    return "\n".join(lines)


# The glossary


def terms():
    """Return the rows of the glossary: term, other forms of it, lesson, section, meaning."""
    with open(COURSE / "glossary.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_of_terms():
    lines = ["| term | what it means | introduced in |", "|---|---|---|"]
    for row in terms():
        lesson, section = row["lesson"], row["section"]
        place = f"[{lesson}, section {section}]" if section != "0" else f"[{lesson}, at the start]"
        lines.append(f"| **{row['term']}** | {row['meaning']} | {place}({link(lesson, section)}) |")
    return "\n".join(lines)


# The cheat sheet


def sheet():
    """Return the code at the top of the cheat sheet, and [(heading, [(code, result, words, pointer)])]."""
    text = CHEAT_SHEET.read_text(encoding="utf-8")
    start = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    groups = []
    for line in text.split("\n"):
        if line.startswith("## "):
            groups.append((line[3:], []))
        elif line.startswith("| `"):
            code, result, pointer = [cell.strip() for cell in line.strip("| ").split(" | ")]
            given = re.match(r"`([^`]+)`(?:: )?(.*)|(.*)", result)
            groups[-1][1].append((code.strip("`"), given[1] or "", given[2] or given[3] or "", pointer))
    return start, groups


SHEET = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Controlling gradients: cheat sheet</title>
<!-- made from cheat_sheet.md by python -m tests.pages -->
<style>
@page { size: A4 portrait; margin: 8mm 9mm; }
body { width: 192mm; margin: 4mm auto; color: #111; background: #fff; }
body { font: 7.1pt/1.2 "Liberation Sans", Arial, Helvetica, sans-serif; }
header { display: flex; justify-content: space-between; align-items: flex-end; }
h1 { font-size: 12pt; margin: 0 0 1mm; }
p { margin: 0; width: 62mm; }
pre { margin: 0; padding: 0.8mm 1.5mm; border: 0.2mm solid #999; }
code, pre { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 6.5pt; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: 8pt; padding: 1mm 0 0.2mm; border-bottom: 0.3mm solid #111; }
td { vertical-align: top; padding: 0.15mm 1.2mm 0.15mm 0; border-bottom: 0.1mm solid #bbb; }
td:nth-child(1) { width: 86mm; }
td:nth-child(3) { width: 7mm; padding-right: 0; text-align: right; }
a { color: inherit; }
@media print { body { margin: 0; } a { text-decoration: none; } }
</style>
</head>
<body>
<header>
<div>
<h1>Controlling gradients</h1>
<p>On the left what you write, on the right what you get. Each group begins with these lines, and is to be read from top
to bottom. 01.2 is lesson 01, section 2.</p>
</div>
<pre>START</pre>
</header>
<table>
ROWS
</table>
</body>
</html>
"""


def printed_sheet():
    """Return the cheat sheet as a page of HTML that is one page of A4 when it is printed."""
    start, groups = sheet()
    rows = []
    for heading, lines in groups:
        rows.append(f'<tr><th colspan="3">{marked(heading)}</th></tr>')
        for code, result, words, pointer in lines:
            place = re.sub(r"\[(.*?)\]\((.*?)\)", r'<a href="\2">\1</a>', pointer)
            given = f"<code><b>{html.escape(result)}</b></code>&ensp;" if result else ""
            cells = [f"<code>{html.escape(code)}</code>", given + marked(words), place]
            rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return SHEET.replace("START", html.escape(start.strip())).replace("ROWS", "\n".join(rows))


def marked(words):
    """Return a few words of Markdown, which may hold code, as HTML."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(words, quote=False))


def main():
    for path in pages():
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        print(f"filled {path.relative_to(notebooks.ROOT)}")
    PRINTED.write_text(printed_sheet(), encoding="utf-8", newline="\n")
    print(f"made {PRINTED.relative_to(notebooks.ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
