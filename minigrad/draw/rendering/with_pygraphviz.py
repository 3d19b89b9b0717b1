"""Drawing by pygraphviz. Run as a program, it reads DOT from the standard input and writes the picture.

Graphviz crashes now and then: its version 14.1.5, in pygraphviz 2.0.4, after drawing an empty line of text, or an arrow
with a label between clusters. In another process that does no harm.
"""

import sys

import pygraphviz


def draw(text, engine, form):
    """Return the picture as bytes. text: DOT source, engine: such as "dot", form: such as "svg"."""
    drawing = pygraphviz.AGraph(string=text)
    drawing.graph_attr["layout"] = engine
    drawing.has_layout = True  # else it prints that large graphs take long; "layout" decides all the same
    return drawing.draw(format=form)


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read().decode("utf-8"), *sys.argv[1:]))
