"""Pictures as files and pages: Graphviz's `dot`, pygraphviz, or minigrad's own layout and SVG writer."""
