"""Limits, tried from the inside. tests.grading.sandbox.ways.Limits says how much there is."""

import pytest

from tests.grading.sandbox.ways import Limits


def test_memory_of_one_process(way):
    probe = """
import json
try:
    b = bytearray(400 << 20)
    got = True
except MemoryError:
    got = False
print(json.dumps([got, len(bytearray(100 << 20)) >> 20]))
"""
    assert way.run(probe) == [False, 100]


@pytest.mark.parametrize("memory", ["bytearray(size)", "mmap.mmap(-1, size)"])
def test_memory_of_all_processes_together(way, memory):
    probe = f"""
import mmap, os, time
size = 100 << 20
print('"begun"', flush=True)
for number in range(8):
    if os.fork() == 0:
        kept = {memory}
        kept[::4096] = bytes(size // 4096)  # touches every page, and needs no second copy
        time.sleep(60)
        os._exit(0)
time.sleep(60)
print('"all of it"', flush=True)
"""
    assert way.run(probe) == "begun"


def test_a_fork_bomb_is_counted_in_its_sandbox_and_dies_with_it(way):
    probe = """
import json, os, time
def born(count):
    while True:
        try:
            pid = os.fork()
        except OSError:
            return count
        if pid == 0:
            while True:
                try:
                    os.fork()
                except OSError:
                    time.sleep(1)
        count += 1
born(0)
print(json.dumps(sum(name.isdigit() for name in os.listdir("/proc"))), flush=True)
"""
    assert 2 <= way.run(probe) <= Limits.processes + 1
    # Another sandbox of the same user, at the same time, has all of its own.
    other = way.start(probe.replace("flush=True)", "flush=True); time.sleep(1.5)"))
    assert 5 <= way.run(probe) <= Limits.processes + 1
    out, err = other.communicate(timeout=30)
    assert int(out) >= 2, err


def test_threads_count_as_processes(way):
    probe = """
import json, threading, time
count = 0
try:
    while count < 100:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        count += 1
except RuntimeError:
    pass
print(json.dumps(count), flush=True)
import os
os._exit(0)
"""
    assert 5 <= way.run(probe) <= Limits.processes


def test_file_size_open_files_and_core_dumps(way):
    probe = """
import json, os, resource
size = 0
try:
    with open("/tmp/large", "wb", buffering=0) as file:
        for _ in range(16):
            size += file.write(bytes(1 << 20))
except OSError:
    pass
opened = []
try:
    while len(opened) < 5000:
        opened.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
raised = []
for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        raised.append(kind)
    except ValueError:
        pass
print(json.dumps([size, len(opened) < 1000, resource.getrlimit(resource.RLIMIT_CORE), raised]))
"""
    assert way.run(probe) == [Limits.file_bytes, True, [0, 0], []]
