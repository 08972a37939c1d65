"""The council desk's addresses."""

from ideaboard.council import merge_views, theme_views, views
from ideaboard.web.routes import get, post
from ideaboard.who import councillor, inside, steward

ROUTES = [
    get("/council", views.desk, who=councillor),
    get("/council/posts/{id:id}", views.post_page, who=councillor, waits=True),
    post("/council/posts/{id:id}/answer", views.answer, who=councillor, again=views.post_page),
    get("/council/posts/{id:id}/archive", views.archive_page, who=councillor),
    post("/council/posts/{id:id}/archive", views.archive, who=councillor, again=views.archive_page),
    post("/council/posts/{id:id}/themes", theme_views.add, who=councillor, again=views.post_page),
    get("/council/themes/new", theme_views.new, who=councillor),
    post("/council/themes", theme_views.make, who=councillor, again=theme_views.new),
    get("/council/themes/{id:id}", theme_views.edit, who=councillor),
    post("/council/themes/{id:id}", theme_views.save, who=councillor, again=theme_views.edit),
    post("/council/themes/{id:id}/close", theme_views.close, who=councillor),
    post("/council/themes/{id:id}/leave", theme_views.take_out, who=councillor),
    get("/council/posts/{id:id}/merge", merge_views.choose, who=councillor, waits=True),
    post("/council/posts/{id:id}/merge", merge_views.merge, who=councillor, again=merge_views.choose),
    post("/council/posts/{id:id}/unmerge", merge_views.undo, who=councillor),
    post("/council/posts/{id:id}/keep", merge_views.keep, who=councillor, again=views.post_page),
    get("/council/health", views.health, who=inside),
    get("/council/seats", views.seats_page, who=inside),
    post("/council/seats", views.fill, who=steward, again=views.seats_page),
    post("/council/seats/{id:id}/vacate", views.vacate, who=steward, again=views.seats_page),
]
