"""The edge: routes with `who=`, the request a view sees, rendering, origin and size checks, error pages.

The only async code of the house stands here. A view is a plain function from a Request to a Reply.
"""
