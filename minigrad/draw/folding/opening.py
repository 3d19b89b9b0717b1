"""A folded picture as HTML: each folded box opens by mouse or keyboard, with no kernel and no network.

Each way of looking at the graph is a picture of its own, drawn when the page is made: that of an opened box shows it
and the boxes around it opened, and all others folded. They are many, so minigrad's own writer draws them, which is
quick. The page only swaps them. Where scripts do not run, as in a notebook that is not trusted, it shows the first.
"""

import base64
import json
import re
from collections import deque
from html import escape

from ..rendering import svg
from .fold import view as view_of

VIEWS = 40  # pictures in a page, and boxes in all of them; what lies farther inside can be opened in Python
BOXES = 600

STYLE = """
.mg-folds { font: 13px/1.5 system-ui, sans-serif; color: inherit; max-width: 100%; }
.mg-folds .mg-bar { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin-bottom: 4px; }
.mg-folds button { font: inherit; color: #1f2430; background: #fff4d9; border: 1px solid #8a6100; border-radius: 4px;
  padding: 1px 10px; cursor: pointer; }
.mg-folds button:disabled { color: #6b6f76; background: #f3f3f3; border-color: #b5b8bd; cursor: default; }
.mg-folds button:focus-visible { outline: 3px solid #1f5f99; outline-offset: 1px; }
.mg-folds .mg-show { overflow: auto; }
.mg-folds .mg-show > svg { max-width: none !important; }
.mg-folds .mg-show > img { max-width: 100%; height: auto; }
.mg-folds [data-opens] { cursor: pointer; outline: none; }
.mg-folds [data-opens]:hover polygon, .mg-folds [data-opens]:hover path { stroke-width: 2.2; }
.mg-folds [data-opens]:focus-visible polygon, .mg-folds [data-opens]:focus-visible path {
  stroke: #1f5f99; stroke-width: 3.5; }
"""

SCRIPT = """
for (const root of document.querySelectorAll('.mg-folds:not([data-ready])')) {
  root.dataset.ready = 'yes';
  const views = JSON.parse(root.querySelector('.mg-views').textContent);
  const show = root.querySelector('.mg-show'), bar = root.querySelector('.mg-bar');
  bar.innerHTML = '<button type="button">Close the opened box</button>'
    + '<span class="mg-where" aria-live="polite"></span>';
  const close = bar.querySelector('button'), where = bar.querySelector('.mg-where');
  let current = '';
  const go = (fold, focus) => {
    const view = views[fold];
    show.innerHTML = view.drawing;
    show.firstElementChild.setAttribute('role', 'group');
    for (const box of show.querySelectorAll('.node.folded')) {
      const id = box.dataset.id, words = [...box.querySelectorAll('text')].map(text => text.textContent).join(', ');
      box.setAttribute('tabindex', '0');
      box.setAttribute('role', 'button');
      box.setAttribute('aria-label', 'Open ' + words);
      box.dataset.opens = id;
    }
    current = fold;
    close.disabled = fold === '';
    where.textContent = view.words;
    if (focus === 'close') close.focus();
    else if (focus) show.querySelector(`[data-opens="${focus}"]`)?.focus();
  };
  const open = box => {
    if (box.dataset.opens in views) go(box.dataset.opens, 'close');
    else where.textContent = `This box lies too far inside for the page. In Python: .open('${box.dataset.opens}')`;
  };
  const shut = () => { if (current !== '') go(views[current].up, views[current].box); };
  close.addEventListener('click', shut);
  show.addEventListener('click', event => {
    const box = event.target.closest('[data-opens]');
    if (box) open(box);
  });
  root.addEventListener('keydown', event => {
    const box = event.target.closest('[data-opens]');
    if (box && (event.key === 'Enter' || event.key === ' ')) open(box);
    else if (event.key === 'Escape' && current !== '') shut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  go(root.dataset.start, null);
}
"""


def html(picture):
    """Return a folded picture as HTML with its own style and script. picture: a GradGraph whose `view` is a View."""
    views = {}
    start, found = _views(picture.view)
    for key, (up, box, words, view) in found.items():
        drawing = svg.svg(view.boxes, view.arrows, view.regions)
        # An id may be there only once in a page.
        views[key] = {"up": up, "box": box, "words": words, "drawing": drawing.replace(' id="', ' data-id="')}
    first = _image(svg.svg(picture.boxes, picture.arrows, picture.regions), picture.note)
    # As data in a script: where a notebook is not trusted, JupyterLab removes scripts, and would show the text of the
    # drawings if they were anywhere else.
    data = json.dumps(views, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<div class="mg-folds" data-start="{start}" data-lm-suppress-shortcuts="true"><style>{STYLE}</style>\n'
        f'<div class="mg-bar"></div>\n<div class="mg-show">{first}</div>\n'
        f'<script type="application/json" class="mg-views">{data}</script>\n<script>{SCRIPT}</script></div>'
    )


def _image(drawing, words):
    """Return a picture as an <img>, with its size in CSS pixels."""
    width, height = (
        round(float(n) * 4 / 3) for n in re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', drawing).groups()
    )
    data = base64.b64encode(drawing.encode("utf-8")).decode("ascii")
    return f'<img alt="{escape(words)}" width="{width}" height="{height}" src="data:image/svg+xml;base64,{data}">'


def _views(view):
    """Return (the key of the way of looking to begin with, a dictionary of all of them).

    In it stand, by key: the key of the one that closing leads to, the id of the box that was opened last, what to say,
    and the View. The key is that id; "" stands for the one in which nothing is opened. What was opened in Python
    comes first, box by box; where other boxes than those around the last one are open too, the key says so.
    """
    outer = view_of(view.stretches, ())
    words = f"{len(outer.boxes)} boxes stand for {len(view.stretches.recording.kinds)}."
    found, start = {"": ("", "", f"{words} Folders open: click, or press Enter.", outer)}, ""
    for count, box in enumerate(view.opened, 1):
        outer = outer.open(box)
        alone = outer.path(box) == view.opened[:count]
        up, start = start, box if alone else f"{box}-{count}"
        found[start] = (up, box, _told(outer, " / " if alone else ", "), outer)
    boxes = sum(len(one.boxes) for *_, one in found.values())
    waiting = deque([""])
    while waiting:
        up = waiting.popleft()
        outer = found[up][-1]
        for fold in [fold for fold, parent in outer.parents.items() if parent == (up or None)]:
            if fold not in found:
                opened = outer.open(fold)
                boxes += len(opened.boxes)
                if len(found) >= VIEWS or boxes > BOXES:
                    return start, found
                found[fold] = (up, fold, _told(opened, " / "), opened)
            waiting.append(fold)
    return start, found


def _told(view, between):
    return f"Opened: {between.join(region.label for region in view.regions[1:])}. Escape closes it."
