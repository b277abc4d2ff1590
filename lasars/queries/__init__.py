"""What other rooms may ask of this one."""

from .pages import RECENT, choices, recent, visible_assessments

__all__ = ["RECENT", "choices", "recent", "visible_assessments"]
