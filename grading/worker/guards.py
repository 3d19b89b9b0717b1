"""What the rewritten code of a test asks at every call, comparison, condition, loop and name. See `rewriting`."""

import _thread
import builtins
import contextlib
import gc
import operator
import os
import signal
import sys
import time
import types

from grading.worker.places import content, dict_of, functions_of, nothing
from grading.worker.rewriting import SITES
from grading.worker.values import CONTAINERS, PLAIN, Values
from grading.worker.variables import Variables
from grading.worker.versions import Together, Versions

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

_OPERATORS = {
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt,
    "GtE": operator.ge, "Is": operator.is_, "IsNot": operator.is_not,
    "In": lambda one, many: one in many, "NotIn": lambda one, many: one not in many,
}  # fmt: skip
_CALLING_BACK = frozenset(
    ["sorted", "map", "filter", "list", "tuple", "next", "min", "max", "sum", "any", "all", "dict", "set"]
)
_RUNNING_OTHERS = frozenset(["__call__", "_call", "apply", "backward", "forward", "step", "map_", "register_hook"])
_NATIVE = (types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType)
_OfGenerator = contextlib._GeneratorContextManager
_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
OWN, OTHERS = "own", "others"  # calls of a student's functions, and of those that may call them
# Around how many calls of each kind a test looks in any case for what must not change, and how often inside of each.
# And the seconds, and the share of its time, for more looks.
_LOOKS, _INSIDE, _FREE, _SHARE = 20, 3, 0.006, 0.1
_frames, _callbacks = sys._current_frames, gc.callbacks  # those that there are: others can stand in their place
_getitimer, _setitimer, _threads = signal.getitimer, signal.setitimer, _thread._count
_this_thread = _thread.get_ident


class Guards:
    """The guards of the tests of one judge. What they find goes into `found`.

    fixed: the functions, classes and modules of given cells. data: what else these have bound.
    """

    def __init__(self, protected, library, student_namespace, notebook, test):
        self.found = []
        self._student = student_namespace
        self._protected, self._test, self._library = protected, test["name"], library
        names = test["names"]
        self.variables = Variables(student_namespace, notebook.data, names, self.attribute)
        self.fixed, self._shared = self.variables.fixed, names["shared"]
        self._builtins = frozenset(names["builtins"])
        self._strict, self._moving, self._back = not test["changing"], frozenset(names["meanwhile"]), names["back"]
        self.values = Values(protected.known, test["name"], library, self.note)
        self._given_classes = notebook.given_classes
        if notebook.given_classes:
            self.values.known |= {id(cls) for cls in notebook.given_classes}
        asked = [student_namespace.get(name) for name in names["classes"]]
        self.values.asked = frozenset(id(one) for one in asked if issubclass(type(one), type))
        self.values.keep += asked
        self.values.masks = test["masks"]
        self._codes = {}

    def start(self, namespace, native):
        """Begin with a test that runs in this namespace."""
        self.found.clear()
        self.number = None
        self._names, self._native = namespace, native
        self.variables.begin(namespace, native)
        self._builtins_at = self._find_builtins()
        self._of_builtins = Together([Versions(one for one in self._builtins_at if type(one) is dict)])
        self._started, self._spent, self._looks = time.process_time(), 0.0, {OWN: _LOOKS, OTHERS: _LOOKS}
        self._classes = [(cls, functions_of(cls)) for cls in self._given_classes]
        self._thread = _this_thread()  # what calls of others interleave with would be taken for theirs
        self._calls = []  # of functions of the student's that have not returned: (where in the code, how things were)
        self._managers, self._failure = [], None

    def _find_builtins(self):
        return [names.get("__builtins__") for names in (self._names, self._student)]

    def all(self):
        own = (
            "before", "method", "after", "compare", "truth", "isinstance", "items", "settle", "fail", "attribute",
            "shown", "manages", "failing", "left",
        )  # fmt: skip
        names = ("read", "made", "alone", "globals", "locals", "dir", "eval", "exec")
        return {name: getattr(self, name) for name in own} | {name: getattr(self.variables, name) for name in names}

    def knows(self, cls):
        """Take a class for one that the instructor has written."""
        self.values.known |= {id(cls)}
        self.values.keep.append(cls)

    def trusts(self, code):
        """Take code for what the instructor has written."""
        self._codes[id(code)] = code
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self.trusts(constant)

    def is_graders(self, code):
        """Return whether code is a test's, or that of a given cell."""
        return id(code) in self._codes or code.co_filename.startswith("<test ")

    def note(self, kind, evidence):
        if len(self.found) < 20 and (kind, evidence) not in self.found:
            self.found.append((kind, evidence))

    def attribute(self, value):
        """Called with what an attribute of an object is, or a variable of the student's; returns it."""
        if self._strict:
            self.values.taken(value)
        return value

    # Calls

    def before(self, function, site):
        """Called with a function that the test is about to call; returns it. site: a number for the place."""
        kind = type(function)
        if kind in _NATIVE and function.__name__ not in _CALLING_BACK:
            return function
        if _this_thread() != self._thread:
            return function
        self._look_inside()
        if self._back:
            self._share()
        whose = self._whose(kind, function)
        self._calls.append((site, self._enter(whose) if whose else None))
        return function

    def method(self, owner, name, site):
        """The same with a function that the test takes from an object."""
        function = getattr(owner, name)
        if self._strict and type(owner) is types.ModuleType:
            true = self._protected.entry(owner, name)
            if true is not None and true is not function:
                self.note("changed", f"{owner.__name__}.{name} was changed while the test ran")
                function = true
        return self.before(function, site)

    def after(self, result, site):
        """Called with what a call has given; returns it."""
        if _this_thread() == self._thread and any(place == site for place, _ in reversed(self._calls)):
            place = None
            while place != site:  # those above have ended by exceptions
                place, state = self._calls.pop()
                if state is not None:
                    self._leave(state, returned=place == site)
                    if self._strict or not self.values.is_mock(result):
                        self.values.returned(result)
            if self._back:
                self._take_back()
        return result

    def settle(self, scope):
        """Called where an exception of a call may have been caught. scope: a number for the function."""
        if _this_thread() != self._thread:
            return
        for number, (site, _) in enumerate(self._calls):
            if site >> SITES == scope:
                self._give_up(number)
                break

    def manages(self, manager, site):
        """Called with what a `with` of the test enters; returns it. site: a number for the place."""
        if _this_thread() == self._thread:
            self._managers.append((site, manager))
        return manager

    def failing(self):
        """Called with the exception that ends the lines of a `with`: whoever is asked then may swallow it."""
        if _this_thread() != self._thread:
            return
        self._failure = sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1]

    def left(self, scope, site):
        """Called after a `with` that no exception has left."""
        if _this_thread() != self._thread:
            return
        self.settle(scope)
        failure, self._failure = self._failure, None
        while self._managers:
            place, manager = self._managers.pop()
            if isinstance(failure, AssertionError) and self._is_students(manager):
                name = type(manager).__name__
                self.note("pretends", f"a failed assertion was swallowed by the {name} of a with statement")
            if place == site:
                break

    def _is_students(self, manager):
        if type(manager) is _OfGenerator:
            return not self._trusted(manager.gen.gi_code)
        return bool(self.values.own(type(manager), ("__exit__",)))

    def _give_up(self, first):
        """Forget the calls from this one on: none of them will give a result."""
        states = [state for _, state in self._calls[first:] if state is not None]
        del self._calls[first:]
        self._take_back()
        if states:
            self._leave(states[0], returned=False)
        return bool(states)

    def end(self):
        """Called when the test is over."""
        if not self._give_up(0) and self._strict:
            self._compare_protected({})

    def _whose(self, kind, function):
        """Return OWN for a function or method of the student's, OTHERS for what may call such, else None."""
        if kind in _NATIVE or (kind is type and id(function) in self.values.known):
            return OTHERS if function.__name__ in _CALLING_BACK else None
        if kind is types.FunctionType:
            return None if self._trusted(function.__code__) else OWN
        if kind is types.MethodType:
            python = type(function.__func__) is types.FunctionType  # else Cython's
            code = function.__func__.__code__ if python else None
            if code is None or self._trusted(code):
                known = code is not None and id(type(function.__self__)) in self.values.known
                return None if known and code.co_name not in _RUNNING_OTHERS else OTHERS
            return OWN
        return OTHERS

    def _trusted(self, code):
        return id(code) in self._codes or code.co_filename == self._test or self._library(code.co_filename)

    def _enter(self, whose):
        """Return how things are before code of the student's runs."""
        self._share()
        accepted = None
        self._looks[whose] -= 1
        if self._looks[whose] >= 0 or self._in_budget():
            accepted = {} if self._strict else self._state()
            if self._strict:
                self._compare_protected(accepted)
        timers = [_getitimer(timer)[0] for timer in _TIMERS]
        cells = [(name, cell, content(cell)) for name, cell in self.variables.cells()]
        bound = {name: self._student.get(name, nothing) for name in self._watched_names()}
        return accepted, [_INSIDE], dict(self._names), cells, bound, timers, list(_callbacks), _threads()

    def _share(self):
        """Let functions that are called see the variables of the test that given cells have bound too."""
        for name in self._shared:
            if name in self._names:
                self._student[name] = self._names[name]

    def _take_back(self):
        """Take over what functions of given cells have bound by `global`."""
        for name in self._back:
            if name in self._student:
                self._names[name] = self._student[name]

    def _watched_names(self):
        return [*self._builtins.intersection(self._student), *self.fixed]

    def _leave(self, state, returned=True):
        """Note what code of the student's has changed that it must not, and put it back.

        returned: else the call has ended by an exception, and the test may have put back since what it had changed.
        """
        accepted, _, names, cells, bound, timers, callbacks, threads = state
        for timer, then in zip(_TIMERS, timers, strict=True):
            if not then and _getitimer(timer)[0]:
                _setitimer(timer, 0)
                self.note("timer", "an alarm was set that would have gone off in the test")
        if _callbacks != callbacks:
            _callbacks[:] = callbacks
            self.note("changed", "gc.callbacks was changed while the test ran")
        if accepted is not None:
            self._compare_protected(accepted, put_back=not returned)
        self._compare_names(names, cells)
        self._compare_classes()
        for name in self._watched_names():
            value = self._student.get(name, nothing)
            kept = value is nothing or value is bound.get(name, nothing) or value is self.fixed.get(name)
            if not kept and (name in self.fixed or callable(value)):
                self.note("changed", f"{name} was defined anew while the test ran")
        if _threads() > threads and self._goes_on():
            self.note("thread", "a thread goes on after the function has returned")

    def _compare_classes(self):
        for cls, functions in self._classes:
            for name, entry in functions_of(cls).items():
                if functions.get(name) is not entry:
                    self.note("changed", f"{cls.__name__}.{name} was changed while the test ran")
                    if name in functions:
                        type.__setattr__(cls, name, functions[name])
                    else:
                        type.__delattr__(cls, name)

    def _compare_names(self, before, cells):
        now = self._names
        for name in {*before, *now} - self._moving - {"__warningregistry__"}:  # where Python notes who was warned
            if before.get(name, nothing) is not now.get(name, nothing):
                self.note("changed", f"the test's variable {name} was changed while the test ran")
                if name in before:
                    now[name] = before[name]
                else:
                    del now[name]
        found = self._find_builtins()
        same = all(map(operator.is_, found, self._builtins_at)) and not self._of_builtins.may_have_changed()
        for names in () if same else found:
            if type(names) is dict and not all(names.get(name) is value for name, value in self._native.items()):
                self.note("changed", "the built-in functions were changed while the test ran")
                names.update(self._native)
        for name, cell, held in cells:
            if name not in self._moving and content(cell) is not held:
                self.note("changed", f"the test's variable {name} was changed while the test ran")
                cell.cell_contents = held

    def _goes_on(self):
        """Return whether another thread runs a student's lines, now and a moment later."""
        for wait in (0.0, 0.01, 0.04, 0.1):
            time.sleep(wait)
            others = [frame for thread, frame in _frames().items() if thread != _thread.get_ident()]
            if not any(not self._trusted(frame.f_code) for frame in others):
                return False
        return True

    def _state(self):
        started = time.process_time()
        state = {name: id(self._now(put_back)) for name, put_back in self._protected.changes(quick=True)}
        self._spent += time.process_time() - started
        return state

    @staticmethod
    def _now(put_back):
        owner, name = put_back.where[:2]
        if isinstance(owner, dict):
            return owner.get(name)
        return dict_of(owner).get(name) if isinstance(owner, type) else None

    def _in_budget(self):
        allowed = _FREE + _SHARE * (time.process_time() - self._started)
        return self._spent < allowed or os.urandom(1) == b"0"  # at random, lest somebody should count

    def _compare_protected(self, accepted, put_back=False):
        state = self._state()
        for name in state if put_back else {*accepted, *state}:
            if accepted.get(name) != state.get(name):
                self.note("changed", f"{name} was changed while the test ran")

    def _look_inside(self):
        """In a function of the test that a student's code calls: note what is changed only while that code runs."""
        accepted, more, *_ = next((state for _, state in reversed(self._calls) if state is not None), (None, None))
        if accepted is None:
            return
        more[0] -= 1
        if more[0] >= 0 or self._in_budget():
            self._compare_protected(accepted)

    # Values

    def compare(self, names, values):
        """Compare as the test says, and note an object of the student's that decides what the answer is."""
        result = True
        for name, left, right in zip(names, values, values[1:], strict=False):
            if type(left) not in PLAIN or type(right) not in PLAIN:
                self.values.compared(name, left, right)
            result = _OPERATORS[name](left, right)
            if type(result) is bool and name in ("Eq", "NotEq") and not (type(left) in PLAIN and type(right) in PLAIN):
                self.values.asked_again(name, left, right, result)
            if len(names) > 1 and not self.truth(result):
                return result
        return result

    def truth(self, value):
        """Return whether a condition of the test holds."""
        if type(value) is not bool:
            self.values.decides(value)
        return bool(value)

    def isinstance(self, value, classes):
        """Stands in for isinstance(): a class cannot say that it is another one."""
        answer = isinstance(value, classes)
        if answer:
            self.values.claims_class(value)
        return answer

    def items(self, iterable):
        """Return what a loop of the test goes through."""
        if type(iterable) in CONTAINERS or type(iterable) in (range, str, enumerate, zip, reversed):
            return iterable
        return self._watched(iterable)

    def _watched(self, iterable):
        iterator = iter(iterable)
        scope = id(iterator)
        while True:
            self.before(
                iterator.__next__ if not isinstance(iterator, types.GeneratorType) else iterator, scope << SITES
            )
            try:
                item = next(iterator)
            except StopIteration:
                self.settle(scope)
                return
            yield self.after(item, scope << SITES)

    def shown(self, value):
        """Called with the value of the test's last line."""
        self.number = value if type(value) in (int, float) else None

    def fail(self, *message):
        """Return the exception of an assertion that does not hold."""
        return AssertionError(*message)
