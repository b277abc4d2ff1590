"""The demonstration: Anytown's two years, lived through month by month with the same actions as the pages."""
