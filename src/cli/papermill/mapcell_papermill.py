"""Lets papermill hand parameters to notebooks in TypeScript: `papermill in.ipynb out.ipynb -p distance 500`.

papermill loads this as an engine, its only entry point, before it translates parameters. Put beside papermill by
`mapcell install --papermill`, taken away by `mapcell uninstall`.
"""

import json
import re

from papermill.engines import NBClientEngine  # noqa: F401, the engine of the entry point: papermill's own
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

STATEMENT = re.compile(r"^(?:export\s+)?(const|let|var)\s+(.*?)\s*;?(?:\s+//\s*(.*))?$", re.M)
DECLARATOR = re.compile(r"^\s*([\w$]+)\s*(?::\s*([^=]+?))?\s*(?:=(?![=>])\s*(.*?))?\s*$", re.S)
HIDDEN = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[(\[{<][^()\[\]{}<>]*[)\]}>]")
KINDS = [
    ("string", re.compile(r"\"[^\"]*\"|'[^']*'|`[^`$]*`")),
    ("boolean", re.compile(r"true|false")),
    ("number", re.compile(r"[-+]?[\d.][\d_.]*(?:e[-+]?\d+)?")),
]


def declarators(text):
    """Splits `a = 1, b: T<x, y> = [2, 3]` at the commas between its variables."""
    masked, count = text, 1
    while count:
        masked, count = HIDDEN.subn(lambda hidden: "_" * len(hidden[0]), masked)
    at = 0
    for part in masked.split(","):
        yield text[at : at + len(part)]
        at += len(part) + 1


def kind_of(value):
    return next((kind for kind, pattern in KINDS if value and pattern.fullmatch(value)), None)


class TypeScriptTranslator(Translator):
    variables = {}  # of the notebook at hand, which papermill shows us before it asks for the code: keyword and type

    @classmethod
    def translate(cls, val):
        return json.dumps(val, ensure_ascii=False, default=str)  # NaN and Infinity are TypeScript's too

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    @classmethod
    def assign(cls, name, str_val):
        keyword, kind = cls.variables.get(name, ("const", None))
        if keyword != "const":
            return f"{name} = {str_val};"  # the compiler checks the type
        return f"let {name}: {kind} = {str_val};" if kind else f"let {name} = {str_val};"

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        code = super().codify(parameters, comment)
        is_shown = not code.rstrip("\n").split("\n")[-1].startswith("let ")
        return f"{code}void 0;\n" if is_shown else code  # an assignment at the end would be shown

    @classmethod
    def inspect(cls, parameters_cell):
        cls.variables = {}
        found = []
        for keyword, text, doc in STATEMENT.findall(parameters_cell.source):
            for name, kind, default in (m.groups() for m in map(DECLARATOR.match, declarators(text)) if m):
                found.append(Parameter(name, kind or "None", default or "", doc))
                cls.variables[name] = (keyword, kind or kind_of(default))
        return found


papermill_translators.register("typescript", TypeScriptTranslator)
