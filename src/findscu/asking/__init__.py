"""Asking well: what PS3.4 lists for each model, what one usually asks, dates as people say them.

    key_tables   the keys of each model, as the standard's tables have them
    key_levels   which level an attribute belongs to
    presets      the return keys of a level or a model: minimal, standard, all
    moments      `today`, `-7d`, `2026-11-01..2026-11-21` in DA, TM and DT keys; the words are in spoken_dates
    model_checks what is doubtful about the keys of a model without levels

Nothing here is loaded for a query that needs none of it.
"""
