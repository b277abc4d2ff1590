"""The demonstration: Anytown's two years, or those of one of the eight models, lived through month by month with the same
actions as the pages."""
