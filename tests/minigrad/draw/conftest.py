"""What the tests of the pictures share."""

import pytest

from .backends import BACKENDS


@pytest.fixture(params=BACKENDS, ids=lambda backend: backend.__name__)
def backend(request):
    return request.param
