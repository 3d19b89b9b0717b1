"""`python -m grading COMMAND ...`: what the course adds to nbgrader's commands."""

import argparse
import contextlib
import gc
import importlib
import sys

COMMANDS = {
    "autograde": ("grading.autograding.command", "grade what was handed in, in parallel and in a sandbox"),
    "check": ("grading.checking", "for students: say whether a notebook passes the tests that it shows"),
    "report": ("grading.report", "write the instructor's page on an assignment"),
    "regrade": ("grading.regrading", "grade one cell again, after its test was mended"),
}

RUNNING = ("autograde", "regrade")  # in a pool of warm processes
_NEW = 20_000  # objects, after which Python looks for garbage: notebooks are made of many that are none


def main(arguments=None):
    """Run the command that the arguments name; return its exit code."""
    listed = "\n".join(f"  {name:<11}{what}" for name, (_, what) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        "python -m grading",
        description=__doc__,
        epilog=f"commands:\n{listed}\n\npython -m grading COMMAND --help says more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments:
        parser.print_help(sys.stderr)
        return 2
    module, _ = COMMANDS[parser.parse_args(arguments[:1]).command]
    with _pool_begun() if _needs_pool(arguments) else contextlib.nullcontext():
        gc.disable()  # nbgrader is large, and what is imported stays
        try:
            command = importlib.import_module(module)  # imported only now: each command needs other packages
        finally:
            gc.enable()
        gc.freeze()
        gc.set_threshold(_NEW)
        return command.main(arguments[1:])


def _pool_begun():
    from grading.worker.pool import early

    return early()


def _needs_pool(arguments):
    """Return whether a command will run notebooks here. To start what runs them takes as long as to import nbgrader."""
    elsewhere = any("--cluster".startswith(one.partition("=")[0]) for one in arguments if len(one) > 2)
    return arguments[0] in RUNNING and len(arguments) > 1 and not elsewhere and not {"-h", "--help"} & {*arguments}


if __name__ == "__main__":
    sys.exit(main())
