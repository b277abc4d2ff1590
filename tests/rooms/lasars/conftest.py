from tests.doors.outcomes.conftest import load

__all__ = ["load"]
