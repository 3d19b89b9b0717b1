import pytest

from tests.grading.sandbox.ways import ways


@pytest.fixture(params=ways(), ids=str)
def way(request):
    """Each way into the sandbox that this computer offers."""
    return request.param
