"""Writes notebooks as scripts and back. Prints, for each notebook and format, the cells that came back changed."""

import json
import sys

import jupytext
import nbformat

for path in sys.argv[1:]:
    notebook = nbformat.read(path, 4)
    for form in ["ts:percent", "ts:light", "md", "md:myst"]:
        back = jupytext.reads(jupytext.writes(notebook, fmt=form), fmt=form)
        cells = [[(cell.cell_type, cell.source, cell.metadata.get("tags")) for cell in nb.cells] for nb in (notebook, back)]
        changed = [pair for pair in zip(*cells) if pair[0] != pair[1]]
        kernel = back.metadata.kernelspec.name
        print(json.dumps({"form": form, "kernel": kernel, "counts": [len(c) for c in cells], "changed": changed}))
