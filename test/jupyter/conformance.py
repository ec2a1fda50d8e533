"""Runs Jupyter's own test suite for kernels on mapcell and prints what became of each test and subtest.

Prints {"NAME": "passed" | "skipped: REASON" | "failed: TRACEBACK", ...} on its last line.
"""
import json
import sys
import unittest

from jupyter_kernel_test import IopubWelcomeTests, KernelTests


class Conformance(KernelTests):
    kernel_name = "mapcell"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"
    completion_samples = [
        {"text": "JSON.par", "matches": {"parse"}},
        {"text": "JSON.strin", "matches": {"stringify"}},
    ]
    complete_code_samples = ["1", "const a: number = 1;", "function f() {\n  return 1;\n}", "%layers"]
    incomplete_code_samples = ["function f() {", "const a = `x", "[1,\n", "/* open", "if (true) {\n  1"]
    invalid_code_samples = ["const = 7q;", "let 2 = a", "f(}"]
    code_generate_error = "throw new Error('no')"
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": "[1, 2, 3].map((n) => n * n)", "result": "[ 1, 4, 9 ]"},
        {"code": "await Promise.resolve('late')", "result": "'late'"},
    ]
    code_display_data = [
        {"code": "display({ 'text/html': '<b>hi</b>' }, { raw: true })", "mime": "text/html"},
        {"code": "display('hi')", "mime": "text/plain"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "JSON"
    code_clear_output = "clearOutput()"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kc.execute("1", reply=True, timeout=120)  # waits for the compiler; the suite itself waits 15 s


class Welcome(IopubWelcomeTests):
    kernel_name = "mapcell"
    support_iopub_welcome = True


class Outcomes(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.outcomes = {}

    def note(self, test, outcome):
        self.outcomes.setdefault(test.id().removeprefix("__main__."), outcome)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        self.note(subtest, f"failed: {self.failed(error, subtest)}" if error else "passed")

    def addSuccess(self, test):
        self.note(test, "passed")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.note(test, f"failed: {self.failed(error, test)}")

    def addError(self, test, error):
        super().addError(test, error)
        self.note(test, f"failed: {self.failed(error, test)}")

    def addSkip(self, test, reason):
        self.note(test, f"skipped: {reason}")

    def failed(self, error, test):
        return self._exc_info_to_string(error, test)


results = Outcomes()
load = unittest.defaultTestLoader.loadTestsFromTestCase
unittest.TestSuite([load(Conformance), load(Welcome)]).run(results)
print(json.dumps(results.outcomes))
sys.exit(not results.wasSuccessful())
