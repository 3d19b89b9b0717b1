"""A picture as HTML that is made to fit the page, which JupyterLab does not do with a picture of type image/svg+xml.
One that would become hard to read then can be scrolled and zoomed, without kernel and network.

The picture is an image in it, so that nothing in it meets what else is in the page. Where scripts do not run, as in a
notebook that is not trusted, the image is shown all the same, without buttons.
"""

import base64
import re

WIDE, TALL = 1000, 1300  # points: from here on a picture would become hard to read if it were made to fit
HIDDEN = "<!-- a picture: run the cell to see it -->\n"  # the first line, which JupyterLab shows of a folded output

STYLE = """
.mg-zoom { font: 13px/1.5 system-ui, sans-serif; color: inherit; max-width: 100%; }
.mg-zoom .mg-bar { display: flex; flex-wrap: wrap; gap: 4px 6px; align-items: center; margin-bottom: 4px; }
.mg-zoom button { font: inherit; color: #1f2430; background: #ffffff; border: 1px solid #6b6f76; border-radius: 4px;
  min-width: 2.2em; padding: 1px 8px; cursor: pointer; }
.mg-zoom button:focus-visible, .mg-zoom .mg-pane:focus-visible { outline: 3px solid #4a90d0; outline-offset: 1px; }
.mg-zoom .mg-pane { overflow: auto; max-height: 75vh; border: 1px solid #6b6f76; border-radius: 6px;
  background: #ffffff; cursor: grab; }
.mg-zoom .mg-pane img { display: block; max-width: none; height: auto; margin: 0 auto; }
.mg-zoom output { margin-left: 6px; }
"""

SCRIPT = r"""
for (const root of document.querySelectorAll('.mg-zoom:not([data-ready])')) {
  root.dataset.ready = 'yes';
  const pane = root.querySelector('.mg-pane'), image = pane.querySelector('img');
  const bar = root.querySelector('.mg-bar'), level = document.createElement('output');
  const full = Number(image.getAttribute('width')), least = 0.02, most = 4;
  let scale = 1;
  const fit = () => Math.min(1, (pane.clientWidth - 2) / full);
  const zoom = (to, x = pane.clientWidth / 2, y = pane.clientHeight / 2) => {
    to = Math.min(most, Math.max(least, to));
    const left = (pane.scrollLeft + x) / scale, top = (pane.scrollTop + y) / scale;
    scale = to;
    image.style.width = `${full * scale}px`;
    pane.scrollLeft = left * scale - x;
    pane.scrollTop = top * scale - y;
    level.textContent = `${Math.round(scale * 100)} %`;
  };
  const acts = {
    in: () => zoom(scale * 1.25), out: () => zoom(scale / 1.25), fit: () => zoom(fit()), full: () => zoom(1),
  };
  const keys = { '+': 'in', '=': 'in', '-': 'out', '0': 'fit', '1': 'full' };
  const faces = {
    out: ['\u2212', 'Zoom out'], in: ['+', 'Zoom in'], fit: ['Fit', 'Fit the width'], full: ['100 %', 'Full size'],
  };
  for (const [act, [face, words]] of Object.entries(faces)) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', textContent: face, title: words });
    button.setAttribute('aria-label', words);
    button.dataset.act = act;
    bar.append(button);
  }
  level.setAttribute('aria-live', 'polite');
  bar.append(level);
  bar.addEventListener('click', event => acts[event.target.closest('button')?.dataset.act]?.());
  root.addEventListener('keydown', event => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    acts[act]();
    event.preventDefault();
    event.stopPropagation();
  });
  pane.addEventListener('wheel', event => {
    if (!event.ctrlKey) return;
    const frame = pane.getBoundingClientRect();
    zoom(scale * Math.exp(-event.deltaY / 400), event.clientX - frame.left, event.clientY - frame.top);
    event.preventDefault();
  }, { passive: false });
  let held = null;
  pane.addEventListener('pointerdown', event => {
    if (event.pointerType !== 'mouse' || event.button || event.target !== image) return;
    held = [event.clientX, event.clientY];
    pane.setPointerCapture(event.pointerId);
  });
  pane.addEventListener('pointermove', event => {
    if (!held) return;
    pane.scrollLeft -= event.clientX - held[0];
    pane.scrollTop -= event.clientY - held[1];
    held = [event.clientX, event.clientY];
  });
  for (const end of ['pointerup', 'pointercancel']) pane.addEventListener(end, () => { held = null; });
  zoom(Math.max(fit(), 0.5));
  pane.scrollTop = 0;
}
"""


def html(svg):
    """Return the SVG text as HTML: as wide as the page at most, or with its own style and script to scroll and zoom."""
    width, height = (round(points * 4 / 3) for points in _size(svg))
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    words = re.search(r'aria-label="([^"]*)"', svg)[1]
    if _size(svg)[0] <= WIDE and _size(svg)[1] <= TALL:
        style = "max-width:100%;height:auto"
        source = f"data:image/svg+xml;base64,{data}"
        return f'{HIDDEN}<div class="mg-fit"><img alt="{words}" width="{width}" style="{style}" src="{source}"></div>'
    return (
        f'{HIDDEN}<div class="mg-zoom" data-lm-suppress-shortcuts="true"><style>{STYLE}</style>\n'
        '<div class="mg-bar" role="group" aria-label="Zoom"></div>\n'
        f'<div class="mg-pane" tabindex="0" role="group" aria-label="{words}: scroll with the arrow keys, zoom with '
        f'plus and minus"><img alt="{words}" width="{width}" height="{height}" draggable="false" '
        f'src="data:image/svg+xml;base64,{data}"></div>\n<script>{SCRIPT}</script></div>'
    )


def _size(svg):
    return [float(number) for number in re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg).groups()]
