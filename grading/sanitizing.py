"""Makes HTML, SVG and Markdown of a student's run safe to look at: no script, style, form, frame, or outside address.

What is allowed is listed here, all else is taken out. bleach has the last word over HTML. Pictures become images with a
data: address: in an image a browser runs no script and loads nothing.
"""

import base64
import binascii
import html
import re
import xml.etree.ElementTree as ET

import defusedxml
import defusedxml.ElementTree
import jinja2
from bleach.sanitizer import Cleaner
from bs4 import BeautifulSoup
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath


def _words(text):
    return frozenset(text.split())


TAGS = _words("""
    abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd
    li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var
""")
# Elements whose content is no text for a reader: they go with all that is in them.
WITH_CONTENT = _words("""
    script style template noscript iframe frame frameset noframes noembed object embed applet head title svg math
    textarea select button form input audio video canvas portal xmp plaintext
""")
MOST_TAGS = 2_000  # more would take browser and sanitizer too long
HIGHLIGHTED = re.compile(r"highlight|[a-z]{1,2}\d?")  # the classes by which pygments colours code
RASTER = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
DRAWING = "data:image/svg+xml;base64,"

SVG = "http://www.w3.org/2000/svg"
SHAPES = _words("""
    svg g defs title desc path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop
    clipPath marker
""")
SHAPE_ATTRIBUTES = _words("""
    id class x y x1 y1 x2 y2 cx cy r rx ry fx fy d dx dy width height points viewBox preserveAspectRatio transform
    fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity opacity paint-order font-family font-size font-style font-weight text-anchor
    dominant-baseline text-decoration letter-spacing textLength lengthAdjust offset stop-color stop-opacity
    gradientUnits gradientTransform spreadMethod clip-path clip-rule clipPathUnits marker-start marker-mid marker-end
    markerWidth markerHeight markerUnits refX refY orient role aria-label version color visibility display
""")
ELSEWHERE = re.compile(r"url\((?!\s*['\"]?#)|[a-z]+script:|\\", re.IGNORECASE)  # a reference out of the picture
DEEPEST = 60  # how far groups may lie within groups


def clean_svg(text):
    """Return the SVG text with shapes and words only, or None if it is no picture."""
    try:
        root = defusedxml.ElementTree.fromstring(text)
    except (ET.ParseError, defusedxml.DefusedXmlException, ValueError):
        return None
    if root.tag != f"{{{SVG}}}svg":
        return None
    picture = _cleaned(root, DEEPEST)
    picture.set("xmlns", SVG)
    return ET.tostring(picture, encoding="unicode")


def _cleaned(element, depth):
    kept = ET.Element(element.tag.removeprefix(f"{{{SVG}}}"))
    kept.text, kept.tail = element.text, element.tail
    for name, value in element.attrib.items():
        if name in SHAPE_ATTRIBUTES and not ELSEWHERE.search(value):
            kept.set(name, value)
    for child in element:
        # comments and the like have no name; elements of other namespaces have theirs in front
        if isinstance(child.tag, str) and child.tag.removeprefix(f"{{{SVG}}}") in SHAPES and depth:
            kept.append(_cleaned(child, depth - 1))
    return kept


def as_image(text):
    """Return SVG text as an HTML image, with the words that it has for those who do not see it; None if it is none."""
    clean = clean_svg(text)
    if clean is None:
        return None
    label = re.search(r'<svg [^>]*aria-label="([^"]*)"', clean)  # the text is escaped already
    return f'<img alt="{label[1] if label else "a drawing"}" src="{_address(clean)}">'


def _address(svg):
    return DRAWING + base64.b64encode(svg.encode()).decode()


def clean_html(text, links=False):
    """Return the HTML without all that acts or looks elsewhere, or None if it is too much.

    links: whether links to web pages stay; their words stay in any case. Pictures stay as images.
    """
    if text.count("<") > MOST_TAGS:
        return None
    if "<" not in text:
        return html.escape(html.unescape(text), quote=False)
    text = re.sub(r"<svg\b.*?</svg\s*>", lambda found: as_image(found[0]) or "", text, flags=re.S | re.I)
    soup = BeautifulSoup(text, "html.parser")
    for element in soup(list(WITH_CONTENT)):
        element.decompose()
    drawings = set()  # the addresses of clean ones: no others come through
    for image in soup("img"):
        source = str(image.get("src", ""))
        if source.startswith(DRAWING):
            clean = clean_svg(_decoded(source.removeprefix(DRAWING)))
            image["src"] = _address(clean) if clean else ""
            drawings.add(image["src"])

    def allowed(tag, name, value):
        if tag == "a":
            return name == "href" and re.match("https?://|#", value) is not None
        if tag == "img" and name == "src":
            return bool(value) and (value in drawings or RASTER.fullmatch(value) is not None)
        if tag == "img" and name == "alt":
            return True
        if name == "class":
            return tag in ("div", "span", "pre") and HIGHLIGHTED.fullmatch(value) is not None
        sizes = {
            "img": ("width", "height"),
            "td": ("colspan", "rowspan"),
            "th": ("colspan", "rowspan"),
            "ol": ("start",),
        }
        return name in sizes.get(tag, ()) and re.fullmatch(r"\d{1,4}", value) is not None

    cleaner = Cleaner(
        tags=TAGS | {"a"} if links else TAGS,
        attributes=allowed,
        protocols={"http", "https", "data"},  # which of them where, `allowed` says
        strip=True,
    )
    return cleaner.clean(str(soup))


def _decoded(data):
    try:
        return base64.b64decode(data).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def clean_markdown(source, attachments=None, links=False):
    """Return Markdown as safe HTML. attachments: the pictures of its cell."""
    renderer = IPythonRenderer(escape=False, attachments=attachments or {}, exclude_anchor_links=True)
    try:
        text = clean_html(MarkdownWithMath(renderer=renderer).render(source), links)
    except (InvalidNotebook, RecursionError):  # an attachment that is not there; brackets within brackets
        text = None
    return f"<pre>{html.escape(source)}</pre>" if text is None else text


@jinja2.pass_context
def markdown2html(context, source):
    """Render Markdown in place of nbconvert's filter of that name. Links stay in the cells of the instructor."""
    cell = context.get("cell", {})
    links = bool(cell.get("metadata", {}).get("nbgrader", {}).get("locked"))
    return clean_markdown(source, cell.get("attachments"), links)
