"""The board's route table."""

from ideaboard.board import category_views, claim_views, mail_views, mute_views, reading_views, views
from ideaboard.web.routes import get, post
from ideaboard.who import anyone, inside, signed_in, steward

ROUTES = [
    get("/", views.home, who=signed_in),
    get("/posts", views.index, who=inside),
    post("/posts", views.create, who=inside, again=views.new),
    post("/posts/seen", reading_views.seen_all, who=inside),
    get("/posts/new", views.new, who=inside),
    post("/posts/preview", views.preview, who=inside),
    get("/posts/similar", views.similar, who=inside, waits=True),
    get("/posts/{id:id}", views.show, who=inside, waits=True),
    get("/posts/{id:id}/edit", views.edit, who=inside),
    post("/posts/{id:id}/edit", views.save, who=inside, again=views.edit),
    post("/posts/{id:id}/preview", views.edit, who=inside),
    get("/posts/{id:id}/history", views.history, who=inside),
    post("/posts/{id:id}/withdraw", views.withdraw, who=inside),
    post("/posts/{id:id}/vote", views.vote, who=inside),
    post("/posts/{id:id}/follow", views.follow, who=inside),
    post("/posts/{id:id}/mute", mute_views.mute, who=inside),
    post("/posts/{id:id}/comments", views.comment, who=inside, again=views.show),
    get("/comments/{id:id}/edit", views.edit_comment, who=inside),
    post("/comments/{id:id}/edit", views.save_comment, who=inside, again=views.edit_comment),
    get("/comments/{id:id}/remove", views.confirm_removal, who=inside),
    post("/comments/{id:id}/remove", views.remove_comment, who=inside, again=views.confirm_removal),
    get("/help/keyboard", reading_views.keyboard, who=inside),
    get("/settings/mail", mail_views.choices, who=signed_in),
    post("/settings/mail", mail_views.save, who=signed_in, again=mail_views.choices),
    get("/search", views.search, who=inside, waits=True),
    get("/categories", category_views.index, who=inside),
    post("/categories", category_views.create, who=steward, again=category_views.index),
    get("/categories/{slug}", category_views.edit, who=steward),
    post("/categories/{slug}", category_views.save, who=steward, again=category_views.edit),
    get("/claims/{token}", claim_views.show, who=anyone),
    get("/claims/{token}/edit", claim_views.edit, who=anyone),
    post("/claims/{token}/edit", claim_views.save, who=anyone, again=claim_views.edit),
    post("/claims/{token}/withdraw", claim_views.withdraw, who=anyone),
]
