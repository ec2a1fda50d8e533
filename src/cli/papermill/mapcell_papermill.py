"""Lets papermill hand parameters to notebooks in TypeScript: `papermill in.ipynb out.ipynb -p distance 500`.

papermill loads this as an engine, its only entry point, before it translates parameters. Put beside papermill by
`mapcell install --papermill`, taken away by `mapcell uninstall`.
"""

import json
import re

from papermill.engines import NBClientEngine  # noqa: F401, the engine of the entry point: papermill's own
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

VARIABLE = re.compile(r"^(?:const|let|var)\s+([\w$]+)\s*(?::\s*([^=]+?))?\s*=\s*(.+?)\s*;?(?:\s+//\s*(.*))?$", re.M)


class TypeScriptTranslator(Translator):
    @classmethod
    def translate(cls, val):
        return json.dumps(val, ensure_ascii=False, default=str)  # NaN and Infinity are TypeScript's too

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"  # a const would be of the type 500, not number

    @classmethod
    def inspect(cls, parameters_cell):
        found = VARIABLE.findall(parameters_cell.source)
        return [Parameter(name, kind or "None", default, doc) for name, kind, default, doc in found]


papermill_translators.register("typescript", TypeScriptTranslator)
