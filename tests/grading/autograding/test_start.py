"""What the commands import when they start."""

import subprocess
import sys

CHECK = """
import sys
import grading.autograding.command
parts = {"requests": "adapters", "soupsieve": "css_parser", "prometheus_client": "registry", "yaml": "loader"}
assert set(parts) == set(grading.autograding.SELDOM_USED)
found = [name for name, part in parts.items() if f"{name}.{part}" in sys.modules]
assert found == [], found

import requests.adapters
import prometheus_client
import soupsieve
import yaml
assert issubclass(requests.adapters.HTTPAdapter, object) and requests.Session().adapters
assert prometheus_client.REGISTRY is sys.modules["prometheus_client.registry"].REGISTRY
assert soupsieve.compile("p > a").pattern == "p > a"
assert yaml.safe_load("a: 1") == {"a": 1}
for name in parts:
    assert sys.modules[name].__file__, name
    assert vars(sys.modules[name]).get("__path__"), name
"""


def test_packages_that_are_seldom_used_are_imported_when_they_are():
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
